import { sql } from 'kysely'
import { v5 } from 'uuid'
import {
  assignConversation,
  labelConversation,
  renderTemplate,
  sendReply,
  setPriority,
  setStatus,
  templateValues,
  writeNote,
} from '#features/inbox/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { AppError } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { makeOutboxBuffer } from '#kernel/outbox.ts'
import { sendAhead } from '#kernel/scoped-dialect.ts'
import { json } from './queries.ts'
import { describeAction } from './schema.ts'
import type { Action, Effect } from './schema.ts'
import { hasOpenSuggestion } from './suggestions/queries.ts'
import { suggestReply } from './suggestions/suggest-reply.ts'

/** The run that acts: one rule on one message. */
export interface ActingRun {
  id: string
  ruleId: string
  ruleName: string
  conversationId: string
  messageId: string
  messageSeq: string
  maxRepliesPerHour: number
}

const clientIds = '6f0f6f0e-2b0b-4e0e-9d0a-5f1f3c7c9a11'
const hourMs = 3_600_000

/**
 * Does the actions in order, up to a wait, which puts off the rest. What is refused (a closed window, a member who
 * has left) leaves no trace but its reason, and nothing after it is done: no conversation is resolved unanswered.
 */
export async function perform(
  tx: Ctx,
  run: ActingRun,
  actions: readonly Action[],
  firstStep = 0,
): Promise<Effect[]> {
  const effects: Effect[] = []
  for (const [index, action] of actions.entries()) {
    const step = firstStep + index
    const named = { kind: action.kind, action: describeAction(action) }
    if (action.kind === 'wait') {
      const dueAt = await putOff(tx, run, action, actions.slice(index + 1), step + 1)
      effects.push({ ...named, outcome: 'waiting', dueAt: dueAt.toISOString() })
      break
    }
    if (action.kind === 'resolve' && (await hasOpenSuggestion(tx, run.id))) {
      effects.push({ ...named, outcome: 'cancelled', reason: 'The reply still waits for a person.' })
      continue
    }
    const refusal = await attempt(tx, run, action, step)
    effects.push({ ...named, outcome: refusal ? 'refused' : 'done', ...(refusal ? { reason: refusal } : {}) })
    if (!refusal) continue
    for (const left of actions.slice(index + 1)) {
      effects.push({
        kind: left.kind,
        action: describeAction(left),
        outcome: 'cancelled',
        reason: 'The step before it could not be done.',
      })
    }
    break
  }
  return effects
}

export function outcomeOf(effects: readonly Effect[]): Effect['outcome'] {
  const outcomes = new Set(effects.map((effect) => effect.outcome))
  if (outcomes.has('waiting')) return 'waiting'
  if (outcomes.has('refused')) return 'refused'
  return outcomes.has('done') || outcomes.size === 0 ? 'done' : 'cancelled'
}

/** Rows, events and jobs of an action stand or fall together; answers the reason when it was refused. */
async function attempt(tx: Ctx, run: ActingRun, action: Action, step: number): Promise<string | undefined> {
  const outbox = makeOutboxBuffer()
  await sendAhead(tx.db, sql`savepoint rule_action`.compile(tx.db))
  try {
    const actor = { kind: 'rule', id: run.ruleId, name: run.ruleName } as const
    await act({ ...tx, actor, outbox }, run, action, step)
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    await sql`rollback to savepoint rule_action`.execute(tx.db)
    return error.message
  }
  await sendAhead(tx.db, sql`release savepoint rule_action`.compile(tx.db))
  tx.outbox?.events.push(...outbox.events)
  tx.outbox?.jobs.push(...outbox.jobs)
  for (const [key, delta] of outbox.counters) {
    tx.outbox?.counters.set(key, (tx.outbox.counters.get(key) ?? 0) + delta)
  }
  return undefined
}

async function act(tx: Ctx, run: ActingRun, action: Action, step: number): Promise<void> {
  const { conversationId } = run
  switch (action.kind) {
    case 'reply': {
      await guardAgainstLoops(tx, run)
      const text = renderTemplate(action.text, await templateValues(tx, conversationId))
      if (action.ask) {
        await suggestReply(tx, run, text)
        return
      }
      const clientId = v5(`${run.ruleId}/${run.messageId}/${step}`, clientIds)
      await sendReply(tx, { conversationId, text, clientId })
      return
    }
    case 'note': {
      const text = renderTemplate(action.text, await templateValues(tx, conversationId))
      await writeNote(tx, { conversationId, text })
      return
    }
    case 'assign':
      await assignConversation(tx, { conversationId, assigneeId: action.memberId })
      return
    case 'label':
      await labelConversation(tx, { conversationId, add: action.add, remove: action.remove })
      return
    case 'priority':
      await setPriority(tx, { conversationId, priority: action.priority })
      return
    case 'resolve':
      await setStatus(tx, { conversationId, status: 'resolved' })
      return
    case 'snooze': {
      const until = new Date(tx.clock.now().getTime() + action.seconds * 1000)
      await setStatus(tx, { conversationId, status: 'snoozed', snoozedUntil: until.toISOString() })
      return
    }
    case 'wait':
      throw new Error('A wait is put off, not done')
  }
}

/** Two machines that answer each other must end, and a person should notice. */
async function guardAgainstLoops(tx: Ctx, run: ActingRun): Promise<void> {
  const since = new Date(tx.clock.now().getTime() - hourMs)
  const { rows } = await sql<{ count: number }>`
    select count(*)::int + (select count(*)::int from reply_suggestions s
      where s.org_id = ${tx.orgId} and s.conversation_id = ${run.conversationId} and s.at > ${since}
        and not exists (select from messages h where h.org_id = s.org_id and h.conversation_id = s.conversation_id
          and h.kind = 'message' and h.author_kind in ('member', 'native') and h.at > ${since} and h.seq > s.message_seq)
      ) as count from messages m
    where m.org_id = ${tx.orgId} and m.conversation_id = ${run.conversationId} and m.kind = 'message'
      and m.author_kind = 'rule' and m.at > ${since}
      and not exists (select from messages h where h.org_id = m.org_id and h.conversation_id = m.conversation_id
        and h.kind = 'message' and h.author_kind in ('member', 'native') and h.at > ${since} and h.seq > m.seq)`.execute(
    tx.db,
  )
  const count = rows[0]?.count ?? 0
  if (count < run.maxRepliesPerHour) return
  throw new AppError(
    'limit',
    `Held back: ${count} automatic replies within an hour, and nobody of the team has written. A person should look.`,
  )
}

async function putOff(
  tx: Ctx,
  run: ActingRun,
  wait: Action & { kind: 'wait' },
  rest: readonly Action[],
  step: number,
): Promise<Date> {
  const dueAt = new Date(tx.clock.now().getTime() + wait.seconds * 1000)
  await tx.db
    .insertInto('rule_waits')
    .values({
      org_id: tx.orgId,
      id: newId(),
      run_id: run.id,
      rule_id: run.ruleId,
      conversation_id: run.conversationId,
      message_seq: run.messageSeq,
      actions: json(rest),
      step,
      cancel_on_human: wait.cancelOnHumanReply,
      cancel_on_customer: wait.cancelOnCustomerReply,
      due_at: dueAt,
      created_at: tx.clock.now(),
    })
    .execute()
  return dueAt
}
