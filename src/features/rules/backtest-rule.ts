import { renderTemplate, templateValues } from '#features/inbox/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { preview } from '#kernel/text.ts'
import { branchOf } from './branch-of.ts'
import type { Branch } from './branch-of.ts'
import { compileRule } from './compile-rule.ts'
import { evaluate } from './evaluate.ts'
import { prepareFacts } from './facts.ts'
import { backtestInput } from './backtest.schema.ts'
import type { Backtest, BacktestView } from './backtest.schema.ts'
import { describeAction } from './schema.ts'
import type { Action, RuleDefinition, TraceLine } from './schema.ts'
import { clauseKinds, storedFacts } from './stored-facts.ts'
import type { StoredMessage } from './stored-facts.ts'

type Held = 'once' | 'cooldown' | undefined
interface Hit {
  message: StoredMessage
  branch: Branch
  held: Held
  trace: TraceLine[]
}

const heldWords = {
  once: 'It had acted for this person before.',
  cooldown: 'It had acted too short a time before.',
}

/** What a rule would have done about stored messages, had it been on alone. Reads only. */
export async function backtestRule(ctx: Ctx, input: Backtest): Promise<BacktestView> {
  requireScope(ctx, 'rules:read')
  const { definition, limit, days, examples } = backtestInput.parse(input)
  const startedAt = performance.now()
  const compiled = compileRule(definition)
  const holdBack = makeHoldBack(definition)
  const isLate = makeLateness()
  const since = new Date(ctx.clock.now().getTime() - days * 86_400_000)
  const totals = { looked: 0, matched: 0, heldBack: 0, then: 0, otherwise: 0, approximate: 0 }
  const contacts = new Set<string>()
  const hits: Hit[] = []
  let first: Date | undefined
  for await (const batch of storedFacts(ctx, { since, limit }, clauseKinds(definition.when))) {
    for (const message of batch) {
      first ??= message.arrivedAt
      totals.looked++
      if (message.approximate) totals.approximate++
      if (isLate(message)) continue
      const evaluation = evaluate(compiled, prepareFacts(message))
      if (evaluation.matched) totals.matched++
      const branch = branchOf(definition, evaluation.matched)
      if (!branch) continue
      const held = holdBack(message)
      if (held) totals.heldBack++
      else {
        totals[branch]++
        contacts.add(message.contactId)
      }
      hits.push({ message, branch, held, trace: evaluation.trace })
      if (hits.length > examples) hits.shift()
    }
  }
  const shown = await showHits(ctx, definition, hits.toReversed())
  const tookMs = Math.round(performance.now() - startedAt)
  return { ...totals, contacts: contacts.size, since: first?.toISOString() ?? null, tookMs, examples: shown }
}

/** Cooldown and once per person, as the engine would have counted them. */
function makeHoldBack({ cooldown, oncePerContact }: RuleDefinition): (message: StoredMessage) => Held {
  const ranAt = new Map<string, number>()
  return (message) => {
    const at = message.arrivedAt.getTime()
    if (oncePerContact && ranAt.has(message.contactId)) return 'once'
    const last = ranAt.get(cooldown?.per === 'conversation' ? message.conversationId : message.contactId)
    if (cooldown && last !== undefined && at - last < cooldown.seconds * 1000) return 'cooldown'
    ranAt.set(message.contactId, at)
    ranAt.set(message.conversationId, at)
    return undefined
  }
}

const newsMs = 10 * 60_000

/** The engine leaves alone what came long after it was written, when the talk had gone on. */
function makeLateness(): (message: StoredMessage) => boolean {
  const newest = new Map<string, number>()
  return ({ conversationId, at, arrivedAt }) => {
    const known = newest.get(conversationId) ?? 0
    if (at.getTime() < known) return arrivedAt.getTime() - at.getTime() > newsMs
    newest.set(conversationId, at.getTime())
    return false
  }
}

async function showHits(
  ctx: Ctx,
  definition: RuleDefinition,
  hits: readonly Hit[],
): Promise<BacktestView['examples']> {
  const shown: BacktestView['examples'] = []
  for (const { message, branch, held, trace } of hits) {
    const vars = await templateValues(ctx, message.conversationId)
    shown.push({
      messageId: message.id,
      conversationId: message.conversationId,
      at: message.at.toISOString(),
      text: preview(message.text, 280),
      branch,
      heldBack: held ? heldWords[held] : null,
      trace,
      would: definition[branch].map((action) => ({ kind: wouldKind(action), text: wouldText(action, vars) })),
    })
  }
  return shown
}

const wouldKind = (action: Action) =>
  action.kind === 'reply' && action.ask === true ? 'suggest' : action.kind

function wouldText(action: Action, vars: Awaited<ReturnType<typeof templateValues>>): string {
  if (action.kind !== 'reply' && action.kind !== 'note') return describeAction(action)
  return renderTemplate(action.text, vars)
}
