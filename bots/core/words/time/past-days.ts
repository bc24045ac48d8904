import type { Temporal } from 'temporal-polyfill'
import { alt, alts } from '../lexicon/phrases.ts'
import {
  dateSource,
  holidayOf,
  holidays,
  holidaySource,
  isBefore,
  readDate,
  weekdayOf,
  weekdaySource,
} from './dates.ts'
import type { Unit } from './numbers.ts'
import { datePeriod, day, type Groups, type Period, type Rule } from './period.ts'
import { halfOfMonth, range, since } from './ranges.ts'

const yearSaid = `(?:(?: of| in| im| de| del|,)? ?(?:(?<year>20\\d\\d)|(?<lastYear>(?:of )?last year|last yr|letztes jahr|letzten jahres|vorjahr|des vorjahres|del ano pasado|el ano pasado|de l an dernier|l an dernier|l annee derniere|de l annee derniere)|(?<thisYear>this year|dieses jahr|dieses jahres|de este ano|este ano|cette annee|de cette annee)))?`

const yearOf = (groups: Groups, today: Temporal.PlainDate) =>
  groups['year'] === undefined
    ? groups['lastYear'] === undefined
      ? undefined
      : today.year - 1
    : Number(groups['year'])

const weekNumber: Rule = {
  source: () =>
    `(?:in |the |la |der )?${alt('weekNo')} ?#?(?<week>[1-5]?\\d)(?![\\d:.]|st|nd|rd|th)(?! ?(?:days|${alt('month:1')}))${yearSaid}`,
  read: (groups, { today }) => {
    const week = Number(groups['week'])
    if (week < 1 || week > 53) return undefined
    const monday = (year: number) => {
      const fourth = today.with({ year, month: 1, day: 4 })
      return fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ days: 7 * (week - 1) })
    }
    const said = yearOf(groups, today)
    const from =
      said === undefined && isBefore(today, monday(today.year))
        ? monday(today.year - 1)
        : monday(said ?? today.year)
    return wholeWeek(from, today)
  },
}

function wholeWeek(within: Temporal.PlainDate, today: Temporal.PlainDate): Period {
  const from = within.subtract({ days: within.dayOfWeek - 1 })
  const to = from.add({ days: 6 })
  return {
    from,
    to: !isBefore(today, from) && isBefore(today, to) ? today : to,
    unit: 'week',
    ...(isBefore(today, to) && { toDate: true }),
  }
}

function holidayDate(
  name: string,
  groups: Groups,
  today: Temporal.PlainDate,
): Temporal.PlainDate | undefined {
  const on = holidays[name]
  if (!on) return undefined
  const year = yearOf(groups, today)
  if (year !== undefined) return on(year)
  return isBefore(today, on(today.year)) ? on(today.year - 1) : on(today.year)
}

const weekOfHoliday: Rule = {
  source: () =>
    `(?:${alt('weekOf')}(?: the| la| el| l)? (?<a>${holidaySource()})|(?<b>${holidaySource()}) (?:${alt('unit:week')}))${yearSaid}`,
  read: (groups, { today }) => {
    const name = holidayOf(groups['a'] ?? groups['b'] ?? '')
    const on = name && weekHoliday(name, groups, today)
    return on ? wholeWeek(on, today) : undefined
  },
}

/** The week may have begun though its holiday is to come. */
function weekHoliday(name: string, groups: Groups, today: Temporal.PlainDate) {
  const on = holidays[name]?.(today.year)
  if (on && yearOf(groups, today) === undefined && !isBefore(today, on.subtract({ days: on.dayOfWeek - 1 })))
    return on
  return holidayDate(name, groups, today)
}

const weekOfDate: Rule = {
  source: () => `${alt('weekOf')} (?:the |el |le |dem )?(?<date>${dateSource()})`,
  read: (groups, { today, lang }) => {
    const written = readDate(groups['date'] ?? '', lang)
    if (written?.day === undefined) return undefined
    const on = datePeriod(written, today)?.from
    return on && wholeWeek(on, today)
  },
}

const holiday: Rule = {
  source: () => `(?<name>${holidaySource()})${yearSaid}`,
  read: (groups, { today }) => {
    const name = holidayOf(groups['name'] ?? '')
    const on = name && holidayDate(name, groups, today)
    return on ? day(on) : undefined
  },
}

const part = (from: Temporal.PlainDate, months: number, unit: Unit, today: Temporal.PlainDate): Period => {
  const end = from.add({ months }).subtract({ days: 1 })
  const running = !isBefore(today, from) && isBefore(today, end)
  return { from, to: running ? today : end, unit, ...(running && { toDate: true }) }
}

const ordinals = () => [1, 2, 3, 4].map((n) => `(?<o${n}>${alt(`ord:${n}`)}|${n}\\.|${n}er?)`).join('|')

const quarter: Rule = {
  source: () =>
    `(?:the |im |in |el |le |das |en )*(?:q(?<q>[1-4])|(?<q2>[1-4])q|t(?<q3>[1-4])|(?:${ordinals()}) ${alt('unit:quarter')})(?![a-z0-9])${yearSaid}`,
  read: (groups, { today }) => {
    const ordinal = [1, 2, 3, 4].find((n) => groups[`o${n}`] !== undefined)
    const number = Number(groups['q'] ?? groups['q2'] ?? groups['q3'] ?? ordinal)
    if (!number) return undefined
    const year = yearOf(groups, today) ?? today.year
    return part(today.with({ year, month: number * 3 - 2, day: 1 }), 3, 'quarter', today)
  },
}

const half: Rule = {
  source: () =>
    `(?:the |im |in |das |el |le )*(?:h(?<h>[12])|(?:(?<a>${alt('num:half:first')})|(?<b>${alt('num:half:second')}))(?: (?:the |of the |del |de l |des |de la )*${alt('unit:year')})?)(?![a-z0-9])${yearSaid}`,
  read: (groups, { today }) => {
    const second = groups['h'] === '2' || groups['b'] !== undefined
    const year = yearOf(groups, today) ?? today.year
    return part(today.with({ year, month: second ? 7 : 1, day: 1 }), 6, 'half', today)
  },
}

const relativeDays: Rule = {
  source: () =>
    `(?<a>${alt('day:beforeYesterday')})|(?<b>${alt('day:yesterday')})|(?<c>${alts('day:today', 'day:tonight')})`,
  read: (groups, { today }) => {
    if (groups['a'] !== undefined) return day(today.subtract({ days: 2 }))
    if (groups['b'] !== undefined) return { ...day(today.subtract({ days: 1 })), rolling: 'yesterday' }
    return day(today)
  },
}

const weekday: Rule = {
  source: (lang) =>
    `(?:on |am |el |le )?(?:(?<last>${alts('rel:last')}|this past) )?(?<day>${weekdaySource(lang)})(?: (?<post>${alts('rel:lastPost')}))?`,
  read: (groups, { today, lang }) => {
    const number = weekdayOf(groups['day'] ?? '', lang)
    if (number === undefined) return undefined
    const back = (today.dayOfWeek - number + 7) % 7
    const before = (groups['last'] ?? groups['post']) !== undefined && back === 0
    return day(today.subtract({ days: before ? 7 : back }))
  },
}

const date: Rule = {
  source: () =>
    `(?:on |in |im |am |el |en |le |for |during |last |letzten |vom |of |de )?(?:the )?(?<date>${dateSource()})${yearSaid}`,
  read: (groups, { today, lang }) => {
    const written = readDate(groups['date'] ?? '', lang)
    const year = yearOf(groups, today)
    return written && datePeriod({ ...written, ...(year !== undefined && { year }) }, today)
  },
}

const year: Rule = {
  source: () =>
    `(?:in |im |en |for |all of |during |of |year |jahr |ano |annee )*(?<year>20[0-4]\\d)(?![:\\d.])`,
  read: (groups, { today }) =>
    part(today.with({ year: Number(groups['year']), month: 1, day: 1 }), 12, 'year', today),
}

export const dayPeriods = {
  ranges: [halfOfMonth, range],
  since,
  named: [weekOfHoliday, weekOfDate, weekNumber, holiday, quarter, half],
  days: [relativeDays, weekday],
  late: [date, year],
}
