import type { Temporal } from 'temporal-polyfill'
import { alt, alts, whole } from '../lexicon/phrases.ts'
import type { Lang } from '../lexicon/lexicon.ts'
import { take, takePattern, type Line } from '../line.ts'
import {
  comingDate,
  dateSource,
  holidayOf,
  holidays,
  holidaySource,
  isBefore,
  monthOf,
  monthSource,
  readDate,
  weekdayOf,
  weekdaySource,
} from './dates.ts'
import { numberSource, readNumber, unitOf, unitSource } from './numbers.ts'

/** A day to come. `ifPassed`: the next such day, should its hour be over today. */
export interface Day {
  date?: Temporal.PlainDate
  ifPassed?: Temporal.PlainDate
  unclear?: true
  /** Only a week or month was named: the day is its first. */
  vague?: true
  tonight?: true
  end: number
}

type Reader = (line: Line, today: Temporal.PlainDate, lang: Lang) => Day | undefined

/** The day that is named in words of time to come, if one is. */
export function takeDay(line: Line, today: Temporal.PlainDate, lang: Lang): Day | undefined {
  for (const reader of readers) {
    const day = reader(line, today, lang)
    if (day) return day
  }
  return undefined
}

const tonight: Reader = (line, today) => {
  const found = take(line, 'day:tonight')
  return found && { date: today, tonight: true, end: found.end }
}

const relativeDay: Reader = (line, today) => {
  const past = take(line, 'day:beforeYesterday') ?? take(line, 'day:yesterday')
  if (past) return { unclear: true, end: past.end }
  for (const [key, days] of [
    ['day:afterTomorrow', 2],
    ['day:tomorrow', 1],
    ['day:today', 0],
  ] as const) {
    const found = take(line, key)
    if (found) return { date: today.add({ days }), end: found.end }
  }
  return undefined
}

const holiday: Reader = (line, today) => {
  const found = takePattern(line, whole(`(?<name>${holidaySource()})(?: (?<year>20\\d\\d))?`))
  const name = found && holidayOf(found.groups['name'] ?? '')
  const on = name === undefined ? undefined : holidays[name]
  if (!found || !on) return undefined
  const year = found.groups['year']
  if (year !== undefined) return { date: on(Number(year)), end: found.end }
  const thisYear = on(today.year)
  return { date: isBefore(thisYear, today) ? on(today.year + 1) : thisYear, end: found.end }
}

const date: Reader = (line, today, lang) => {
  // A month alone is no day: "in december".
  const found = takePattern(line, whole(`(?:${alt('rel:next')} )?(?<date>${dateSource()})`))
  const written = found && readDate(found.groups['date'] ?? '', lang)
  if (!found || !written) return undefined
  if (written.unclear || written.day === undefined) return { unclear: true, end: found.end }
  const on = comingDate(written, today)
  if (!on) return { unclear: true, end: found.end }
  const again = written.year === undefined ? comingDate({ ...written, year: on.year + 1 }, today) : undefined
  return { date: on, ...(again && { ifPassed: again }), end: found.end }
}

const inDays: Reader = (line, today) => {
  const count = `(?<count>${numberSource()}) (?<unit>${unitSource('day', 'week', 'month')})`
  const found = takePattern(
    line,
    whole(
      `(?:in|en|dentro de|dans|d ici) ${count}|${count.replaceAll('?<', '?<b')} (?:from (?:now|today)|ab heute)`,
    ),
  )
  if (!found) return undefined
  const amount = readNumber(found.groups['count'] ?? found.groups['bcount'] ?? '')
  const unit = unitOf(found.groups['unit'] ?? found.groups['bunit'] ?? '')
  if (!Number.isInteger(amount)) return { unclear: true, end: found.end }
  return { date: today.add({ [`${unit}s`]: amount }), end: found.end }
}

/** "a week from friday", "friday week", "freitag in zwei wochen". */
const weekdayInWeeks: Reader = (line, today, lang) => {
  const days = weekdaySource(lang)
  const count = numberSource()
  const found = takePattern(
    line,
    whole(
      `(?<n>${count}) ${alt('unit:week')} from (?<a>${days})|(?<b>${days}) (?:in|en|dans) (?<m>${count}) ${alt('unit:week')}|(?<c>${days}) week`,
    ),
  )
  if (!found) return undefined
  const weekday = weekdayOf(found.groups['a'] ?? found.groups['b'] ?? found.groups['c'] ?? '', lang)
  const weeks = readNumber(found.groups['n'] ?? found.groups['m'] ?? '1')
  if (weekday === undefined) return undefined
  return { date: nextWeekday(today, weekday, true).add({ weeks }), end: found.end }
}

/** "monday next week", "nächste Woche Montag". */
const weekdayOfNextWeek: Reader = (line, today, lang) => {
  const days = weekdaySource(lang)
  const week = `(?:${alt('rel:next')} ${alt('unit:week')}|${alt('unit:week')} ${alts('rel:nextPost')})`
  const found = takePattern(
    line,
    whole(
      `(?<a>${days})(?: of| der| de la| de)?(?: the| la)? ${week}|${week}(?: on| am| el| le)? (?<b>${days})`,
    ),
  )
  const weekday = found && weekdayOf(found.groups['a'] ?? found.groups['b'] ?? '', lang)
  if (!found || weekday === undefined) return undefined
  return { date: today.add({ days: 7 - today.dayOfWeek + weekday }), end: found.end }
}

const weekday: Reader = (line, today, lang) => {
  const days = weekdaySource(lang)
  const found = takePattern(
    line,
    whole(
      `(?:(?<pre>${alts('rel:next', 'rel:this')}) )?(?<day>${days})(?: (?<post>${alts('rel:nextPost')}))?`,
    ),
  )
  const number = found && weekdayOf(found.groups['day'] ?? '', lang)
  if (!found || number === undefined) return undefined
  const said = `${found.groups['pre'] ?? ''} ${found.groups['post'] ?? ''}`
  const next = /\b(next|nxt|nachst|proxim|prochain|que viene|following)/.test(said)
  // Of 'next Saturday' one half of the people mean the coming one, the other half the one after it.
  if (next && number >= 6) return { unclear: true, end: found.end }
  const first = nextWeekday(today, number, next)
  return { date: first, ifPassed: first.add({ weeks: 1 }), end: found.end }
}

const dayOfMonth: Reader = (line, today) => {
  const found = takePattern(
    line,
    whole(
      `(?:(?:on |by )?the (?<a>\\d{1,2})(?:st|nd|rd|th)|am (?<b>\\d{1,2})\\.|(?:el )?dia (?<c>\\d{1,2})|le (?<d>\\d{1,2})(?:er)?(?! ?(?:h|heures|${alt('unit:week')}))|(?<e>\\d{1,2})(?:st|nd|rd|th))`,
    ),
  )
  const day = Number(Object.values(found?.groups ?? {}).find((value) => value !== undefined) ?? 0)
  if (!found || day < 1 || day > 31) return undefined
  for (let ahead = 0; ahead < 3; ahead++) {
    const month = today.toPlainYearMonth().add({ months: ahead })
    if (day > month.daysInMonth) continue
    const on = month.toPlainDate({ day })
    if (!isBefore(on, today))
      return { date: on, ifPassed: month.add({ months: 1 }).toPlainDate({ day }), end: found.end }
  }
  return undefined
}

const endOfMonth: Reader = (line, today) => {
  const named = takePattern(line, whole(`${alt('endOf')} (?:of |de |d |del )?(?<month>${monthSource()})`))
  const month = named && monthOf(named.groups['month'] ?? '')
  if (named && month !== undefined) {
    const first = today.with({ year: month < today.month ? today.year + 1 : today.year, month, day: 1 })
    return { date: first.with({ day: first.daysInMonth }), end: named.end }
  }
  const found = takePattern(
    line,
    whole(`${alt('endOf')} (?:the |this |dieses |del |du )?(?<unit>${unitSource('month', 'year', 'week')})`),
  )
  if (!found) return undefined
  const unit = unitOf(found.groups['unit'] ?? '')
  if (unit === 'month') return { date: today.with({ day: today.daysInMonth }), end: found.end }
  if (unit === 'year') return { date: today.with({ month: 12, day: 31 }), end: found.end }
  return { unclear: true, end: found.end }
}

const nextWeek: Reader = (line, today) => {
  const unit = unitSource('week', 'month')
  const found = takePattern(
    line,
    whole(`${alt('rel:next')} (?<a>${unit})|(?<b>${unit}) ${alt('rel:nextPost')}`),
  )
  if (!found) return undefined
  const first =
    unitOf(found.groups['a'] ?? found.groups['b'] ?? '') === 'month'
      ? today.with({ day: 1 }).add({ months: 1 })
      : today.add({ days: 8 - today.dayOfWeek })
  return { date: first, vague: true, end: found.end }
}

const readers: Reader[] = [
  tonight,
  weekdayInWeeks,
  weekdayOfNextWeek,
  holiday,
  endOfMonth,
  date,
  inDays,
  weekday,
  relativeDay,
  dayOfMonth,
  nextWeek,
]

/** The next such day, today included unless `after`. */
export const nextWeekday = (today: Temporal.PlainDate, day: number, after: boolean) =>
  today.add({ days: (day - today.dayOfWeek + 7) % 7 || (after ? 7 : 0) })
