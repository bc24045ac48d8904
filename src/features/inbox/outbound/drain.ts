import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Connector } from '#contracts/connector.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { together } from '#kernel/scoped-dialect.ts'
import { connectorOf } from '#features/channels/index.ts'
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
  /** As the lease found it: what the window is counted from. */
  lastInboundAt: Date | null
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
  const lease = sql<Leased>`
    update conversations c set send_lease_owner = ${owner}, send_fence = send_fence + 1,
      send_lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
    from contact_identities i
    where c.org_id = ${ctx.orgId} and c.id = ${conversationId} and i.org_id = c.org_id and i.id = c.identity_id
      and (c.send_lease_until is null or c.send_lease_until < clock_timestamp())
    returning ${leasedColumns}`
  return underLease(ctx, conversationId, owner, lease)
}

function renewLease({ ctx, conversationId, owner, fence }: Drain): Promise<Drain | undefined> {
  const lease = sql<Leased>`
    update conversations c set send_lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
    from contact_identities i
    where c.org_id = ${ctx.orgId} and c.id = ${conversationId} and i.org_id = c.org_id and i.id = c.identity_id
      and c.send_lease_owner = ${owner} and c.send_fence = ${fence}::bigint
    returning ${leasedColumns}`
  return underLease(ctx, conversationId, owner, lease)
}

interface Leased {
  fence: string
  identityId: string
  externalId: string
  blocked: boolean
  lastInboundAt: Date | null
}

const leasedColumns = sql`c.send_fence::text as fence, c.identity_id as "identityId",
  i.external_id as "externalId", i.blocked, c.last_inbound_at as "lastInboundAt"`

/** The lease, and what it is for, in one transaction and one way to the database. */
async function underLease(
  ctx: Ctx,
  conversationId: string,
  owner: string,
  lease: RawBuilder<Leased>,
): Promise<Drain | undefined> {
  const { db, orgId } = ctx
  const channelOf = db
    .selectFrom('channels')
    .innerJoin('conversations', (join) =>
      join
        .onRef('conversations.org_id', '=', 'channels.org_id')
        .onRef('conversations.channel_id', '=', 'channels.id'),
    )
    .selectAll('channels')
    .where('conversations.org_id', '=', orgId)
    .where('conversations.id', '=', conversationId)
  const nextOf = db
    .selectFrom('messages')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('conversation_id', '=', conversationId)
    .where(sql<boolean>`state in ('queued', 'sending')`)
    .orderBy('seq')
    .limit(1)
  const [leases, channels, messages] = await together(db, [
    lease.compile(db),
    channelOf.compile(),
    nextOf.compile(),
  ])
  const leased = leases.rows[0]
  if (!leased) return undefined
  const channel = must(channels.rows[0], 'channel of a conversation')
  return {
    ctx,
    conversationId,
    channel,
    connector: connectorOf(ctx, channel.connector),
    identity: { id: leased.identityId, externalId: leased.externalId, blocked: leased.blocked },
    lastInboundAt: leased.lastInboundAt,
    owner,
    fence: leased.fence,
    next: messages.rows[0],
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
