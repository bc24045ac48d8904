import { sql } from 'kysely'
import { inboundJob } from '#kernel/ingest.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit, lanePriority, makeOutboxBuffer, writeOutbox } from '#kernel/outbox.ts'
import { cleanJson, cleanText } from '#kernel/text.ts'
import type { z } from 'zod'
import { eventParked } from './events.ts'
import { getChannelRow } from './queries.ts'
import type { parkedView } from './schema.ts'

/** Keeps what could not be applied on the channel's card, with its reason. Once per event of a delivery. */
export async function parkEvent(
  ctx: Ctx,
  parked: { channelId: string; inboundEventId: string; event: unknown; reason: string },
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const event = cleanJson(parked.event)
    const { rows } = await sql`select from parked_events where org_id = ${tx.orgId}
      and inbound_event_id = ${parked.inboundEventId} and event = ${event}::text::jsonb and replayed_at is null`.execute(
      tx.db,
    )
    if (rows.length > 0) return
    await sql`insert into parked_events (org_id, id, channel_id, inbound_event_id, event, reason)
      values (${tx.orgId}, ${newId()}, ${parked.channelId}, ${parked.inboundEventId}, ${event}::text::jsonb,
        ${cleanText(parked.reason.slice(0, 500))})`.execute(tx.db)
    emit(tx, eventParked, parked.channelId, {
      channelId: parked.channelId,
      reason: cleanText(parked.reason.slice(0, 200)),
    })
  })
}

/** Applies the delivery behind a parked event anew. What still fails is parked again. */
export async function replayParked(ctx: Ctx, input: { parkedId: string }): Promise<void> {
  requireScope(ctx, 'jobs:write')
  await inTransaction(ctx, async (tx) => {
    const row = await tx.db
      .updateTable('parked_events')
      .set({ replayed_at: tx.clock.now() })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', input.parkedId)
      .where('replayed_at', 'is', null)
      .returning(['inbound_event_id', 'channel_id'])
      .executeTakeFirst()
    if (!row?.inbound_event_id) throw notFound('parked event')
    await audit(tx, {
      verb: 'channel.replay',
      objectType: 'channel',
      objectId: row.channel_id,
      summary: 'replayed a parked event',
    })
    tx.outbox?.jobs.push(inboundJobSpec([row.inbound_event_id], true))
  })
}

/** Operator's replay: every parked delivery that no organisation owns. Returns how many were queued. */
export async function replayUnroutedDeliveries(app: Ctx['app']): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update inbound_events set state = 'new', reason = null where state = 'parked' returning id`.execute(
    app.systemDb,
  )
  const buffer = makeOutboxBuffer()
  buffer.jobs.push(...rows.map((row) => inboundJobSpec([row.id])))
  await writeOutbox(app.systemDb, null, buffer)
  app.dispatcher.kick()
  return rows.length
}

/** `again`: also what was applied already; each event of it is known or changes nothing. */
const inboundJobSpec = (ids: string[], again = false) => ({
  identifier: inboundJob,
  payload: { orgId: null, data: { ids, again } },
  max_attempts: 8,
  priority: lanePriority.ingest,
})

export async function listParked(
  ctx: Ctx,
  input: { channelId: string },
): Promise<Array<z.infer<typeof parkedView>>> {
  requireScope(ctx, 'channels:read')
  await getChannelRow(ctx, input.channelId)
  const rows = await ctx.db
    .selectFrom('parked_events')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('channel_id', '=', input.channelId)
    .where('replayed_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    channelId: row.channel_id,
    reason: row.reason,
    parkedAt: row.parked_at.toISOString(),
    event: row.event,
  }))
}
