import { createHash } from 'node:crypto'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { AppError, errorText } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit, enqueue } from '#kernel/outbox.ts'
import { parseRecurrence } from '#features/calendar/index.ts'
import { memberCtx } from '#features/chats/index.ts'
import { answerSections } from './answer-sections.ts'
import { reportDue, reportsChanged } from './events.ts'
import { job as mailRun } from './jobs/mail-run.ts'
import { getReport } from './reports.ts'
import type { AnsweredSection, Section } from './schema.ts'

type Schedule = NonNullable<Awaited<ReturnType<typeof readSchedule>>>

const readSchedule = (ctx: Ctx, id: string) =>
  ctx.db
    .selectFrom('report_schedules')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()

/**
 * Answers what is due, with the rights that its member has today, and says it once for this time: the run's row is
 * unique, and the time moves on in the same transaction. After an outage only the latest time is sent.
 */
export async function sendDue(ctx: Ctx, scheduleId: string): Promise<void> {
  const schedule = await readSchedule(ctx, scheduleId)
  const now = ctx.clock.now()
  if (!schedule?.next_at || schedule.next_at > now) return
  let member: Ctx
  try {
    member = await memberCtx(ctx.app, ctx.orgId, schedule.member_id)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return pause(ctx, schedule, 'Who scheduled it is not in the team any more. Schedule it anew.')
  }
  let answered: AnsweredSection[]
  try {
    answered = await answerSections(member, await sectionsOf(member, schedule))
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    return pause(ctx, schedule, errorText(error))
  }
  const hash = hashOf(answered)
  const isNew = hash !== undefined && hash !== schedule.last_hash
  await inTransaction(ctx, async (tx) => {
    const locked = await tx.db
      .selectFrom('report_schedules')
      .select('next_at')
      .where('org_id', '=', tx.orgId)
      .where('id', '=', schedule.id)
      .where('deleted_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (locked?.next_at?.getTime() !== schedule.next_at?.getTime()) return
    const [next] = parseRecurrence(schedule.rrule).after(now, 1)
    await tx.db
      .updateTable('report_schedules')
      .set({
        next_at: next?.instant ?? null,
        ...(isNew ? { last_hash: hash, quiet_since: null } : { quiet_since: schedule.quiet_since ?? now }),
      })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', schedule.id)
      .execute()
    // That there is nothing new is said once, and then no more until there is.
    if (!isNew && schedule.quiet_since !== null) return
    const runId = newId()
    await tx.db
      .insertInto('report_runs')
      .values({
        org_id: tx.orgId,
        id: runId,
        schedule_id: schedule.id,
        name: schedule.name,
        due_at: schedule.next_at ?? now,
        state: isNew ? 'sent' : 'quiet',
        sections: JSON.stringify(answered),
        reason: null,
        mailed_at: null,
      })
      .execute()
    emit(tx, reportDue, runId, { runId, scheduleId: schedule.id, place: schedule.place })
    if (schedule.place.kind === 'email') enqueue(tx, mailRun, { runId })
  })
}

const sectionsOf = async (ctx: Ctx, { report_id: reportId, sections }: Schedule): Promise<Section[]> =>
  reportId === null ? (sections ?? []) : (await getReport(ctx, reportId)).sections

/** What it says, without the days and the times of reading; undefined when it says nothing at all. */
function hashOf(answered: AnsweredSection[]): string | undefined {
  const said = answered.map(({ title, answer, error }) => [
    title,
    error ?? null,
    answer?.metrics.map((metric) => [metric.id, metric.total.value, metric.total.before ?? null]) ?? null,
    answer?.rows.map((row) => [row.key, row.figures.map((figure) => figure.value)]) ?? null,
  ])
  const empty = answered.every(({ answer }) => answer?.metrics.every((metric) => !metric.total.value) ?? true)
  return empty ? undefined : createHash('sha256').update(JSON.stringify(said)).digest('base64url')
}

async function pause(ctx: Ctx, { id, name }: Schedule, reason: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .updateTable('report_schedules')
      .set({ next_at: null, paused_reason: reason })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .execute()
    await audit(tx, {
      verb: 'report.pause',
      objectType: 'report',
      objectId: id,
      summary: `paused the report ${name}: ${reason}`,
    })
    emit(tx, reportsChanged, id, { what: 'schedules' })
  })
}
