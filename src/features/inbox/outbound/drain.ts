import { sql } from 'kysely'
import type { Connector } from '#contracts/connector.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { connectorOf, getChannelRow } from '#features/channels/index.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import type { MessageRecord } from '../views.ts'
import { beginAttempt, endAttempt, settleCutOff } from './attempt.ts'
import { callVendor } from './call-vendor.ts'

const leaseMs = 60_000

export type DrainEnd = { kind: 'empty' } | { kind: 'busy' } | { kind: 'later'; at: Date }

/** A conversation whose sending this run holds the lease of. */
export interface Drain {
  ctx: Ctx
  conversationId: string
  channel: ChannelRow
  connector: Connector
  identity: { id: string; externalId: string; blocked: boolean }
  owner: string
  fence: string
  /** The oldest message that waits to be sent, or whose sending was cut off. */
  next: MessageRecord | undefined
}

/** `released`: the lease is given back already, and nothing waits. */
type Step = { kind: 'next' } | { kind: 'released' } | { kind: 'later'; at: Date }

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
  let released = false
  let drain = await takeLease(ctx, conversationId, owner)
  if (!drain) return { kind: 'busy' }
  try {
    while (!signal.aborted) {
      if (!drain.next) return { kind: 'empty' }
      const step = await sendOne(drain, drain.next)
      released = step.kind === 'released'
      if (released) return { kind: 'empty' }
      if (step.kind === 'later') return step
      // The channel may have been paused, or its token refused, since the last message.
      const renewed = await renewLease(drain)
      if (!renewed) return { kind: 'busy' }
      drain = renewed
    }
    return { kind: 'later', at: ctx.clock.now() }
  } finally {
    if (!released) await release(ctx, conversationId, owner)
  }
}

function takeLease(ctx: Ctx, conversationId: string, owner: string): Promise<Drain | undefined> {
  return inTransaction(ctx, async (tx) => {
    const { rows } = await sql<Leased>`
      update conversations c set send_lease_owner = ${owner}, send_fence = send_fence + 1,
        send_lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
      from contact_identities i
      where c.org_id = ${tx.orgId} and c.id = ${conversationId} and i.org_id = c.org_id and i.id = c.identity_id
        and (c.send_lease_until is null or c.send_lease_until < clock_timestamp())
      returning ${leasedColumns}`.execute(tx.db)
    return rows[0] && describe(ctx, tx, conversationId, owner, rows[0])
  })
}

function renewLease({ ctx, conversationId, owner, fence }: Drain): Promise<Drain | undefined> {
  return inTransaction(ctx, async (tx) => {
    const { rows } = await sql<Leased>`
      update conversations c set send_lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
      from contact_identities i
      where c.org_id = ${tx.orgId} and c.id = ${conversationId} and i.org_id = c.org_id and i.id = c.identity_id
        and c.send_lease_owner = ${owner} and c.send_fence = ${fence}::bigint
      returning ${leasedColumns}`.execute(tx.db)
    return rows[0] && describe(ctx, tx, conversationId, owner, rows[0])
  })
}

interface Leased {
  fence: string
  channelId: string
  identityId: string
  externalId: string
  blocked: boolean
}

const leasedColumns = sql`c.send_fence::text as fence, c.channel_id as "channelId", c.identity_id as "identityId",
  i.external_id as "externalId", i.blocked`

async function describe(
  ctx: Ctx,
  tx: Ctx,
  conversationId: string,
  owner: string,
  leased: Leased,
): Promise<Drain> {
  const channel = await getChannelRow(tx, leased.channelId)
  const next = await tx.db
    .selectFrom('messages')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('conversation_id', '=', conversationId)
    .where(sql<boolean>`state in ('queued', 'sending')`)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return {
    ctx,
    conversationId,
    channel,
    connector: connectorOf(ctx, channel.connector),
    identity: { id: leased.identityId, externalId: leased.externalId, blocked: leased.blocked },
    owner,
    fence: leased.fence,
    next,
  }
}

async function release(ctx: Ctx, conversationId: string, owner: string): Promise<void> {
  await sql`update conversations set send_lease_owner = null, send_lease_until = null
    where org_id = ${ctx.orgId} and id = ${conversationId} and send_lease_owner = ${owner}`.execute(ctx.db)
}

async function sendOne(drain: Drain, message: MessageRecord): Promise<Step> {
  const { ctx } = drain
  if (message.state === 'sending') {
    await settleCutOff(drain, message)
    return { kind: 'next' }
  }
  const now = ctx.clock.now()
  if (message.retry_at && message.retry_at > now) return { kind: 'later', at: message.retry_at }
  if (drain.channel.state === 'paused') return { kind: 'later', at: new Date(now.getTime() + 60_000) }
  const slot = await ctx.limiter.take(`send:${drain.channel.id}`, drain.connector.rate)
  if (!slot.ok) return { kind: 'later', at: slot.retryAt }
  const prepared = await beginAttempt(drain, message)
  if (!prepared) return { kind: 'next' }
  const end = await callVendor(drain, message, prepared)
  return { kind: (await endAttempt(drain, message, prepared.attemptId, end)) ? 'released' : 'next' }
}
