import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { ruleRan } from './events.ts'
import { lockForRules } from './lock-for-rules.ts'
import { outcomeOf, perform } from './perform.ts'
import { json, readState } from './queries.ts'
import type { RulesState } from './queries.ts'
import type { Effect } from './schema.ts'
import type { RuleRunTable, RuleWaitTable } from './tables.ts'

type Wait = Selectable<RuleWaitTable>

/** Does what a rule put off, when it is due and nothing came between. Any number of callers: once. */
export async function finishWait(ctx: Ctx, waitId: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const state = await readState(tx, { hold: true })
    const seen = await findRunOf(tx, waitId)
    if (!seen || !(await lockForRules(tx, seen.conversation_id, seen.contact_id))) return
    const wait = await claim(tx, waitId)
    if (!wait) return
    const reason = await whyNot(tx, state, wait)
    if (reason) return cancelWait(tx, wait, reason)
    const effects = await perform(
      tx,
      {
        id: wait.run_id,
        ruleId: wait.rule_id,
        ruleName: seen.rule_name,
        conversationId: wait.conversation_id,
        messageId: seen.message_id,
        messageSeq: wait.message_seq,
        maxRepliesPerHour: state.maxRepliesPerHour,
      },
      wait.actions,
      wait.step,
    )
    await settle(tx, wait, 'done', effects)
  })
}

/** Takes back a locked wait. */
const cancelWait = (tx: Ctx, wait: Wait, reason: string): Promise<void> =>
  settle(tx, wait, 'cancelled', [], reason)

/** Takes back what waits, as far as it is not being done right now. */
export async function cancelWaits(
  tx: Ctx,
  which: {
    id?: string
    ruleId?: string
    conversationId?: string
    for?: 'human' | 'customer'
    beforeSeq?: string
  },
  reason: string,
): Promise<void> {
  let query = tx.db
    .selectFrom('rule_waits')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('state', '=', 'waiting')
    .orderBy('id')
    .forUpdate()
  if (which.id) query = query.where('id', '=', which.id)
  if (which.ruleId) query = query.where('rule_id', '=', which.ruleId)
  if (which.conversationId) query = query.where('conversation_id', '=', which.conversationId)
  if (which.beforeSeq) query = query.where('message_seq', '<', which.beforeSeq)
  if (which.for === 'human') query = query.where('cancel_on_human', '=', true)
  if (which.for === 'customer') query = query.where('cancel_on_customer', '=', true)
  for (const wait of await query.execute()) await cancelWait(tx, wait, reason)
}

async function findRunOf(tx: Ctx, waitId: string) {
  return tx.db
    .selectFrom('rule_waits as w')
    .innerJoin('rule_runs as r', (join) =>
      join.onRef('r.org_id', '=', 'w.org_id').onRef('r.id', '=', 'w.run_id'),
    )
    .select(['r.contact_id', 'r.conversation_id', 'r.message_id', 'r.rule_name'])
    .where('w.org_id', '=', tx.orgId)
    .where('w.id', '=', waitId)
    .executeTakeFirst()
}

async function claim(tx: Ctx, waitId: string): Promise<Wait | undefined> {
  return tx.db
    .selectFrom('rule_waits')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', waitId)
    .where('state', '=', 'waiting')
    .where('due_at', '<=', tx.clock.now())
    .forUpdate()
    .executeTakeFirst()
}

/** Read from what stands in the thread, not from what jobs have told us so far. */
async function whyNot(tx: Ctx, state: RulesState, wait: Wait): Promise<string | undefined> {
  if (state.stoppedAt) return 'All rules were stopped.'
  const { rows } = await sql<{ on: boolean; human: boolean; customer: boolean }>`
    select exists (select from rules where org_id = ${tx.orgId} and id = ${wait.rule_id} and enabled
        and deleted_at is null) as "on",
      coalesce(bool_or(author_kind in ('member', 'native', 'api_key')), false) as human,
      coalesce(bool_or(author_kind = 'contact'), false) as customer
    from messages where org_id = ${tx.orgId} and conversation_id = ${wait.conversation_id}
      and kind = 'message' and seq > ${wait.message_seq}::bigint`.execute(tx.db)
  const facts = rows[0]
  if (!facts?.on) return 'The rule was switched off.'
  if (wait.cancel_on_human && facts.human) return 'A person answered first.'
  if (wait.cancel_on_customer && facts.customer) return 'The customer wrote again.'
  return undefined
}

async function settle(
  tx: Ctx,
  wait: Wait,
  state: 'done' | 'cancelled',
  added: readonly Effect[],
  reason?: string,
): Promise<void> {
  await tx.db
    .updateTable('rule_waits')
    .set({ state })
    .where('org_id', '=', tx.orgId)
    .where('id', '=', wait.id)
    .execute()
  const run = await tx.db
    .selectFrom('rule_runs')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', wait.run_id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const before = run.effects.map(({ dueAt: _dueAt, ...effect }) =>
    effect.outcome === 'waiting' ? { ...effect, outcome: state, ...(reason ? { reason } : {}) } : effect,
  )
  await writeOutcome(tx, run, [...before, ...added])
}

async function writeOutcome(tx: Ctx, run: Selectable<RuleRunTable>, effects: Effect[]): Promise<void> {
  // A wait that is over is no act: with nothing else done, the run is what became of the wait.
  const acts = effects.filter((effect) => effect.kind !== 'wait' || effect.outcome !== 'done')
  const outcome = outcomeOf(acts)
  await tx.db
    .updateTable('rule_runs')
    .set({ effects: json(effects), outcome })
    .where('org_id', '=', tx.orgId)
    .where('id', '=', run.id)
    .execute()
  emit(tx, ruleRan, run.id, {
    runId: run.id,
    ruleId: run.rule_id,
    ruleName: run.rule_name,
    conversationId: run.conversation_id,
    messageId: run.message_id,
    outcome,
  })
}
