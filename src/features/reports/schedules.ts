import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { invalid, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { parseRecurrence } from '#features/calendar/index.ts'
import { reportsChanged } from './events.ts'
import { theOneCalled } from './called.ts'
import { checkPlace, placeName } from './places.ts'
import { getReport } from './reports.ts'
import { scheduleInput } from './schema.ts'
import type { ScheduleInput, ScheduleView } from './schema.ts'
import './tables.ts'

const mostSchedules = 200

/** Sends a report, or the answers to questions, again and again. It is asked with the rights of who scheduled it. */
export async function scheduleReport(ctx: Ctx, input: ScheduleInput): Promise<ScheduleView> {
  requireScope(ctx, 'reports:write')
  const { name, reportId, sections, rrule, place } = scheduleInput.parse(input)
  await checkPlace(ctx, place)
  const report = reportId === undefined ? undefined : await getReport(ctx, reportId)
  const { memberId } = ctx
  if (memberId === undefined)
    throw invalid('A report is sent for a member. Schedule it in the browser or a chat.')
  if ((reportId === undefined) === (sections === undefined))
    throw invalid('Say what to send: a report, or questions.')
  const rule = parseRecurrence(rrule)
  const [next] = rule.after(ctx.clock.now(), 1)
  if (!next) throw invalid('This repetition is over already. Choose another.')
  if ((await listSchedules(ctx)).length >= mostSchedules)
    throw invalid(`There are ${mostSchedules} scheduled reports already. Stop one first.`)
  const id = newId()
  const called = name ?? report?.name ?? sections?.[0]?.title ?? 'Report'
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .insertInto('report_schedules')
      .values({
        org_id: tx.orgId,
        id,
        name: called,
        report_id: reportId ?? null,
        sections: sections ? JSON.stringify(sections) : null,
        rrule,
        zone: rule.zone,
        place: JSON.stringify(place),
        next_at: next.instant,
        paused_reason: null,
        member_id: memberId,
        last_hash: null,
        quiet_since: null,
        deleted_at: null,
      })
      .execute()
    await audit(tx, {
      verb: 'report.schedule',
      objectType: 'report',
      objectId: id,
      summary: `scheduled the report ${called}, ${rule.words}`,
    })
    emit(tx, reportsChanged, id, { what: 'schedules' })
  })
  return getSchedule(ctx, id)
}

export async function listSchedules(ctx: Ctx): Promise<ScheduleView[]> {
  requireScope(ctx, 'metrics:read')
  const rows = await ctx.db
    .selectFrom('report_schedules as s')
    .leftJoin('members as m', (join) =>
      join.onRef('m.org_id', '=', 's.org_id').onRef('m.id', '=', 's.member_id'),
    )
    .selectAll('s')
    .select('m.name as by')
    .where('s.org_id', '=', ctx.orgId)
    .where('s.deleted_at', 'is', null)
    .orderBy('s.created_at')
    .limit(mostSchedules)
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      name: row.name,
      reportId: row.report_id,
      rrule: row.rrule,
      words: parseRecurrence(row.rrule).words,
      zone: row.zone,
      place: row.place,
      placeName: await placeName(ctx, row.place),
      nextAt: row.next_at?.toISOString() ?? null,
      pausedReason: row.paused_reason,
      by: row.by ?? '',
    })),
  )
}

export async function getSchedule(ctx: Ctx, id: string): Promise<ScheduleView> {
  const found = (await listSchedules(ctx)).find((one) => one.id === id)
  if (!found) throw notFound('scheduled report')
  return found
}

/** @param said its id, or its name. */
export async function stopSchedule(ctx: Ctx, said: string): Promise<ScheduleView> {
  requireScope(ctx, 'reports:write')
  const schedule = theOneCalled('report', said, await listSchedules(ctx))
  const { id } = schedule
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .updateTable('report_schedules')
      .set({ deleted_at: tx.clock.now(), next_at: null })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .execute()
    await audit(tx, {
      verb: 'report.stop',
      objectType: 'report',
      objectId: id,
      summary: `stopped the report ${schedule.name}`,
    })
    emit(tx, reportsChanged, id, { what: 'schedules' })
  })
  return { ...schedule, nextAt: null }
}
