import { sql } from 'kysely'
import { z } from 'zod'
import type { InboundEvent } from '#contracts/inbound.ts'
import type { App } from '#kernel/app.ts'
import { defineSystemJob } from '#contracts/job.ts'
import { makeConnectorIo } from '#kernel/connector-io.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { errorText, isPassingError } from '#kernel/errors.ts'
import { cleanText } from '#kernel/text.ts'
import { findChannelByAccount, findChannelById, parkEvent, touchChannel } from '#features/channels/index.ts'
import { applyEvent } from '../inbound/apply-event.ts'

interface Stored {
  id: string
  connector: string
  route: string
  body: Buffer
  receivedAt: Date
}

/**
 * What platforms delivered: parse, find each event's channel, apply it in its own transaction. What fails
 * for good is parked alone with its reason; what fails for the moment (deadlock, database gone) runs again.
 */
export const job = defineSystemJob({
  name: 'inbox/apply-inbound',
  lane: 'ingest',
  payload: z.object({
    ids: z.array(z.uuid()).max(1_000),
    /** Deliveries that were applied before: a parked event of theirs is tried again. */
    again: z.boolean().default(false),
  }),
  async run(app, { ids, again }) {
    const { rows } =
      await sql<Stored>`select id, connector, route, body, received_at as "receivedAt" from inbound_events
      where id = any(${ids}::uuid[]) and (state = 'new' or ${again}) order by id`.execute(app.systemDb)
    const applied: Applied[] = []
    try {
      for (const stored of rows) {
        const reasons = await applyDelivery(app, stored)
        applied.push({ id: stored.id, reason: cleanText(reasons.join('; ').slice(0, 500)) || null })
      }
    } finally {
      await markApplied(app, applied)
    }
  },
})

interface Applied {
  id: string
  /** Why it could not be applied. */
  reason: string | null
}

/** All of a run at once: what is applied a second time, because this was never written, changes nothing. */
async function markApplied(app: App, applied: readonly Applied[]): Promise<void> {
  if (applied.length === 0) return
  await sql`update inbound_events set state = case when a.reason is null then 'done' else 'parked' end,
      applied_at = now(), reason = a.reason
    from unnest(${applied.map(({ id }) => id)}::uuid[], ${applied.map(({ reason }) => reason)}::text[]) as a (id, reason)
    where inbound_events.id = a.id`.execute(app.systemDb)
}

/** Reasons of what no organisation owns; what a channel owns is parked on its card. */
async function applyDelivery(app: App, stored: Stored): Promise<string[]> {
  const reasons: string[] = []
  let events: InboundEvent[]
  try {
    events = await parse(app, stored)
  } catch (error) {
    events = [{ kind: 'unknown', reason: `It could not be read: ${errorText(error)}` }]
  }
  for (const event of events) {
    const reason = await applyOne(app, stored, event)
    if (reason) reasons.push(reason)
  }
  return reasons
}

async function parse(app: App, stored: Stored): Promise<InboundEvent[]> {
  const connector = app.connectors.get(stored.connector)
  if (!connector) throw new Error(`there is no connector ${stored.connector}`)
  const channel = await channelOfRoute(app, stored)
  const sandbox = channel?.sandbox ?? stored.route === 'sandbox'
  const { env } = makeConnectorIo(app, connector, sandbox)
  return connector.parse(stored.body, {
    at: stored.receivedAt,
    env,
    ...(channel ? { channelExternalId: channel.external_id } : {}),
  })
}

const channelOfRoute = (app: App, stored: Stored) =>
  stored.route === '' || stored.route === 'sandbox'
    ? Promise.resolve(undefined)
    : findChannelById(app, stored.connector, stored.route)

async function applyOne(app: App, stored: Stored, event: InboundEvent): Promise<string | undefined> {
  if (event.kind === 'ignored') return undefined
  const channel = await findChannel(app, stored, event.account)
  if (!channel)
    return event.kind === 'unknown'
      ? event.reason
      : `No channel is connected for the account ${event.account}`
  const ctx = makeCtx(app, { orgId: channel.org_id, requestId: `inbound-${stored.id}` })
  const park = (reason: string) =>
    parkEvent(ctx, { channelId: channel.id, inboundEventId: stored.id, event, reason })
  if (event.kind === 'unknown') {
    await park(event.reason)
    return undefined
  }
  try {
    await applyEvent(ctx, channel, event)
    await touchChannel(app, channel.id, stored.receivedAt)
  } catch (error) {
    if (isPassingError(error)) throw error
    app.log.error(
      { err: error, inboundEventId: stored.id, kind: event.kind },
      'an event could not be applied',
    )
    await park(errorText(error))
  }
  return undefined
}

async function findChannel(app: App, stored: Stored, account: string | undefined) {
  const byRoute = await channelOfRoute(app, stored)
  if (byRoute) return byRoute
  if (account === undefined) return undefined
  const sandbox = stored.route === 'sandbox'
  const key = `route:${stored.connector}:${account}:${sandbox}`
  const route = await app.cache.get(key, 5_000, () =>
    findChannelByAccount(app, stored.connector, account, sandbox),
  )
  // It may be connected the next moment.
  if (!route) await app.cache.delete(key)
  return route && findChannelById(app, stored.connector, route.channelId)
}
