import { serve } from '@hono/node-server'
import type { ServerType } from '@hono/node-server'
import { z } from 'zod'

/** What the model does with one request. */
export type ModelTurn =
  /** `hold`: half of it is sent, the rest when this resolves. */
  | { text: string; usage?: { prompt: number; completion: number } | false; hold?: Promise<void> }
  | {
      calls: Array<{ name: string; args: unknown }>
      text?: string
      usage?: { prompt: number; completion: number }
    }
  | { status: number; error?: Record<string, unknown> }
  /** Sends this as it stands, as a stream of events. */
  | { raw: string; type?: string }
  /** Begins nothing until the client goes away. */
  | 'hang'
  /** Sends a first part and then nothing more. */
  | 'stall'

const requestBody = z.object({
  model: z.string(),
  stream: z.literal(true),
  reasoning_effort: z.string().optional(),
  messages: z.array(
    z.object({
      role: z.enum(['system', 'user', 'assistant', 'tool']),
      content: z.string(),
      tool_calls: z.array(z.unknown()).optional(),
      tool_call_id: z.string().optional(),
    }),
  ),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({ name: z.string(), description: z.string(), parameters: z.looseObject({}) }),
      }),
    )
    .optional(),
})
export type ModelRequest = z.infer<typeof requestBody> & { authorization: string | null }

type WriteTurn = (request: ModelRequest) => ModelTurn | Promise<ModelTurn>

export interface ModelServer {
  url: string
  asked: ModelRequest[]
  /** The next requests are answered like this, one each. A function sees what was asked. */
  next(...turns: Array<ModelTurn | WriteTurn>): void
  /** How many clients went away before they were answered. */
  left(): number
  close(): void
}

/** A language model whose words a test writes, behind the chat completions protocol with its streams. */
export async function startModelServer(): Promise<ModelServer> {
  const asked: ModelRequest[] = []
  const turns: Array<ModelTurn | WriteTurn> = []
  let left = 0
  let http: ServerType | undefined

  async function answer(request: Request): Promise<Response> {
    if (!new URL(request.url).pathname.endsWith('/v1/chat/completions'))
      return new Response(null, { status: 404 })
    const body = {
      ...requestBody.parse(await request.json()),
      authorization: request.headers.get('authorization'),
    }
    asked.push(body)
    request.signal.addEventListener('abort', () => (left += 1))
    const next = turns.shift()
    const turn = typeof next === 'function' ? await next(body) : next
    if (turn === undefined)
      return Response.json({ error: { message: 'nothing is written' } }, { status: 500 })
    if (turn === 'hang') return new Promise(() => undefined)
    if (turn === 'stall') return new Response(stalled(), { headers: { 'content-type': 'text/event-stream' } })
    if ('status' in turn)
      return Response.json({ error: { message: 'no', ...turn.error } }, { status: turn.status })
    if ('raw' in turn)
      return new Response(turn.raw, { headers: { 'content-type': turn.type ?? 'text/event-stream' } })
    const frames = eventsOf(turn).map((event) => `data: ${JSON.stringify(event)}\n\n`)
    const hold = 'hold' in turn ? turn.hold : undefined
    return new Response(slowly([...frames, 'data: [DONE]\n\n'], hold), {
      headers: { 'content-type': 'text/event-stream' },
    })
  }

  const url = await new Promise<string>((resolve) => {
    http = serve({ fetch: answer, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}/v1`),
    )
  })
  return {
    url,
    asked,
    next: (...more) => void turns.push(...more),
    left: () => left,
    close() {
      if (http && 'closeAllConnections' in http) http.closeAllConnections()
      http?.close()
    },
  }
}

/** In parts, as the vendor sends them: names first, arguments and words in pieces, usage last. */
function eventsOf(turn: Extract<ModelTurn, object> & { text?: string }): object[] {
  const chunk = (delta: object, more: object = {}) => ({
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
  })
  const calls = 'calls' in turn ? turn.calls : []
  const usage = ('usage' in turn ? turn.usage : undefined) ?? { prompt: 100, completion: 20 }
  return [
    chunk({ role: 'assistant', content: calls.length > 0 ? null : '' }),
    ...(turn.text?.match(/[\s\S]{1,7}/g) ?? []).map((content) => chunk({ content })),
    ...calls.flatMap(({ name, args }, index) => {
      const text = typeof args === 'string' ? args : JSON.stringify(args)
      return [
        chunk({
          tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name, arguments: '' } }],
        }),
        ...(text.match(/[\s\S]{1,9}/g) ?? []).map((part) =>
          chunk({ tool_calls: [{ index, function: { arguments: part } }] }),
        ),
      ]
    }),
    chunk({}, { finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }),
    ...(usage
      ? [
          {
            id: 'c1',
            choices: [],
            usage: {
              prompt_tokens: usage.prompt,
              completion_tokens: usage.completion,
              total_tokens: usage.prompt + usage.completion,
            },
          },
        ]
      : []),
  ]
}

const slowly = (frames: readonly string[], hold: Promise<void> | undefined) =>
  new ReadableStream({
    async start(controller) {
      const encoder = new TextEncoder()
      for (const [at, frame] of frames.entries()) {
        if (at === Math.floor(frames.length / 2)) await hold
        controller.enqueue(encoder.encode(frame))
      }
      controller.close()
    },
  })

const stalled = () =>
  new ReadableStream({
    start(controller) {
      const part = { choices: [{ index: 0, delta: { content: 'Well' }, finish_reason: null }] }
      controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(part)}\n\n`))
    },
  })
