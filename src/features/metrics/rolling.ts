import { Temporal } from 'temporal-polyfill'
import type { Period, Question, RollingName, RollingQuestion } from './schema.ts'

/** The days that a rolling name means today. `last_n_days` end yesterday, weeks begin on Monday. */
export function rollingPeriod(name: RollingName, today: Temporal.PlainDate): Period {
  const days = /^last_(\d+)_days$/.exec(name)?.[1]
  if (days !== undefined) return between(today.subtract({ days: Number(days) }), today.subtract({ days: 1 }))
  if (name === 'today') return between(today, today)
  if (name === 'yesterday') return between(today.subtract({ days: 1 }), today.subtract({ days: 1 }))
  const [which, unit = 'week'] = name.split('_')
  const first = firstOf(unit, today)
  if (which === 'this') return between(first, today)
  const step = { week: { days: 7 }, month: { months: 1 }, quarter: { months: 3 }, year: { years: 1 } }[unit]
  return between(first.subtract(step ?? { days: 7 }), first.subtract({ days: 1 }))
}

/** With the days that its period means today. */
export const questionOn = ({ period, ...rest }: RollingQuestion, today: Temporal.PlainDate): Question => ({
  ...rest,
  period: typeof period === 'string' ? rollingPeriod(period, today) : period,
})

function firstOf(unit: string, day: Temporal.PlainDate): Temporal.PlainDate {
  if (unit === 'week') return day.subtract({ days: day.dayOfWeek - 1 })
  if (unit === 'month') return day.with({ day: 1 })
  if (unit === 'quarter') return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) })
  return day.with({ day: 1, month: 1 })
}

const between = (from: Temporal.PlainDate, to: Temporal.PlainDate): Period => ({
  from: from.toString(),
  to: to.toString(),
})
