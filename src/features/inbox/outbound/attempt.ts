import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { together } from '#kernel/scoped-dialect.ts'
import { markReconnect } from '#features/channels/index.ts'
import { lockConversation } from '../conversation-change.ts'
import type { MessageRecord } from '../views.ts'
import { closeAttempt, closing, evidenceOf, isClosed, settleMessage, settleWith } from './attempts.ts'
import type { AttemptEnd } from './attempts.ts'
import type { Drain } from './drain.ts'
import { settleByWaitingEcho } from './settle-by-echo.ts'
import { decideWindow, senderKind } from './window.ts'
import type { WindowDecision } from './window.ts'

export interface Prepared {
  attemptId: string
  number: number
  tag: string | undefined
}

/**
 * Checks policy at the last moment and commits the attempt row, in one way to the database. Undefined: refused, or it
 * is not ours any more.
 */
export async function beginAttempt(drain: Drain, message: MessageRecord): Promise<Prepared | undefined> {
  const { ctx, fence, conversationId } = drain
  const decision = decideWindow(
    drain.connector.abilities.window,
    senderKind(message.author_kind),
    drain.lastInboundAt,
    ctx.clock.now(),
  )
  const refusal = refusalOf(drain, decision)
  if (refusal) {
    await refuse(drain, message, refusal)
    return undefined
  }
  const tag = decision.open ? decision.tag : undefined
  const attemptId = newId()
  // Nobody is told of this step: it lasts as long as the call, and the end of it is news.
  const { rows } = await sql<{ number: number }>`
    with ours as materialized (
      select id from conversations where org_id = ${ctx.orgId} and id = ${conversationId}
        and send_fence = ${fence}::bigint for no key update
    ), taken as (
      update messages set state = 'sending', tag = ${tag ?? null}, version = version + 1
      where org_id = ${ctx.orgId} and id = ${message.id} and state = 'queued' and exists (select from ours)
      returning id
    )
    insert into send_attempts (org_id, id, message_id, conversation_id, number, fence, started_at)
    select ${ctx.orgId}, ${attemptId}, taken.id, ${conversationId},
      (select coalesce(max(number), 0) + 1 from send_attempts
        where org_id = ${ctx.orgId} and message_id = ${message.id}),
      ${fence}::bigint, ${ctx.clock.now()}
    from taken returning number`.execute(ctx.db)
  return rows[0] && { attemptId, number: rows[0].number, tag }
}

async function refuse(drain: Drain, message: MessageRecord, refusal: AttemptEnd): Promise<void> {
  await inTransaction(drain.ctx, async (tx) => {
    const conversation = await lockConversation(tx, drain.conversationId)
    if (conversation.send_fence !== drain.fence) return
    await settleMessage(tx, message.id, drain.identity.id, refusal)
  })
}

function refusalOf(drain: Drain, decision: WindowDecision): AttemptEnd | undefined {
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
    const [, closed, evidence] = await together(tx.db, [
      bothLocked(tx, drain).compile(tx.db),
      closing(tx, attemptId, end).compile(tx.db),
      evidenceOf(tx, message.id, drain.identity.id, end).compile(tx.db),
    ])
    // An echo may have settled it while the answer was on its way; then the answer has nothing to add.
    if (isClosed(closed)) {
      await settleWith(tx, evidence, end)
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
    await bothLocked(tx, drain).execute(tx.db)
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

/** The identity first, then the conversation, in one statement. */
const bothLocked = (tx: Ctx, drain: Drain) =>
  sql`with identity as materialized (
      select id from contact_identities where org_id = ${tx.orgId} and id = ${drain.identity.id} for no key update)
    select from identity i join conversations c on c.identity_id = i.id
    where c.org_id = ${tx.orgId} and c.id = ${drain.conversationId} for no key update of c`
