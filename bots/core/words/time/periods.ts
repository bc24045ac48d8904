import type { Temporal } from 'temporal-polyfill'
import { alt, alts, whole } from '../lexicon/phrases.ts'
import type { Lang } from '../lexicon/lexicon.ts'
import { findPattern, type Line } from '../line.ts'
import { numberSource, readNumber, unitOf, unitSource, type Unit } from './numbers.ts'
import { dayPeriods } from './past-days.ts'
import type { Period, Rule, Today } from './period.ts'

export type { Period } from './period.ts'

export interface Found {
  period: Period
  start: number
  end: number
}

const last = () => alt('rel:last')
const post = () => alts('rel:lastPost')
const count = () => `(?<n>${numberSource()})`
// A number stands with units; 'a week' is none of "last week".
const units = () => unitSource('day', 'week', 'month', 'quarter', 'half', 'year', 'fortnight')

/** The first day of a unit, and how its whole is spanned. */
export function firstOf(unit: Unit, day: Temporal.PlainDate): Temporal.PlainDate {
  if (unit === 'week') return day.subtract({ days: day.dayOfWeek - 1 })
  if (unit === 'month') return day.with({ day: 1 })
  if (unit === 'quarter') return day.with({ month: Math.floor((day.month - 1) / 3) * 3 + 1, day: 1 })
  if (unit === 'half') return day.with({ month: day.month < 7 ? 1 : 7, day: 1 })
  if (unit === 'year') return day.with({ month: 1, day: 1 })
  return day
}

export function stepOf(unit: Unit, times: number): Temporal.DurationLike {
  if (unit === 'week') return { days: 7 * times }
  if (unit === 'month') return { months: times }
  if (unit === 'quarter') return { months: 3 * times }
  if (unit === 'half') return { months: 6 * times }
  if (unit === 'year') return { years: times }
  return { days: times }
}

/** `many` whole units that end `back` units before the present one. */
export function wholeUnits(unit: Unit, today: Temporal.PlainDate, back: number, many = 1): Period {
  const present = firstOf(unit, today)
  const to = present.subtract(stepOf(unit, back - 1)).subtract({ days: 1 })
  const from = present.subtract(stepOf(unit, back - 1 + many))
  const rolling =
    back === 1 && many === 1 && ['week', 'month', 'quarter'].includes(unit) ? `last_${unit}` : undefined
  return { from, to, unit, ...(many > 1 && { many }), ...(rolling && { rolling }) }
}

export function unitToDate(unit: Unit, today: Temporal.PlainDate): Period {
  const rolling = ['week', 'month', 'quarter'].includes(unit) ? `this_${unit}` : undefined
  return { from: firstOf(unit, today), to: today, unit, toDate: true, ...(rolling && { rolling }) }
}

function lastDays(days: number, today: Temporal.PlainDate): Period {
  const rolling = [7, 14, 28, 30].includes(days) ? `last_${days}_days` : days === 1 ? 'yesterday' : undefined
  return {
    from: today.subtract({ days }),
    to: today.subtract({ days: 1 }),
    unit: 'day',
    many: days,
    ...(rolling && { rolling }),
  }
}

function lastMany(unit: Unit | undefined, many: number, today: Temporal.PlainDate): Period | undefined {
  if (unit === undefined || !Number.isInteger(many) || many < 1 || many > 1000) return undefined
  if (unit === 'day') return lastDays(many, today)
  if (unit === 'fortnight') return wholeUnits('week', today, 1, many * 2)
  return wholeUnits(unit, today, 1, many)
}

const toDate: Rule = {
  source: () =>
    [
      ...(['week', 'month', 'quarter', 'half', 'year'] as const).map(
        (unit) => `(?<${unit}>${alts(`td:${unit}`)})`,
      ),
      `(?<unit>${units()}) (?:${alt('rel:toDate')})`,
      `${alts('rel:soFarPre')} (?:la |el |l )?(?<pre>${units()})`,
      `(?:${alts('rel:since')} )?${alts('rel:start')} (?:the |this |la |l |des |der |dieses |dieser |du |de |de la |de l |d |cette |ce |este |esta |este )*(?<start>${units()})`,
    ].join('|'),
  read: (groups, { today }) => {
    const named = (['week', 'month', 'quarter', 'half', 'year'] as const).find(
      (unit) => groups[unit] !== undefined,
    )
    const unit = named ?? unitOf(groups['unit'] ?? groups['pre'] ?? groups['start'] ?? '')
    return unit && unitToDate(unit, today)
  },
}

const lastSeveral: Rule = {
  source: () =>
    `(?:the |in |over |den |die |der |los |las |les |des |ces )*(?:${last()} ${count()} (?:full |whole |complete |calendar |ganzen |vollen )?(?<a>${units()})|${count().replace('<n>', '<m>')} (?:${last()}|${post()}) (?<b>${units()})|${count().replace('<n>', '<o>')} (?<c>${units()}) (?:${post()}))`,
  read: (groups, { today }) => {
    const many = readNumber(groups['n'] ?? groups['m'] ?? groups['o'] ?? '')
    return lastMany(unitOf(groups['a'] ?? groups['b'] ?? groups['c'] ?? ''), many, today)
  },
}

const beforeLast: Rule = {
  source: () =>
    `(?:the |la |el |l |der |die |das |dem )?(?:(?<a>${units()}|${unitSource('weekend')}) ${alts('rel:beforeLast', 'rel:beforeLastPost')}|${alts('rel:beforeLastPre')} (?<b>${units()}|${unitSource('weekend')}))`,
  read: (groups, { today }) => {
    const unit = unitOf(groups['a'] ?? groups['b'] ?? '')
    if (unit === 'weekend') return weekend(today, 1)
    return unit && (unit === 'day' ? lastDays(1, today.subtract({ days: 1 })) : wholeUnits(unit, today, 2))
  },
}

const lastOne: Rule = {
  source: () =>
    `(?:the |la |el |l |le |der |die |das |den |dem |im |in der )?(?:${last()} (?:full |whole |complete |calendar |ganze[nrs]? |volle[nrs]? )?(?<a>${units()}|${unitSource('weekend', 'hour')})|(?<b>${units()}|${unitSource('weekend')}) (?:complet(?:e|o|a)? )?${post()})`,
  read: (groups, { today }) => {
    const unit = unitOf(groups['a'] ?? groups['b'] ?? '')
    if (unit === 'weekend') return weekend(today, 0)
    if (unit === undefined) return undefined
    if (unit === 'day' || unit === 'hour') return lastDays(1, today)
    if (unit === 'fortnight') return wholeUnits('week', today, 1, 2)
    return wholeUnits(unit, today, 1)
  },
}

/** The last Saturday and Sunday that are over. */
function weekend(today: Temporal.PlainDate, back: number): Period {
  const saturday = firstOf('week', today).subtract({ days: 2 + 7 * back })
  return { from: saturday, to: saturday.add({ days: 1 }), unit: 'weekend' }
}

const weekends: Rule = {
  source: () =>
    `(?:over |on |at |am |during )?(?:the |this |das |dieses |el |este |le |ce )*${unitSource('weekend')}`,
  read: (_groups, { today }) => weekend(today, 0),
}

const thisOne: Rule = {
  source: () =>
    `${alt('rel:this')} (?:current |whole )?(?<a>${units()})(?: (?:ci|here))?|(?:the |el |la |le |l )?(?<b>${units()}) ${alts('rel:thisPost')}`,
  read: (groups, { today }) => {
    const unit = unitOf(groups['a'] ?? groups['b'] ?? '')
    return unit && (unit === 'day' ? { from: today, to: today, unit: 'day' } : unitToDate(unit, today))
  },
}

/** "3 weeks ago": the whole unit so many before. */
const ago: Rule = {
  source: () =>
    `(?<n>${numberSource()}) (?<a>${units()}) ago|(?:vor|hace|il y a) (?<m>${numberSource()}) (?<b>${units()})`,
  read: (groups, { today }) => {
    const many = readNumber(groups['n'] ?? groups['m'] ?? '')
    const unit = unitOf(groups['a'] ?? groups['b'] ?? '')
    if (!unit || !Number.isInteger(many) || many < 1 || many > 400) return undefined
    if (unit !== 'day') return wholeUnits(unit, today, many)
    const day = today.subtract({ days: many })
    return { from: day, to: day, unit: 'day' }
  },
}

const rules = (): Rule[] => [
  ...dayPeriods.ranges,
  toDate,
  dayPeriods.since,
  ...dayPeriods.named,
  lastSeveral,
  beforeLast,
  ago,
  lastOne,
  thisOne,
  ...dayPeriods.days,
  weekends,
  ...dayPeriods.late,
]

/** The first period that is named, by the order of how exact the ways of naming one are. */
export function findPeriod(line: Line, today: Today): Found | undefined {
  for (const rule of rules()) {
    const found = findPattern(line, whole(rule.source(today.lang)))
    const period = found && rule.read(found.groups, today, (text) => periodOf(text, today))
    if (found && period) return { period, start: found.start, end: found.end }
  }
  return undefined
}

function periodOf(text: string, today: Today): Period | undefined {
  const line: Line = { raw: text, clean: text, starts: [], ends: [] }
  return findPeriod(line, today)?.period
}

export const todayOf = (now: Temporal.ZonedDateTime, lang: Lang): Today => ({
  today: now.toPlainDate(),
  lang,
})
