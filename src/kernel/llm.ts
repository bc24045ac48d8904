import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { z } from 'zod'
import { AppError } from './errors.ts'

export interface LlmCall {
  id: string
  name: string
  /** As the model wrote them: JSON, if it behaves. */
  arguments: string
}

export type LlmMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string; calls?: readonly LlmCall[] }
  | { role: 'tool'; callId: string; content: string }

export interface LlmTool {
  name: string
  description: string
  /** JSON schema of an object. */
  schema: Record<string, unknown>
}

export interface LlmUsage {
  model: string
  promptTokens: number
  completionTokens: number
}

export interface LlmAsk {
  messages: readonly LlmMessage[]
  tools: readonly LlmTool[]
  signal: AbortSignal
  /** Another one than the usual, at the same address. */
  model?: string
  /** Told once for each call that the server began to answer, whatever came of it. */
  onUsage?: (usage: LlmUsage) => Promise<void>
}

export interface LlmAnswer {
  text: string
  calls: LlmCall[]
}

/**
 * A language model behind the chat completions protocol. Throws AppErrors whose message a person may read; it never
 * asks twice by itself.
 *
 * @example const { text, calls } = await llm.complete({ messages, tools, signal })
 */
export interface Llm {
  /** The usual one. */
  readonly model: string
  complete(ask: LlmAsk): Promise<LlmAnswer>
}

export interface LlmOptions {
  apiKey: string
  baseUrl: string
  model: string
  /** How long the first byte may take. Default 20 s. */
  firstByteMs?: number
  /** Calls under way in this process. Default 6: whoever waits for a model keeps a worker from other work. */
  mostAtOnce?: number
}

/** Far more than an answer of a few sentences and calls. */
const mostCharacters = 60_000

const count = z.number().int().nonnegative()
/** Servers that speak the protocol leave out what they like. */
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            refusal: z.string().nullish(),
            tool_calls: z
              .array(
                z.object({
                  index: count.max(127).optional(),
                  id: z.string().nullish(),
                  function: z
                    .object({ name: z.string().nullish(), arguments: z.string().nullish() })
                    .nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
})
type Chunk = z.infer<typeof chunkSchema>
interface CallPart {
  index?: number | undefined
  id?: string | null | undefined
  function?: { name?: string | null | undefined; arguments?: string | null | undefined } | null | undefined
}

export function makeLlm(options: LlmOptions): Llm {
  const { apiKey, baseUrl, model: usual, firstByteMs = 20_000, mostAtOnce = 6 } = options
  let underWay = 0
  let client: ReturnType<typeof connect> | undefined
  /** Newer models of OpenAI take tools only when they are told not to think first; others do not know the field. */
  const withoutThinking = new Set<string>()

  // The SDK is large, and most installations never need it. What it would read from the environment is given.
  async function connect() {
    const { OpenAI } = await import('openai')
    return new OpenAI({
      apiKey,
      baseURL: baseUrl,
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      maxRetries: 0,
      logLevel: 'off',
      // The key goes nowhere else.
      fetchOptions: { redirect: 'error' },
    })
  }

  async function begin(ask: LlmAsk, signal: AbortSignal) {
    const { model = usual } = ask
    client ??= connect()
    const { chat } = await client
    return chat.completions.create(
      {
        model,
        messages: ask.messages.map(toMessage),
        ...(ask.tools.length > 0 ? { tools: ask.tools.map(toTool) } : {}),
        stream: true,
        stream_options: { include_usage: true },
        ...(withoutThinking.has(model) ? { reasoning_effort: 'none' as const } : {}),
      },
      { signal },
    )
  }

  async function open(ask: LlmAsk, signal: AbortSignal) {
    try {
      return await begin(ask, signal)
    } catch (error) {
      const { model = usual } = ask
      if (withoutThinking.has(model) || !namesThinking(error)) throw error
      withoutThinking.add(model)
      return begin(ask, signal)
    }
  }

  async function complete(ask: LlmAsk): Promise<LlmAnswer> {
    if (underWay >= mostAtOnce) throw busy()
    underWay += 1
    try {
      return await exchange(ask)
    } finally {
      underWay -= 1
    }
  }

  async function exchange(ask: LlmAsk): Promise<LlmAnswer> {
    const slow = new AbortController()
    const timer = setTimeout(() => slow.abort(), firstByteMs)
    const signal = AbortSignal.any([slow.signal, ask.signal])
    const heard = listen()
    try {
      const stream: AsyncIterable<unknown> = await open(ask, signal)
      for await (const part of stream) {
        clearTimeout(timer)
        heard.take(chunkSchema.parse(part))
      }
      // The SDK ends a stream that was broken off as if it were whole.
      signal.throwIfAborted()
      return heard.answer()
    } catch (error) {
      throw toAppError(error, signal)
    } finally {
      clearTimeout(timer)
      if (heard.hasBegun()) await ask.onUsage?.({ model: ask.model ?? usual, ...heard.usage(ask.messages) })
    }
  }

  return { model: usual, complete }
}

/** Puts the parts of a stream together. */
function listen() {
  const calls = new Map<number, LlmCall>()
  let text = ''
  let refused = false
  let begun = false
  let size = 0
  let told: Chunk['usage']

  function take({ choices, usage }: Chunk): void {
    begun = true
    told = usage ?? told
    const [choice] = choices
    if (choice?.delta?.refusal || choice?.finish_reason === 'content_filter') refused = true
    text += choice?.delta?.content ?? ''
    size += choice?.delta?.content?.length ?? 0
    for (const part of choice?.delta?.tool_calls ?? []) takeCall(part)
    if (size > mostCharacters) throw nonsense()
  }

  function takeCall({ index, id, function: said }: CallPart): void {
    // Some servers send each call whole, and do not number them.
    const at = index ?? (id ? calls.size : Math.max(0, calls.size - 1))
    const call = calls.get(at) ?? { id: '', name: '', arguments: '' }
    calls.set(at, {
      id: call.id || (id ?? ''),
      name: call.name || (said?.name ?? ''),
      arguments: call.arguments + (said?.arguments ?? ''),
    })
    size += said?.arguments?.length ?? 0
  }

  function answer(): LlmAnswer {
    if (refused) throw failure('The language model does not want to answer this.')
    if (!begun || (text.trim() === '' && calls.size === 0)) throw nonsense()
    return {
      text: text.trim(),
      calls: [...calls.values()].map((call, at) => ({ ...call, id: call.id || `call-${at}` })),
    }
  }

  /** A server that does not count is counted for: about four letters are a token. */
  const usage = (messages: readonly LlmMessage[]): Omit<LlmUsage, 'model'> => ({
    promptTokens: told?.prompt_tokens ?? Math.ceil(JSON.stringify(messages).length / 4),
    completionTokens: told?.completion_tokens ?? Math.ceil(size / 4),
  })

  return { take, answer, usage, hasBegun: () => begun }
}

function toMessage(message: LlmMessage): ChatCompletionMessageParam {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.content }
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: message.content }
    case 'assistant':
      return {
        role: 'assistant',
        content: message.content,
        ...(message.calls
          ? {
              tool_calls: message.calls.map(({ id, name, arguments: args }) => ({
                id,
                type: 'function' as const,
                function: { name, arguments: args },
              })),
            }
          : {}),
      }
  }
}

const toTool = ({ name, description, schema }: LlmTool) => ({
  type: 'function' as const,
  function: { name, description, parameters: schema },
})

const failed = z.object({ status: z.number(), param: z.string().nullish() })
const factsOf = (error: unknown) => failed.safeParse(error).data

const namesThinking = (error: unknown) => {
  const facts = factsOf(error)
  return facts?.status === 400 && facts.param === 'reasoning_effort'
}

const failure = (message: string, cause?: unknown) =>
  new AppError('precondition', message, cause === undefined ? undefined : { cause })
const nonsense = (cause?: unknown) => failure('The language model gave no usable answer.', cause)

const busy = (cause?: unknown) =>
  new AppError('limit', 'The language model is busy. Please try again in a moment.', { cause })

function toAppError(error: unknown, signal: AbortSignal): AppError {
  if (error instanceof AppError) return error
  if (signal.aborted) return failure('The language model took too long.', error)
  if (error instanceof z.ZodError || error instanceof SyntaxError) return nonsense(error)
  const status = factsOf(error)?.status
  if (status === undefined || status >= 500)
    return failure('The language model is not there at the moment.', error)
  if (status === 429) return busy(error)
  if (status === 401 || status === 403) return failure('The language model refuses our key.', error)
  if (status === 404) return failure('There is no such language model at its address.', error)
  return nonsense(error)
}
