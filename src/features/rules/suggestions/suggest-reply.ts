import { withdraw } from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { replySuggested } from '../events.ts'
import type { ActingRun } from '../perform.ts'
import { askApproval, changeSuggestion, facts, hashOf } from './change.ts'
import { newestSince } from './queries.ts'

/** Keeps a rule's reply for a person to send, in the rule's own transaction. */
export async function suggestReply(tx: Ctx, run: ActingRun, text: string): Promise<void> {
  await replaceOlder(tx, run)
  const place = { conversation_id: run.conversationId, message_seq: run.messageSeq }
  const since = await newestSince(tx, place)
  const wanted = {
    id: newId(),
    conversation_id: run.conversationId,
    hash: hashOf(run.conversationId, text),
    text,
    version: 1,
  }
  const approvalId = await askApproval(tx, wanted)
  const row = await tx.db
    .insertInto('reply_suggestions')
    .values({
      ...wanted,
      org_id: tx.orgId,
      message_id: run.messageId,
      message_seq: run.messageSeq,
      rule_run_id: run.id,
      rule_id: run.ruleId,
      rule_name: run.ruleName,
      state: since ? 'stale' : 'pending',
      reason: null,
      approval_id: approvalId ?? null,
      by: null,
      at: tx.clock.now(),
      ended_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await audit(tx, {
    verb: 'rules.suggest',
    objectType: 'conversation',
    objectId: run.conversationId,
    summary: `suggested a reply (rule ${run.ruleName})`,
    details: { suggestionId: row.id, runId: run.id },
  })
  emit(tx, replySuggested, row.id, facts(row))
}

/** The same rule has a newer answer: the older one would only be sent by mistake. */
async function replaceOlder(tx: Ctx, run: ActingRun): Promise<void> {
  const older = await tx.db
    .selectFrom('reply_suggestions')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('conversation_id', '=', run.conversationId)
    .where('rule_id', '=', run.ruleId)
    .where('state', 'in', ['pending', 'stale'])
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const row of older) {
    const reason = 'The rule suggested a newer reply.'
    await changeSuggestion(tx, row, { state: 'discarded', reason }, { byActor: true })
    if (row.approval_id !== null) await withdraw(tx, { type: 'reply', id: row.id })
  }
}
