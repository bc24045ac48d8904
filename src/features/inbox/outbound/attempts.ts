import { sql } from 'kysely'
import type { AttemptOutcome, FailureKind } from '#contracts/connector.ts'
import type { Ctx } from '#kernel/app.ts'
import { emit } from '#kernel/outbox.ts'
import { messageChanged } from '../events.ts'
import { withMarks } from '../inbound/apply-receipt.ts'
import { applyWaitingChanges } from '../inbound/waiting-changes.ts'
import { storeChanged } from '../inbound/message-changes.ts'
import type { MessageState, SendAttemptTable } from '../tables.ts'
import { toMessageView } from '../views.ts'
import type { MessageRecord } from '../views.ts'

export interface AttemptEnd {
  outcome: AttemptOutcome
  settledBy: NonNullable<SendAttemptTable['settled_by']>
  providerId?: string | undefined
  failure?: { kind: FailureKind; message: string; vendorCode?: string | undefined }
  /** For `not_sent`: when to try again; absent: given up, a person may retry. */
  retryAt?: Date | undefined
}

/** Closes an attempt that has no end yet (or is unknown), once. False: it was closed before. */
export async function closeAttempt(tx: Ctx, attemptId: string, end: AttemptEnd): Promise<boolean> {
  const result =
    await sql`update send_attempts set ended_at = coalesce(ended_at, ${tx.clock.now()}), outcome = ${end.outcome},
      failure_kind = ${end.failure?.kind ?? null}, failure = ${end.failure?.message ?? null},
      vendor_code = ${end.failure?.vendorCode ?? null}, provider_id = coalesce(${end.providerId ?? null}, provider_id),
      settled_by = ${end.settledBy}
    where org_id = ${tx.orgId} and id = ${attemptId} and (outcome is null or outcome = 'unknown')`.execute(
      tx.db,
    )
  return Number(result.numAffectedRows ?? 0n) > 0
}

/** What the end of an attempt makes of its message; the conversation is locked by the caller. */
export async function settleMessage(
  tx: Ctx,
  messageId: string,
  identityId: string,
  end: AttemptEnd,
): Promise<void> {
  const message = await tx.db
    .selectFrom('messages')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', messageId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  const settled =
    end.outcome === 'done'
      ? await accepted(tx, message, identityId, end.providerId)
      : await notAccepted(tx, message, end)
  emit(tx, messageChanged, settled.id, { message: toMessageView(settled) })
}

async function accepted(
  tx: Ctx,
  message: MessageRecord,
  identityId: string,
  providerId: string | undefined,
): Promise<MessageRecord> {
  const updated = await tx.db
    .updateTable('messages')
    .set((eb) => ({
      state: message.state === 'delivered' || message.state === 'read' ? message.state : 'sent',
      provider_id: providerId ?? message.provider_id,
      failure: null,
      failure_kind: null,
      retry_at: null,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', message.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  const changed = await applyWaitingChanges(tx, updated)
  return storeChanged(tx, changed, await withMarks(tx, identityId, changed))
}

async function notAccepted(tx: Ctx, message: MessageRecord, end: AttemptEnd): Promise<MessageRecord> {
  const state: MessageState = end.outcome === 'unknown' ? 'unknown' : end.retryAt ? 'queued' : 'failed'
  return tx.db
    .updateTable('messages')
    .set((eb) => ({
      state,
      failure: end.failure?.message ?? null,
      failure_kind: end.failure?.kind ?? null,
      retry_at: end.retryAt ?? null,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', message.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
