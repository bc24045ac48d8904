import type { Plan } from './schema.ts'

const minuteMs = 60_000

/** Until when it must be approved; none without a slot or a limit. */
export function approveBy(plan: Plan, slotAt: Date | null): Date | null {
  if (!slotAt || plan.approveByMinutes === null) return null
  return new Date(slotAt.getTime() - plan.approveByMinutes * minuteMs)
}

/**
 * When the next reminder is due: so many minutes before the slot, or, where there is none, after the request.
 * Times that have passed are left out; null: no more.
 */
export function nextReminder(
  plan: Plan,
  times: { slotAt: Date | null; requestedAt: Date; now: Date; sent: number },
): Date | null {
  const { slotAt } = times
  const earliestFirst = [...plan.remindBefore].sort((a, b) => (slotAt ? b - a : a - b))
  const all = earliestFirst.map((minutes) =>
    slotAt
      ? new Date(slotAt.getTime() - minutes * minuteMs)
      : new Date(times.requestedAt.getTime() + minutes * minuteMs),
  )
  return all.slice(times.sent).find((at) => at > times.now) ?? null
}
