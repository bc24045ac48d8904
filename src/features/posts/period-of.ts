import { Temporal } from 'temporal-polyfill'
import { getOrg } from '#features/orgs/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { invalid } from '#kernel/errors.ts'

export interface Period {
  from: string
  to: string
}

const dates = /^(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|\/|to|until|-)\s*(\d{4}-\d{2}-\d{2}))?$/

/** Words of a period in the organisation's zone, or `2026-11-23..2026-11-29`, both days included. */
export async function periodOf(ctx: Ctx, said: string): Promise<Period> {
  const { timezone } = await getOrg(ctx)
  const today = Temporal.Instant.fromEpochMilliseconds(ctx.clock.now().getTime())
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
  const days = daysOf(said.trim().toLowerCase().replaceAll('_', ' '), today)
  if (!days)
    throw invalid('Say a period such as today, tomorrow, this week, next week, or 2026-11-23..2026-11-29.')
  const start = (day: Temporal.PlainDate) =>
    new Date(day.toZonedDateTime(timezone).epochMilliseconds).toISOString()
  return { from: start(days.first), to: start(days.last.add({ days: 1 })) }
}

type Days = { first: Temporal.PlainDate; last: Temporal.PlainDate }

function daysOf(words: string, today: Temporal.PlainDate): Days | undefined {
  const monday = today.subtract({ days: today.dayOfWeek - 1 })
  const week = (first: Temporal.PlainDate): Days => ({ first, last: first.add({ days: 6 }) })
  const month = (first: Temporal.PlainDate): Days => ({
    first,
    last: first.add({ months: 1 }).subtract({ days: 1 }),
  })
  const [, from, to] = dates.exec(words) ?? []
  if (from !== undefined) return between(from, to ?? from)
  switch (words) {
    case 'today':
      return { first: today, last: today }
    case 'tomorrow':
      return { first: today.add({ days: 1 }), last: today.add({ days: 1 }) }
    case 'yesterday':
      return { first: today.subtract({ days: 1 }), last: today.subtract({ days: 1 }) }
    case 'this week':
    case 'week':
      return week(monday)
    case 'next week':
      return week(monday.add({ days: 7 }))
    case 'last week':
      return week(monday.subtract({ days: 7 }))
    case 'this month':
    case 'month':
      return month(today.with({ day: 1 }))
    case 'next month':
      return month(today.with({ day: 1 }).add({ months: 1 }))
    default:
      return undefined
  }
}

function between(from: string, to: string): Days | undefined {
  try {
    const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)]
    return Temporal.PlainDate.compare(first, last) <= 0 ? { first, last } : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
