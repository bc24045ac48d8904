import { sql } from 'kysely'
import { ConnectorError, outcomeOfFailure } from '#contracts/connector.ts'
import type { ChannelIo, Connector, OutboundMessage } from '#contracts/connector.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { errorText } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { channelIo, connectorOf, getChannelRow, markReconnect } from '#features/channels/index.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import { readMedia, signMediaUrl } from '#features/media/index.ts'
import { lockConversation } from '../conversation-change.ts'
import { messageChanged } from '../events.ts'
import { toMessageView } from '../views.ts'
import type { ConversationRecord, MessageRecord } from '../views.ts'
import { closeAttempt, settleMessage } from './attempts.ts'
import type { AttemptEnd } from './attempts.ts'
import { settleByWaitingEcho } from './settle-by-echo.ts'
import { decideWindow, senderKind } from './window.ts'

const leaseMs = 60_000
/** The vendor call must end well inside the lease. */
const callMs = 25_000
const maxAttempts = 6

export type DrainEnd = { kind: 'empty' } | { kind: 'busy' } | { kind: 'later'; at: Date }

interface Drain {
  ctx: Ctx
  conversationId: string
  channel: ChannelRow
  connector: Connector
  identity: { id: string; externalId: string }
  fence: string
}

/**
 * Sends what is queued in a conversation, in order, one at a time, under a committed lease. Every call of
 * the vendor has its attempt row before it and its outcome after it; a call whose end nobody saw is unknown
 * and is never made again by itself.
 */
export async function drainConversation(
  ctx: Ctx,
  conversationId: string,
  signal: AbortSignal,
): Promise<DrainEnd> {
  const owner = newId()
  let drain = await takeLease(ctx, conversationId, owner)
  if (!drain) return { kind: 'busy' }
  try {
    while (!signal.aborted) {
      const end = await sendNext(drain)
      if (end) return end
      if (!(await renewLease(drain, owner))) return { kind: 'busy' }
      // It may have been paused, or its token refused, since the last message.
      drain = { ...drain, channel: await getChannelRow(ctx, drain.channel.id) }
    }
    return { kind: 'later', at: ctx.clock.now() }
  } finally {
    await sql`update conversations set send_lease_owner = null, send_lease_until = null
      where org_id = ${ctx.orgId} and id = ${conversationId} and send_lease_owner = ${owner}`.execute(ctx.db)
  }
}

async function takeLease(ctx: Ctx, conversationId: string, owner: string): Promise<Drain | undefined> {
  const { rows } = await sql<{ fence: string; channelId: string; identityId: string; externalId: string }>`
    update conversations c set send_lease_owner = ${owner}, send_fence = send_fence + 1,
      send_lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
    from contact_identities i
    where c.org_id = ${ctx.orgId} and c.id = ${conversationId} and i.org_id = c.org_id and i.id = c.identity_id
      and (c.send_lease_until is null or c.send_lease_until < clock_timestamp())
    returning c.send_fence::text as fence, c.channel_id as "channelId", c.identity_id as "identityId",
      i.external_id as "externalId"`.execute(ctx.db)
  const taken = rows[0]
  if (!taken) return undefined
  const channel = await getChannelRow(ctx, taken.channelId)
  return {
    ctx,
    conversationId,
    channel,
    connector: connectorOf(ctx, channel.connector),
    identity: { id: taken.identityId, externalId: taken.externalId },
    fence: taken.fence,
  }
}

async function renewLease(drain: Drain, owner: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update conversations
    set send_lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
    where org_id = ${drain.ctx.orgId} and id = ${drain.conversationId} and send_lease_owner = ${owner}
      and send_fence = ${drain.fence}::bigint`.execute(drain.ctx.db)
  return Number(numAffectedRows ?? 0n) > 0
}

/** Undefined: one was dealt with, look for the next. */
async function sendNext(drain: Drain): Promise<DrainEnd | undefined> {
  const { ctx } = drain
  const message = await ctx.db
    .selectFrom('messages')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('conversation_id', '=', drain.conversationId)
    .where(sql<boolean>`state in ('queued', 'sending')`)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  if (!message) return { kind: 'empty' }
  if (message.state === 'sending') {
    await settleCutOff(drain, message)
    return undefined
  }
  const now = ctx.clock.now()
  if (message.retry_at && message.retry_at > now) return { kind: 'later', at: message.retry_at }
  if (drain.channel.state === 'paused') return { kind: 'later', at: new Date(now.getTime() + 60_000) }
  const slot = await ctx.limiter.take(`send:${drain.channel.id}`, drain.connector.rate)
  if (!slot.ok) return { kind: 'later', at: slot.retryAt }
  const prepared = await beginAttempt(drain, message)
  if (!prepared) return undefined
  const end = await callVendor(drain, message, prepared)
  await endAttempt(drain, message, prepared.attemptId, end)
  return undefined
}

/** An attempt without an end: the process that made it died on the way. Only evidence can tell its fate. */
async function settleCutOff(drain: Drain, message: MessageRecord): Promise<void> {
  await inTransaction(drain.ctx, async (tx) => {
    await lockIdentityRow(tx, drain)
    await lockConversation(tx, drain.conversationId)
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

interface Prepared {
  attemptId: string
  number: number
  tag: string | undefined
}

/** Checks policy at the last moment and commits the attempt row. Undefined: refused, or it is not ours any more. */
async function beginAttempt(drain: Drain, message: MessageRecord): Promise<Prepared | undefined> {
  return inTransaction(drain.ctx, async (tx) => {
    const conversation = await lockConversation(tx, drain.conversationId)
    if (conversation.send_fence !== drain.fence) return undefined
    const refusal = await refusalOf(tx, drain, conversation, message)
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
    const sending = await tx.db
      .updateTable('messages')
      .set((eb) => ({
        state: 'sending' as const,
        tag: decision.open ? (decision.tag ?? null) : null,
        version: eb('version', '+', 1),
      }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', message.id)
      .where('state', '=', 'queued')
      .returningAll()
      .executeTakeFirstOrThrow()
    emit(tx, messageChanged, message.id, { message: toMessageView(sending) })
    return { attemptId, number: rows[0]?.number ?? 1, tag: decision.open ? decision.tag : undefined }
  })
}

async function refusalOf(
  tx: Ctx,
  drain: Drain,
  conversation: ConversationRecord,
  message: MessageRecord,
): Promise<AttemptEnd | undefined> {
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
  const identity = await tx.db
    .selectFrom('contact_identities')
    .select('blocked')
    .where('org_id', '=', tx.orgId)
    .where('id', '=', drain.identity.id)
    .executeTakeFirst()
  if (identity?.blocked)
    return refuse('recipient_gone', 'The customer has blocked this account, so nothing can reach them.')
  const decision = decideWindow(
    drain.connector.abilities.window,
    senderKind(message.author_kind),
    conversation.last_inbound_at,
    tx.clock.now(),
  )
  return decision.open ? undefined : refuse('window_closed', decision.reason)
}

async function callVendor(drain: Drain, message: MessageRecord, prepared: Prepared): Promise<AttemptEnd> {
  const { ctx, connector } = drain
  const seconds = ctx.telemetry.histogram(
    'send_seconds',
    'Time of the platform to take a message',
    ['connector', 'outcome'],
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
  )
  const startedAt = performance.now()
  const end = await withDeadline(callOnce(drain, message, prepared), callMs)
  seconds.observe({ connector: connector.id, outcome: end.outcome }, (performance.now() - startedAt) / 1000)
  return end
}

async function callOnce(drain: Drain, message: MessageRecord, prepared: Prepared): Promise<AttemptEnd> {
  const { ctx, connector, channel } = drain
  let outbound: OutboundMessage
  let io: ChannelIo
  try {
    io = channelIo(ctx, channel)
    outbound = toOutbound(drain, message, prepared.tag)
  } catch (error) {
    // Nothing has left yet.
    return {
      outcome: 'rejected',
      settledBy: 'answer',
      failure: { kind: 'rejected', message: `It could not be prepared: ${errorText(error)}` },
    }
  }
  try {
    const result = await connector.send?.(io, outbound)
    if (!result) throw new ConnectorError('permission', `${connector.name} takes no messages from us.`)
    return { outcome: 'done', settledBy: 'answer', providerId: result.providerId }
  } catch (error) {
    return endOfFailure(ctx, error, prepared.number)
  }
}

function endOfFailure(ctx: Ctx, error: unknown, number: number): AttemptEnd {
  const failed =
    error instanceof ConnectorError
      ? error
      : new ConnectorError('outcome_unknown', 'It is not known whether this message arrived.', {
          cause: error,
        })
  if (!(error instanceof ConnectorError))
    ctx.log.error({ err: error }, 'a connector threw something of its own')
  const outcome = outcomeOfFailure[failed.kind]
  const base = {
    settledBy: 'answer' as const,
    failure: { kind: failed.kind, message: failed.message, vendorCode: failed.vendorCode },
  }
  if (outcome !== 'not_sent' || failed.kind === 'auth_expired' || number >= maxAttempts) {
    return { ...base, outcome }
  }
  const backOffMs = Math.min(2 ** (number - 1) * 2_000, 120_000)
  const retryAt = failed.retryAt ?? new Date(ctx.clock.now().getTime() + backOffMs)
  return { ...base, outcome, retryAt }
}

function toOutbound(drain: Drain, message: MessageRecord, tag: string | undefined): OutboundMessage {
  const { ctx, connector } = drain
  const [attachment] = message.attachments
  const outbound: OutboundMessage = {
    id: message.id,
    to: drain.identity.externalId,
    ...(message.text ? { text: message.text } : {}),
    ...(message.quote_id ? { quote: message.quote_id } : {}),
    ...(tag ? { tag } : {}),
  }
  if (!attachment?.mediaId) return outbound
  const { mediaId, mime = 'application/octet-stream', name = 'file', sizeBytes = 0 } = attachment
  const kind =
    attachment.kind === 'image' || attachment.kind === 'video' || attachment.kind === 'audio'
      ? attachment.kind
      : 'file'
  return {
    ...outbound,
    attachment: {
      kind,
      name,
      mime,
      size: sizeBytes,
      bytes: async () => (await readMedia(ctx, mediaId)).bytes,
      ...(connector.abilities.attachmentsByUrl ? { url: signMediaUrl(ctx, mediaId, 3_600_000) } : {}),
    },
  }
}

/** A call that outlives its deadline may still do its work: that is the very meaning of unknown. */
async function withDeadline(call: Promise<AttemptEnd>, ms: number): Promise<AttemptEnd> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<AttemptEnd>((resolve) => {
    timer = setTimeout(
      () =>
        resolve({
          outcome: 'unknown',
          settledBy: 'answer',
          failure: {
            kind: 'outcome_unknown',
            message: 'The platform did not answer in time, so nobody knows whether it arrived.',
          },
        }),
      ms,
    )
  })
  try {
    return await Promise.race([call, late])
  } finally {
    clearTimeout(timer)
  }
}

async function endAttempt(
  drain: Drain,
  message: MessageRecord,
  attemptId: string,
  end: AttemptEnd,
): Promise<void> {
  await inTransaction(drain.ctx, async (tx) => {
    await lockIdentityRow(tx, drain)
    await lockConversation(tx, drain.conversationId)
    // An echo may have settled it while the answer was on its way; then the answer has nothing to add.
    if (!(await closeAttempt(tx, attemptId, end))) return
    await settleMessage(tx, message.id, drain.identity.id, end)
    if (end.outcome === 'unknown') await settleByWaitingEcho(tx, drain.channel.id, drain.identity)
  })
  if (end.failure?.kind === 'auth_expired')
    await markReconnect(drain.ctx, drain.channel.id, end.failure.message)
}

async function lockIdentityRow(tx: Ctx, drain: Drain): Promise<void> {
  await sql`select from contact_identities where org_id = ${tx.orgId} and id = ${drain.identity.id}
    for no key update`.execute(tx.db)
}
