import { Temporal } from 'temporal-polyfill'
import type { Selectable } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { conflict, invalid, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { calendarChanged } from './events.ts'
import { slotInput } from './schema.ts'
import type { FreeSlot, SlotInput, SlotView } from './schema.ts'
import type { SlotTable } from './tables.ts'
import { fromZoned } from './wall-time.ts'
import './tables.ts'

const mostSlots = 500
const weeksAhead = 26

export async function listSlots(ctx: Ctx): Promise<SlotView[]> {
  requireScope(ctx, 'posts:read')
  return (await rowsOf(ctx)).map(toView)
}

const rowsOf = (ctx: Ctx) =>
  ctx.db
    .selectFrom('slots')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .orderBy('weekday')
    .orderBy('wall_time')
    .orderBy('id')
    .limit(mostSlots)
    .execute()

const toView = (row: Selectable<SlotTable>): SlotView => ({
  id: row.id,
  weekday: row.weekday,
  time: row.wall_time.slice(0, 5),
  zone: row.zone,
  channelIds: row.channel_ids,
  category: row.category,
  jitterMinutes: row.jitter_minutes,
  paused: row.paused,
  version: row.version,
})

export async function createSlot(ctx: Ctx, input: SlotInput): Promise<SlotView> {
  requireScope(ctx, 'policies:write')
  const wish = slotInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    if ((await rowsOf(tx)).length >= mostSlots) throw invalid(`At most ${mostSlots} slots. Delete one first.`)
    const id = newId()
    await tx.db
      .insertInto('slots')
      .values({ org_id: tx.orgId, id, ...columns(wish) })
      .execute()
    await told(tx, id, 'made a slot for posts')
    return getSlot(tx, id)
  })
}

export async function updateSlot(
  ctx: Ctx,
  input: { id: string; version?: number | undefined } & SlotInput,
): Promise<SlotView> {
  requireScope(ctx, 'policies:write')
  const wish = slotInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    const known = await getSlot(tx, input.id)
    if (input.version !== undefined && input.version !== known.version)
      throw conflict('Somebody changed this slot meanwhile. Look at it again, then save.')
    await tx.db
      .updateTable('slots')
      .set((eb) => ({ ...columns(wish), version: eb('version', '+', 1) }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', input.id)
      .execute()
    await told(tx, input.id, 'changed a slot for posts')
    return getSlot(tx, input.id)
  })
}

/** Posts that have taken it keep their time. */
export async function deleteSlot(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, 'policies:write')
  await inTransaction(ctx, async (tx) => {
    await getSlot(tx, id)
    await tx.db.deleteFrom('slots').where('org_id', '=', tx.orgId).where('id', '=', id).execute()
    await told(tx, id, 'deleted a slot for posts')
  })
}

const columns = (wish: ReturnType<typeof slotInput.parse>) => ({
  weekday: wish.weekday,
  wall_time: `${wish.time}:00`,
  zone: wish.zone,
  channel_ids: wish.channelIds,
  category: wish.category,
  jitter_minutes: wish.jitterMinutes,
  paused: wish.paused,
})

async function getSlot(ctx: Ctx, id: string): Promise<SlotView> {
  const row = await ctx.db
    .selectFrom('slots')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('slot')
  return toView(row)
}

async function told(tx: Ctx, id: string, summary: string): Promise<void> {
  await audit(tx, { verb: 'calendar.slot', objectType: 'slot', objectId: id, summary })
  emit(tx, calendarChanged, id, { what: 'slots', id })
}

/** The next slots that nobody has taken, for posts on these accounts, soonest first. */
export async function nextFreeSlots(
  ctx: Ctx,
  query: { channelIds: readonly string[]; category?: string | undefined; from?: Date; count?: number },
): Promise<FreeSlot[]> {
  requireScope(ctx, 'posts:read')
  const count = query.count ?? 5
  const from = query.from ?? ctx.clock.now()
  const rows = (await rowsOf(ctx)).filter((row) => fits(row, query))
  const found: FreeSlot[] = []
  for (let week = 0; week < weeksAhead && rows.length > 0 && found.length < count; week++) {
    const times = rows.map((row) => occurrence(row, from, week)).filter((one) => one.instant > from)
    const taken = await takenAmong(ctx, times)
    const free = times
      .filter(({ row, instant }) => !taken.has(`${row.id} ${instant.getTime()}`))
      .sort((a, b) => a.instant.getTime() - b.instant.getTime())
    for (const { row, instant, wall, zone } of free)
      found.push({ slotId: row.id, at: instant.toISOString(), wall, zone, category: row.category })
  }
  return found.slice(0, count)
}

function fits(
  row: Selectable<SlotTable>,
  query: { channelIds: readonly string[]; category?: string | undefined },
): boolean {
  if (row.paused) return false
  if (query.category !== undefined && row.category !== query.category) return false
  return row.channel_ids.length === 0 || query.channelIds.every((id) => row.channel_ids.includes(id))
}

/** The slot's time in the week that lies so many weeks after the one of `from`, by its own clock. */
function occurrence(row: Selectable<SlotTable>, from: Date, week: number) {
  const here = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(row.zone)
  const monday = here.toPlainDate().subtract({ days: here.dayOfWeek - 1 })
  const day = monday.add({ days: row.weekday - 1 + 7 * week })
  const time = day.toZonedDateTime({ timeZone: row.zone, plainTime: Temporal.PlainTime.from(row.wall_time) })
  return { row, ...fromZoned(time) }
}

async function takenAmong(
  ctx: Ctx,
  times: ReadonlyArray<{ row: Selectable<SlotTable>; instant: Date }>,
): Promise<Set<string>> {
  if (times.length === 0) return new Set()
  const rows = await ctx.db
    .selectFrom('slot_reservations')
    .select(['slot_id', 'at'])
    .where('org_id', '=', ctx.orgId)
    .where('slot_id', 'in', [...new Set(times.map((one) => one.row.id))])
    .where(
      'at',
      'in',
      times.map((one) => one.instant),
    )
    .execute()
  return new Set(rows.map((row) => `${row.slot_id} ${row.at.getTime()}`))
}

/** Takes a slot for a post; false: somebody was faster. What the post had taken before is free again. */
export async function takeSlot(tx: Ctx, postId: string, slot: FreeSlot): Promise<boolean> {
  await releaseSlot(tx, postId)
  const result = await tx.db
    .insertInto('slot_reservations')
    .values({ org_id: tx.orgId, slot_id: slot.slotId, at: new Date(slot.at), post_id: postId })
    .onConflict((oc) => oc.columns(['org_id', 'slot_id', 'at']).doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0n) > 0
}

export async function releaseSlot(tx: Ctx, postId: string): Promise<void> {
  await tx.db
    .deleteFrom('slot_reservations')
    .where('org_id', '=', tx.orgId)
    .where('post_id', '=', postId)
    .execute()
}
