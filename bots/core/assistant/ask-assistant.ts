import type { Command } from '#contracts/command.ts'
import type { Reply } from '#contracts/reply.ts'
import { hasBudget, noteUsage } from '#features/assistant/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { assert, must } from '#kernel/assert.ts'
import { AppError } from '#kernel/errors.ts'
import type { LlmAnswer, LlmMessage } from '#kernel/llm.ts'
import { commandsFor, objectSchema, toolText } from '../command-tools.ts'
import { answerOf, shownOf } from './answer-of.ts'
import type { Hearing } from './hearing.ts'
import { beginMessages } from './instructions.ts'
import { modelText } from './model-text.ts'
import { readCall } from './read-call.ts'
import { makeRuns } from './runs.ts'
import type { Runs } from './runs.ts'
import { firstStep, lastStep, stepWords } from './step-words.ts'
import { callText, keepTurn, turnsOf } from './turns.ts'

const rule = { points: 20, perMs: 60_000 }
const mostCalls = 6
const mostRounds = 4
const mostFaults = 2
const mostMs = 30_000

export interface Words {
  text: string
  /** What they are about, as people call it: "post 12". */
  about?: string | undefined
  /** Where they were said: what was said before there is the context. */
  place?: string | undefined
  media: readonly string[]
  /** Who waits, and is told how far it is. */
  hearing?: Hearing | undefined
}

export type Asked =
  | { kind: 'answer'; reply: Reply }
  /** `why` is one short sentence. */
  | { kind: 'refused'; why: string }

/**
 * Words that the grammar does not know, read by a language model whose tools are the commands that the asker may run.
 * Reads run at once, as the asker; the first write ends it with a card to confirm. Never inside a transaction.
 * Who waits is told each step, and what the tools answered; the model's own sentence only at the end, checked.
 */
export async function askAssistant(ctx: Ctx, model: string, words: Words): Promise<Asked> {
  assert(!ctx.outbox, 'a language model is asked outside of transactions')
  const taken = await ctx.limiter.take(`assistant:${ctx.orgId}:${ctx.actor.id ?? ''}`, rule)
  if (!taken.ok) return refused('That was a lot in one minute. Please wait a little.')
  const tools = commandsFor(ctx)
  try {
    const asked = await converse(ctx, words, { model, tools, signal: endOf(words) })
    words.hearing?.signal?.throwIfAborted()
    return asked
  } catch (error) {
    // Nobody waits any more: then nothing else is done with the words, either.
    words.hearing?.signal?.throwIfAborted()
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    ctx.log.warn({ err: error, requestId: ctx.requestId }, 'the language model did not help')
    return refused(error.message)
  }
}

function endOf({ hearing }: Words): AbortSignal {
  const late = AbortSignal.timeout(mostMs)
  return hearing?.signal ? AbortSignal.any([late, hearing.signal]) : late
}

interface Means {
  model: string
  tools: readonly Command[]
  signal: AbortSignal
}

async function converse(ctx: Ctx, words: Words, means: Means): Promise<Asked> {
  const { tools } = means
  const { tell: hear } = words.hearing ?? { tell: () => undefined }
  const messages = await beginMessages(ctx, words, await turnsOf(ctx, words.place))
  const runs = makeRuns(ctx)
  let faults = 0
  for (let round = 0; round < mostRounds && runs.count() < mostCalls; round++) {
    const answer = await complete(ctx, messages, means, () =>
      hear({ kind: 'step', text: round === 0 ? firstStep : lastStep }),
    )
    if (answer.calls.length === 0) return finish(ctx, words, runs, answer.text)
    messages.push({ role: 'assistant', content: answer.text, calls: answer.calls })
    for (const call of answer.calls) {
      const tell = (data: string) =>
        void messages.push({
          role: 'tool',
          callId: call.id,
          content: JSON.stringify({ tool: call.name, data }),
        })
      const read = readCall(ctx, tools, call, words.media)
      if (read.kind === 'fault') {
        faults += 1
        if (faults === mostFaults) return refused('The language model did not make sense of it.')
        tell(read.say)
      } else if (runs.count() === mostCalls) {
        tell('These were enough calls.')
      } else if (read.command.writes) {
        const card = await runs.confirm(read.command, read.args)
        if (card.kind === 'card') return propose(ctx, words, read, card.reply)
        tell(card.say)
      } else {
        hear({ kind: 'step', text: stepWords(ctx, read.command, read.args) })
        tell(modelText(ctx, await runs.read(read.command, read.args), words.text))
        const reply = shownOf(ctx, runs.all())
        if (reply) hear({ kind: 'result', reply })
      }
    }
  }
  return finish(ctx, words, runs, '')
}

async function complete(
  ctx: Ctx,
  messages: readonly LlmMessage[],
  { model, tools, signal }: Means,
  onAsk: () => void,
): Promise<LlmAnswer> {
  if (!(await hasBudget(ctx)))
    throw new AppError('limit', 'The language model’s budget of this month is used up.')
  onAsk()
  return must(ctx.llm, 'language model').complete({
    model,
    messages,
    tools: tools.map((command) => ({
      name: command.name,
      description: toolText(command),
      schema: objectSchema(command.args),
    })),
    signal,
    onUsage: (usage) => noteUsage(ctx, usage),
  })
}

async function propose(
  ctx: Ctx,
  words: Words,
  { command, args }: { command: Command; args: Record<string, string> },
  reply: Reply,
): Promise<Asked> {
  await keepTurn(ctx, words.place, {
    said: words.text,
    did: `Asked the person whether to do: ${callText(command.name, args)}`,
  })
  return { kind: 'answer', reply }
}

/** What the tools answered, below the model's sentence where that holds. */
async function finish(ctx: Ctx, words: Words, runs: Runs, sentence: string): Promise<Asked> {
  const answer = answerOf(ctx, runs.all(), sentence, words.text)
  if (!answer) return refused('The language model found nothing here that answers it.')
  await keepTurn(ctx, words.place, {
    said: words.text,
    did: [...runs.all().map((run) => callText(run.command.name, run.args)), answer.sentence].join('\n'),
  })
  return { kind: 'answer', reply: answer.reply }
}

const refused = (why: string): Asked => ({ kind: 'refused', why })
