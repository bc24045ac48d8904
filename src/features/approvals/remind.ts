import { Temporal } from 'temporal-polyfill'
import type { Ctx } from '#kernel/app.ts'
import { getOrg } from '#features/orgs/index.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { decide } from './decide.ts'
import { nextReminder } from './due-times.ts'
import { approvalExpired, approvalReminded } from './events.ts'
import { toView } from './progress.ts'
import { facts, lockApproval, record } from './queries.ts'
import type { ApprovalRow } from './queries.ts'
import type { Plan } from './schema.ts'

/** Reminds who has not decided; with the last reminder others are asked, too. Once per due time. */
export async function remind(ctx: Ctx, approvalId: string): Promise<void> {
  const { timezone } = await getOrg(ctx)
  await inTransaction(ctx, async (tx) => {
    const row = await lockApproval(tx, approvalId)
    const now = tx.clock.now()
    if (row.state !== 'pending' || !row.next_reminder_at || row.next_reminder_at > now) return
    const open = nextWorkingTime(row.plan, now, timezone)
    if (open > now) return move(tx, row, open, row.reminders_sent)
    const sent = row.reminders_sent + 1
    const next = nextReminder(row.plan, {
      slotAt: row.slot_at,
      requestedAt: row.requested_at,
      now,
      sent,
    })
    const escalated = next === null && row.plan.escalateTo.length > 0
    if (escalated) await addSeats(tx, row)
    const view = await toView(tx, row)
    const waiting = view.stages[row.stage]?.waiting ?? []
    const memberIds = waiting.map((one) => one.memberId)
    await record(tx, row, escalated ? 'escalate' : 'remind', waiting.map((one) => one.name).join(', '))
    await move(tx, row, next, sent)
    emit(tx, approvalReminded, row.object_id, { ...facts(row), memberIds, escalated })
  })
}

async function move(tx: Ctx, row: ApprovalRow, next: Date | null, sent: number): Promise<void> {
  await tx.db
    .updateTable('approvals')
    .set({ next_reminder_at: next, reminders_sent: sent })
    .where('org_id', '=', tx.orgId)
    .where('id', '=', row.id)
    .execute()
}

async function addSeats(tx: Ctx, row: ApprovalRow): Promise<void> {
  const people = row.plan.escalateTo.filter((id) => id !== row.author_id || row.plan.selfApproval)
  if (people.length === 0) return
  await tx.db
    .insertInto('approval_seats')
    .values(
      people.map((memberId) => ({
        org_id: tx.orgId,
        approval_id: row.id,
        stage: row.stage,
        member_id: memberId,
        delegated_from: null,
      })),
    )
    .onConflict((oc) => oc.doNothing())
    .execute()
}

/** Not decided by its last moment: what the policy says then. Silence is consent only where it says so. */
export async function expire(ctx: Ctx, approvalId: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const row = await lockApproval(tx, approvalId)
    if (row.state !== 'pending' || !row.approve_by || row.approve_by > tx.clock.now()) return
    const { onLate } = row.plan
    if (onLate === 'approve') {
      for (let stage = row.stage; stage < row.plan.stages.length; stage++) {
        await decide(tx, {
          approvalId: row.id,
          decision: 'approve',
          reason: 'Nobody objected in time, which this policy takes as consent.',
        })
      }
      return
    }
    await tx.db
      .updateTable('approvals')
      .set((eb) => ({
        state: 'expired',
        ended_at: tx.clock.now(),
        next_reminder_at: null,
        version: eb('version', '+', 1),
      }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', row.id)
      .execute()
    await record(tx, row, 'expire')
    emit(tx, approvalExpired, row.object_id, { ...facts(row), onLate })
  })
}

/** `now`, or when the working hours of the policy begin next. */
export function nextWorkingTime(plan: Plan, now: Date, zone: string): Date {
  const hours = plan.workingHours
  if (!hours) return now
  const here = Temporal.Instant.from(now.toISOString()).toZonedDateTimeISO(zone)
  const from = Temporal.PlainTime.from(hours.from)
  const to = Temporal.PlainTime.from(hours.to)
  for (let days = 0; days <= 7; days++) {
    const day = here.toPlainDate().add({ days })
    if (!hours.weekdays.includes(day.dayOfWeek)) continue
    const opens = day.toZonedDateTime({ timeZone: zone, plainTime: from })
    const closes = day.toZonedDateTime({ timeZone: zone, plainTime: to })
    if (Temporal.ZonedDateTime.compare(here, closes) >= 0) continue
    return Temporal.ZonedDateTime.compare(here, opens) >= 0 ? now : new Date(opens.epochMilliseconds)
  }
  return now
}
