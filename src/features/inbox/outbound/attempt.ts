import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { markReconnect } from '#features/channels/index.ts'
import { lockConversation } from '../conversation-change.ts'
import type { ConversationRecord, MessageRecord } from '../views.ts'
import { closeAttempt, settleMessage } from './attempts.ts'
import type { AttemptEnd } from './attempts.ts'
import type { Drain } from './drain.ts'
import { settleByWaitingEcho } from './settle-by-echo.ts'
import { decideWindow, senderKind } from './window.ts'

export interface Prepared {
  attemptId: string
  number: number
  tag: string | undefined
}

/** Checks policy at the last moment and commits the attempt row. Undefined: refused, or it is not ours any more. */
export async function beginAttempt(drain: Drain, message: MessageRecord): Promise<Prepared | undefined> {
  return inTransaction(drain.ctx, async (tx) => {
    const conversation = await lockConversation(tx, drain.conversationId)
    if (conversation.send_fence !== drain.fence) return undefined
    const refusal = refusalOf(tx, drain, conversation, message)
    if (refusal) {
      await settleMessage(tx, message.id, drain.identity.id, refusal)
      return undefined
    }
    const decision = decideWindow(
      drain.connector.abilities.window,
      senderKind(message.author_kind),
      conversation.last_inbound_at,
      tx.clock.now(),
    )
    const attemptId = newId()
    const { rows } = await sql<{ number: number }>`
      insert into send_attempts (org_id, id, message_id, conversation_id, number, fence, started_at)
      select ${tx.orgId}, ${attemptId}, ${message.id}, ${drain.conversationId},
        coalesce(max(number), 0) + 1, ${drain.fence}::bigint, ${tx.clock.now()}
      from send_attempts where org_id = ${tx.orgId} and message_id = ${message.id} returning number`.execute(
      tx.db,
    )
    // Nobody is told of this step: it lasts as long as the call, and the end of it is news.
    await tx.db
      .updateTable('messages')
      .set((eb) => ({
        state: 'sending' as const,
        tag: decision.open ? (decision.tag ?? null) : null,
        version: eb('version', '+', 1),
      }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', message.id)
      .where('state', '=', 'queued')
      .executeTakeFirstOrThrow()
    return { attemptId, number: rows[0]?.number ?? 1, tag: decision.open ? decision.tag : undefined }
  })
}

function refusalOf(
  tx: Ctx,
  drain: Drain,
  conversation: ConversationRecord,
  message: MessageRecord,
): AttemptEnd | undefined {
  const refuse = (
    kind: 'auth_expired' | 'window_closed' | 'recipient_gone' | 'permission',
    text: string,
  ): AttemptEnd => ({
    outcome: 'rejected',
    settledBy: 'answer',
    failure: { kind, message: text },
  })
  if (drain.channel.state === 'reconnect' || drain.channel.state === 'disconnected') {
    return refuse(
      'auth_expired',
      `${drain.channel.name} is not connected any more. Reconnect it, then try again.`,
    )
  }
  if (!drain.connector.send) return refuse('permission', `${drain.connector.name} takes no messages from us.`)
  if (drain.identity.blocked)
    return refuse('recipient_gone', 'The customer has blocked this account, so nothing can reach them.')
  const decision = decideWindow(
    drain.connector.abilities.window,
    senderKind(message.author_kind),
    conversation.last_inbound_at,
    tx.clock.now(),
  )
  return decision.open ? undefined : refuse('window_closed', decision.reason)
}

/**
 * Writes what the call came to. Where nothing else waits to be sent the lease is given back in the same
 * transaction, and true is answered.
 */
export async function endAttempt(
  drain: Drain,
  message: MessageRecord,
  attemptId: string,
  end: AttemptEnd,
): Promise<boolean> {
  const released = await inTransaction(drain.ctx, async (tx) => {
    await lockBoth(tx, drain)
    // An echo may have settled it while the answer was on its way; then the answer has nothing to add.
    if (await closeAttempt(tx, attemptId, end)) {
      await settleMessage(tx, message.id, drain.identity.id, end)
      if (end.outcome === 'unknown') await settleByWaitingEcho(tx, drain.channel.id, drain.identity)
    }
    return releaseIfEmpty(tx, drain)
  })
  if (end.failure?.kind === 'auth_expired')
    await markReconnect(drain.ctx, drain.channel.id, end.failure.message)
  return released
}

/** What is queued after this has a job of its own. */
async function releaseIfEmpty(tx: Ctx, drain: Drain): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update conversations set send_lease_owner = null, send_lease_until = null
    where org_id = ${tx.orgId} and id = ${drain.conversationId} and send_fence = ${drain.fence}::bigint
      and not exists (select from messages m where m.org_id = ${tx.orgId}
        and m.conversation_id = ${drain.conversationId} and m.state in ('queued', 'sending'))`.execute(tx.db)
  return Number(numAffectedRows ?? 0n) > 0
}

/** An attempt without an end: the process that made it died on the way. Only evidence can tell its fate. */
export async function settleCutOff(drain: Drain, message: MessageRecord): Promise<void> {
  await inTransaction(drain.ctx, async (tx) => {
    await lockBoth(tx, drain)
    const attempt = await tx.db
      .selectFrom('send_attempts')
      .select('id')
      .where('org_id', '=', tx.orgId)
      .where('message_id', '=', message.id)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    const end: AttemptEnd = {
      outcome: 'unknown',
      settledBy: 'sweeper',
      failure: {
        kind: 'outcome_unknown',
        message: 'The connection broke while it was being sent, so nobody knows whether it arrived.',
      },
    }
    if (attempt) await closeAttempt(tx, attempt.id, end)
    await settleMessage(tx, message.id, drain.identity.id, end)
    await settleByWaitingEcho(tx, drain.channel.id, drain.identity)
  })
}

/** The identity first, then the conversation, in one round trip. */
async function lockBoth(tx: Ctx, drain: Drain): Promise<void> {
  await sql`with identity as materialized (
      select id from contact_identities where org_id = ${tx.orgId} and id = ${drain.identity.id} for no key update)
    select from identity i join conversations c on c.identity_id = i.id
    where c.org_id = ${tx.orgId} and c.id = ${drain.conversationId} for no key update of c`.execute(tx.db)
}
