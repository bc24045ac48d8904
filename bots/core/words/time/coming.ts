import { alt, whole } from '../lexicon/phrases.ts'
import { copy, findPattern, type Line } from '../line.ts'
import { comingDate, dateOf, dateSource, isBefore, readDate } from './dates.ts'
import { takeDay } from './days.ts'
import { numberSource, readNumber, unitOf, unitSource } from './numbers.ts'
import { findPeriod, firstOf, stepOf, type Period } from './periods.ts'
import type { Today } from './period.ts'

/** A stretch of days to come, as a queue or calendar is asked for: "next week", "tomorrow", "in December". */
export function comingPeriod(line: Line, today: Today): Period | undefined {
  return (
    unitToCome(line, today) ?? spanToCome(line, today) ?? weekendToCome(line, today) ?? dayToCome(line, today)
  )
}

const units = () => unitSource('day', 'week', 'month', 'quarter', 'year')

function unitToCome(line: Line, { today }: Today): Period | undefined {
  const many = findPattern(
    line,
    whole(
      `(?:${alt('rel:next')} (?<n>${numberSource()}) (?<a>${units()})|(?<m>${numberSource()}) (?:${alt('rel:next')}) (?<b>${units()}))`,
    ),
  )
  const count = readNumber(many?.groups['n'] ?? many?.groups['m'] ?? '')
  const manyUnit = unitOf(many?.groups['a'] ?? many?.groups['b'] ?? '')
  if (manyUnit && Number.isInteger(count)) {
    const start =
      manyUnit === 'day' ? today.add({ days: 1 }) : firstOf(manyUnit, today).add(stepOf(manyUnit, 1))
    return { from: start, to: start.add(stepOf(manyUnit, count)).subtract({ days: 1 }), unit: manyUnit }
  }
  const next = findPattern(
    line,
    whole(`${alt('rel:next')} (?<a>${units()})|(?<b>${units()}) (?:${alt('rel:nextPost')})`),
  )
  const unit = unitOf(next?.groups['a'] ?? next?.groups['b'] ?? '')
  if (unit) {
    const from = firstOf(unit, today).add(stepOf(unit, 1))
    return { from, to: from.add(stepOf(unit, 1)).subtract({ days: 1 }), unit }
  }
  const present = findPattern(
    line,
    whole(`${alt('rel:this')} (?:current )?(?<a>${units()})|(?<b>${units()}) (?:${alt('rel:thisPost')})`),
  )
  const running = unitOf(present?.groups['a'] ?? present?.groups['b'] ?? '')
  if (!running) return undefined
  const from = firstOf(running, today)
  return { from, to: from.add(stepOf(running, 1)).subtract({ days: 1 }), unit: running }
}

/** Two dates, or a month. */
function spanToCome(line: Line, { today, lang }: Today): Period | undefined {
  const bare = '\\d{1,2}(?:st|nd|rd|th|er|\\.)?'
  const found = findPattern(
    line,
    whole(
      `(?:${alt('range:from')} )?(?:the )?(?<a>${dateSource()}|${bare})(?: ?- ?| ${alt('range:to')} )(?:the |zum |el |le )?(?<b>${dateSource()})`,
    ),
  )
  const last = found && readDate(found.groups['b'] ?? '', lang)
  if (found && last) {
    const said = found.groups['a'] ?? ''
    const first = readDate(said, lang) ?? { month: last.month, day: Number(/\d+/.exec(said)?.[0] ?? 1) }
    const to = comingDate(last, today)
    const from = comingDate(first, today)
    return from && to && !isBefore(to, from) ? { from, to } : undefined
  }
  const month = findPattern(line, whole(dateSource()))
  const written = month && readDate(month.text, lang)
  if (!written || written.day !== undefined) return undefined
  const year = written.year ?? (written.month < today.month ? today.year + 1 : today.year)
  const from = dateOf(year, written.month, 1)
  return from && { from, to: from.with({ day: from.daysInMonth }), unit: 'month' }
}

function weekendToCome(line: Line, { today }: Today): Period | undefined {
  const found = findPattern(
    line,
    whole(
      `(?<next>${alt('rel:next')} )?(?:the |this |am |das |dieses |el |este |le |ce )*${alt('unit:weekend')}`,
    ),
  )
  if (!found) return undefined
  const saturday = firstOf('week', today).add({ days: 5 })
  return { from: saturday, to: saturday.add({ days: 1 }), unit: 'weekend' }
}

function dayToCome(line: Line, today: Today): Period | undefined {
  const day = takeDay(copy(line), today.today, today.lang)
  return day?.date && !day.vague ? { from: day.date, to: day.date, unit: 'day' } : undefined
}

/** For what has gone out: the past as questions name it. */
export const pastPeriod = (line: Line, today: Today): Period | undefined => findPeriod(line, today)?.period
