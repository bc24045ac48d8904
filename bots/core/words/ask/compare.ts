import { Temporal } from 'temporal-polyfill'
import { alt, alts, whole } from '../lexicon/phrases.ts'
import { blank, findPattern, has, take, type Line } from '../line.ts'
import { isBefore } from '../time/dates.ts'
import { numberSource, unitOf, unitSource, type Unit } from '../time/numbers.ts'
import { findPeriod, firstOf, stepOf, unitToDate, wholeUnits, type Period } from '../time/periods.ts'
import type { Today } from '../time/period.ts'

export type Compare = 'previous_period' | 'previous_year' | { from: string; to: string }

export interface Compared {
  compare?: Compare
  /** The period that the comparison implies ("against last month": this month so far). */
  period?: Period
}

const dates = ({ from, to }: Period) => ({ from: from.toString(), to: to.toString() })

/** What a stretch of days is, when only its ends are known. */
export function recognise(
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  today: Temporal.PlainDate,
): Period {
  if (from.equals(to)) return { from, to, unit: 'day' }
  if (from.dayOfWeek === 6 && to.equals(from.add({ days: 1 }))) return { from, to, unit: 'weekend' }
  for (const unit of ['week', 'month', 'quarter', 'half', 'year'] as const) {
    if (!firstOf(unit, from).equals(from)) continue
    if (to.equals(from.add(stepOf(unit, 1)).subtract({ days: 1 }))) return { from, to, unit }
    if (to.equals(today) && firstOf(unit, today).equals(from)) return { from, to, unit, toDate: true }
  }
  return { from, to }
}

/** The dates that come before: of a whole unit the unit before it, of a running one as many days of it. */
export function previousPeriod(period: Period): Period {
  const { from, to, unit, toDate, many } = period
  if (unit && unit !== 'day' && unit !== 'weekend' && many === undefined) {
    const start = from.subtract(stepOf(unit, 1))
    return toDate
      ? { from: start, to: start.add(from.until(to)), unit }
      : { from: start, to: from.subtract({ days: 1 }), unit }
  }
  const days = from.until(to).days + 1
  return { from: from.subtract({ days }), to: from.subtract({ days: 1 }) }
}

/** The same dates a year earlier; of a whole week the week of the same number. */
export function previousYear(period: Period): Period {
  const { from, to } = period
  if (from.dayOfWeek === 1 && from.until(to).days === 6) {
    const fourth = Temporal.PlainDate.from({ year: (from.yearOfWeek ?? from.year) - 1, month: 1, day: 4 })
    const start = fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: (from.weekOfYear ?? 1) - 1 })
    return { from: start, to: start.add({ days: 6 }) }
  }
  return { from: from.subtract({ years: 1 }), to: to.subtract({ years: 1 }) }
}

/** The keyword where one fits, so that it moves along with another period. */
function named(compare: Period, period: Period): Compare {
  const same = (other: Period) => other.from.equals(compare.from) && other.to.equals(compare.to)
  if (same(previousPeriod(period))) return 'previous_period'
  if (same(previousYear(period))) return 'previous_year'
  return dates(compare)
}

const units = () => unitSource('day', 'week', 'month', 'quarter', 'half', 'year', 'weekend', 'fortnight')
const articles =
  '[ ,]*(?:the |that of |those of |to |with |der |die |das |dem |den |el |la |los |las |le |les |l |in |im |en |au |aux |a |same as |what we had )*'

/** "the 30 days before", "the weekend before", "the previous month". */
const beforeSource = () =>
  `(?:(?<n>${numberSource()}) )?(?<unit>${units()}) ${alts('rel:before')}|(?:previous|prior|preceding|vorherige[nrsm]?|vorige[nrsm]?|precedente?) (?:(?<m>${numberSource()}) )?(?<unit2>${units()})`

const anchored = new Map<string, RegExp>()
function after(line: Line, at: number, source: string) {
  const pattern = anchored.get(source) ?? new RegExp(`^${articles}(?:${source})(?![a-z0-9])`)
  anchored.set(source, pattern)
  return pattern.exec(line.clean.slice(at))
}

/** Reads a comparison in time and takes its words. `inherited` is the period of the question before. */
export function takeCompare(line: Line, today: Today, inherited?: Period): Compared {
  for (const match of line.clean.matchAll(whole(alt('join:compare')))) {
    const end = match.index + match[0].length
    const found = comparedAfter(line, end, match.index, today, inherited)
    if (found) return found
  }
  for (const unit of ['week', 'month', 'quarter', 'day'] as const)
    if (take(line, `over:${unit}`))
      return {
        compare: 'previous_period',
        ...(periodIn(line, today) || inherited ? {} : { period: unitToDate(unit, today.today) }),
      }
  const year = /(?:yoy|year (?:over|on) year|y o y|interanual)/.exec(line.clean)
  if (year) {
    blank(line, year.index, year.index + year[0].length)
    return {
      compare: 'previous_year',
      ...(periodIn(line, today) || inherited ? {} : { period: unitToDate('year', today.today) }),
    }
  }
  return has(line, 'join:compareLead') ? twoPeriods(line, today) : {}
}

const periodIn = (line: Line, today: Today) => findPeriod(line, today)?.period

function comparedAfter(
  line: Line,
  at: number,
  start: number,
  today: Today,
  inherited?: Period,
): Compared | undefined {
  const drop = (found: RegExpExecArray) => blank(line, start, at + found[0].length)
  for (const unit of ['day', 'week', 'month', 'quarter'] as const) {
    const found = after(line, at, alt(`rel:prevUnit:${unit}`))
    if (!found) continue
    drop(found)
    return againstLast(line, unit, today, inherited)
  }
  const lastYear = after(line, at, alt('rel:sameLastYear'))
  if (lastYear) {
    drop(lastYear)
    const same =
      /same|gleich|selb|mism|meme|ago|yoy|vor einem|hace|il y a|on year|over year|back|zeitraum/.test(
        lastYear[0],
      )
    if (same || periodIn(line, today) || inherited) return { compare: 'previous_year' }
    return { compare: 'previous_period', period: unitToDate('year', today.today) }
  }
  const before = after(line, at, beforeSource())
  if (before) {
    drop(before)
    const unit = unitOf(before.groups?.['unit'] ?? before.groups?.['unit2'] ?? '')
    const period = periodIn(line, today) ?? inherited
    if (unit === 'weekend' && period) return { compare: named(shifted(period, -7), period) }
    return unit && before.groups?.['n'] === undefined && !period
      ? againstLast(line, unit, today, inherited)
      : { compare: 'previous_period' }
  }
  const previous = after(line, at, alt('rel:previous'))
  if (previous) {
    drop(previous)
    return { compare: 'previous_period' }
  }
  return againstPeriod(line, at, start, today, inherited)
}

const shifted = (period: Period, days: number): Period => ({
  from: period.from.add({ days }),
  to: period.to.add({ days }),
})

/** "against last week": of a running week as many days; without a period the running one is meant. */
function againstLast(line: Line, unit: Unit, today: Today, inherited?: Period): Compared {
  const main = periodIn(line, today)
  const period = main ?? inherited
  if (!period)
    return {
      compare: 'previous_period',
      period: unit === 'day' ? { from: today.today, to: today.today, unit } : unitToDate(unit, today.today),
    }
  if (period.unit === unit && period.many === undefined) return { compare: 'previous_period' }
  return later(period, wholeUnits(unit, today.today, 1), main === undefined)
}

/** "against October", "this quarter vs last". */
function againstPeriod(
  line: Line,
  at: number,
  start: number,
  today: Today,
  inherited?: Period,
): Compared | undefined {
  const bare = after(line, at, `${alts('rel:last', 'rel:lastPost')}(?: one)?`)
  const rest: Line = { ...line, clean: ' '.repeat(at) + line.clean.slice(at) }
  const found = findPeriod(rest, today)
  const near =
    found &&
    /^[ ,]*(?:(?:the|same as|that of|those of|to|with|der|die|das|dem|den|el|la|los|las|le|les|l|in|im|en|au|aux|a|what we had|how we did|what we did|during|for|nur|noch|on|am) )*[ ]*$/.test(
      rest.clean.slice(at, found.start),
    )
  if (found && near) {
    blank(line, start, found.end)
    const unit = found.period.unit
    const lastUnit = found.period.rolling?.startsWith('last_') && found.period.many === undefined
    if (unit && lastUnit && unit !== 'day') return againstLast(line, unit, today, inherited)
    const main = periodIn(line, today)
    const period = main ?? inherited
    if (period) return later(period, found.period, main === undefined)
    const running = runningUnit(unit, today)
    return { compare: named(found.period, running), period: running }
  }
  if (!bare) return undefined
  blank(line, start, at + bare[0].length)
  const period = periodIn(line, today) ?? inherited
  return period ? { compare: 'previous_period' } : undefined
}

function runningUnit(unit: Unit | undefined, { today }: Today): Period {
  if (unit === undefined || unit === 'weekend' || unit === 'day')
    return { from: today, to: today, unit: 'day' }
  return unitToDate(unit, today)
}

/** Of two named periods the later is asked about; one that is inherited stays. */
function later(a: Period, b: Period, keep: boolean): Compared {
  if (keep || !isBefore(a.from, b.from)) return { compare: named(b, a) }
  return { compare: named(a, b), period: b }
}

/** "compare October and September". */
function twoPeriods(line: Line, today: Today): Compared {
  // "compare february to january" names two months, no stretch from one to the other.
  const joined = line.clean.replaceAll(/\b(?:to|and|with|und|mit|zu|y|con|et|avec)\b/g, (word) =>
    '¦'.repeat(word.length),
  )
  const rest = { ...line, clean: joined }
  const first = findPeriod(rest, today)
  if (!first) return {}
  blank(rest, first.start, first.end)
  const second = findPeriod(rest, today)
  if (!second || first.period.from.equals(second.period.from)) return {}
  blank(line, first.start, first.end)
  blank(line, second.start, second.end)
  const [a, b] = isBefore(first.period.from, second.period.from)
    ? [second.period, first.period]
    : [first.period, second.period]
  return { compare: named(b, a), period: a }
}

/** "the week before that": the same unit before the period of the question before. */
export function takeBefore(line: Line, today: Today, inherited: Period): Period | undefined {
  const source = `(?:the |die |la |el |le |l |and |und |y |et )*(?:${beforeSource()}|${['day', 'week', 'month', 'quarter'].map((unit) => alt(`rel:prevUnit:${unit}`)).join('|')}|before that|one before|davor|la anterior|el anterior|celle d avant|celui d avant|la precedente|le precedent)`
  const found = findPattern(line, whole(source))
  if (!found) return undefined
  blank(line, found.start, found.end)
  const unit = unitOf(found.groups['unit'] ?? found.groups['unit2'] ?? '') ?? inherited.unit
  if (unit === 'weekend') return { ...shifted(inherited, -7), unit }
  const ended: Period = { ...inherited, toDate: false }
  if (unit === undefined || unit === 'day' || unit === inherited.unit)
    return previousPeriod(inherited.unit === unit ? ended : inherited)
  const to = inherited.from.subtract({ days: 1 })
  return { from: inherited.from.subtract(stepOf(unit, 1)), to }
}
