import { sql } from 'kysely'
import type { QueryResult } from 'kysely'
import type { AttemptOutcome, FailureKind } from '#contracts/connector.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { emit } from '#kernel/outbox.ts'
import { messageChanged } from '../events.ts'
import { applyWaitingChanges } from '../inbound/waiting-changes.ts'
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
  return isClosed(await closing(tx, attemptId, end).execute(tx.db))
}

export const isClosed = (result: QueryResult<unknown>): boolean => Number(result.numAffectedRows ?? 0n) > 0

export const closing = (tx: Ctx, attemptId: string, end: AttemptEnd) =>
  sql`update send_attempts set ended_at = coalesce(ended_at, ${tx.clock.now()}), outcome = ${end.outcome},
      failure_kind = ${end.failure?.kind ?? null}, failure = ${end.failure?.message ?? null},
      vendor_code = ${end.failure?.vendorCode ?? null}, provider_id = coalesce(${end.providerId ?? null}, provider_id),
      settled_by = ${end.settledBy}
    where org_id = ${tx.orgId} and id = ${attemptId} and (outcome is null or outcome = 'unknown')`

/** What the end of an attempt makes of its message; the conversation is locked by the caller. */
export async function settleMessage(
  tx: Ctx,
  messageId: string,
  identityId: string,
  end: AttemptEnd,
): Promise<void> {
  await settleWith(tx, await evidenceOf(tx, messageId, identityId, end).execute(tx.db), end)
}

/** The message, locked, with what is known of it beside its own row. */
export const evidenceOf = (tx: Ctx, messageId: string, identityId: string, end: AttemptEnd) =>
  sql<MessageRecord & Evidence>`
    select m.*, r.delivered_until, r.read_until,
      (select max(a.started_at) from send_attempts a where a.org_id = m.org_id and a.message_id = m.id) as sent_at,
      exists (select from waiting_changes w
        where w.org_id = m.org_id and w.channel_id = m.channel_id
          and w.provider_id = coalesce(${end.providerId ?? null}, m.provider_id)) as waiting
    from messages m left join receipt_marks r on r.org_id = m.org_id and r.identity_id = ${identityId}
    where m.org_id = ${tx.orgId} and m.id = ${messageId} for no key update of m`

export async function settleWith(
  tx: Ctx,
  { rows }: QueryResult<MessageRecord & Evidence>,
  end: AttemptEnd,
): Promise<void> {
  const message = must(rows[0], 'message of an attempt')
  const settled =
    end.outcome === 'done' ? await accepted(tx, message, end.providerId) : await notAccepted(tx, message, end)
  emit(tx, messageChanged, settled.id, { message: toMessageView(settled) })
}

/** What is known of a message beside its own row: earlier watermarks, and whether changes wait for it. */
interface Evidence {
  delivered_until: Date | null
  read_until: Date | null
  /** When it was handed over last: what a watermark is compared with. */
  sent_at: Date | null
  waiting: boolean
}

async function accepted(
  tx: Ctx,
  message: MessageRecord & Evidence,
  providerId: string | undefined,
): Promise<MessageRecord> {
  const updated = await tx.db
    .updateTable('messages')
    .set((eb) => ({
      state: acceptedState(message),
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
  return message.waiting ? applyWaitingChanges(tx, updated) : updated
}

/** At least sent; what an earlier watermark covers is further along. */
function acceptedState(message: MessageRecord & Evidence): MessageState {
  const sentAt = message.sent_at ?? message.at
  const covered = (until: Date | null) => until !== null && sentAt <= until
  if (message.state === 'read' || covered(message.read_until)) return 'read'
  return message.state === 'delivered' || covered(message.delivered_until) ? 'delivered' : 'sent'
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
