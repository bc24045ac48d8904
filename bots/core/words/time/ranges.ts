import type { Temporal } from 'temporal-polyfill'
import { alt, alts } from '../lexicon/phrases.ts'
import {
  dateOf,
  dateSource,
  holidaySource,
  isBefore,
  monthOf,
  monthSource,
  readDate,
  weekdaySource,
  type Written,
} from './dates.ts'
import { begun, datePeriod, earliest, type Period, type Rule } from './period.ts'

export const range: Rule = {
  source: () => {
    const bare = '\\d{1,2}(?:st|nd|rd|th|er|\\.)?'
    const to = `(?: ?- ?| ${alt('range:to')} )(?:the |zum |dem |el |le |und )?`
    const date = `(?:${dateSource()})`
    return `(?:${alt('range:from')} )?(?:the |dem |el |le )?(?<from>${date}|${bare})${to}(?<to>${date}|heute|today|hoy|aujourd hui)|(?<month>${monthSource()}) (?<first>\\d{1,2}) ?(?:-|to|through|until) ?(?<second>\\d{1,2})(?![\\d:])`
  },
  read: (groups, { today, lang }) => {
    if (groups['month'] !== undefined) {
      const month = monthOf(groups['month'])
      return month === undefined
        ? undefined
        : spanOf({ month, day: Number(groups['first']) }, { month, day: Number(groups['second']) }, today)
    }
    const last = groups['to'] ?? ''
    const to = /^(heute|today|hoy|aujourd hui)$/.test(last) ? today : readDate(last, lang)
    const said = groups['from'] ?? ''
    const alone = /^\d{1,2}/.exec(said)?.[0]
    const from =
      /^\d{1,2}(st|nd|rd|th|er|\.)?$/.test(said) && to && 'month' in to && alone
        ? { ...plain(to), day: Number(alone) }
        : readDate(said, lang)
    return from && to ? spanOf(from, to, today) : undefined
  },
}

const plain = (date: Written | Temporal.PlainDate): Written => ({
  month: date.month,
  ...('year' in date && date.year !== undefined && !('calendarId' in date) && { year: date.year }),
})

function spanOf(
  from: Written,
  to: Written | Temporal.PlainDate,
  today: Temporal.PlainDate,
): Period | undefined {
  const end = 'calendarId' in to ? to : datePeriod(to, today)?.to
  if (!end) return undefined
  const year =
    from.year ??
    (dateOf(end.year, from.month, from.day ?? 1) && from.month > end.month ? end.year - 1 : end.year)
  const start = dateOf(year, from.month, from.day ?? 1)
  return start && !isBefore(end, start) ? { from: start, to: end } : undefined
}

export const since: Rule = {
  source: (lang) =>
    `${alts('rel:since')} (?:the |el |la |le |l |dem |der |am )?(?<what>${holidaySource()}(?: (?:last year|20\\d\\d))?|${dateSource()}|(?:${alt('rel:last')} )?${weekdaySource(lang)}|${alt('rel:last')} [a-z]+|[a-z]+ ${alts('rel:lastPost')}|${alt('day:yesterday')}|${alt('day:beforeYesterday')}|20\\d\\d|q[1-4]|h[12])`,
  read: (groups, { today }, inner) => {
    const from = inner(groups['what'] ?? '')?.from
    return from && { from, to: today, toDate: true }
  },
}

export const halfOfMonth: Rule = {
  source: () =>
    `(?:the |in |in der |der |la |en )*(?:(?<a>${alt('num:half:first')})|(?<b>${alt('num:half:second')})) (?:the |del |de |du |d |des |vom |im )?(?<month>${monthSource()})(?: (?:of |de )?(?<year>20\\d\\d))?`,
  read: (groups, { today }) => {
    const month = monthOf(groups['month'] ?? '')
    if (month === undefined) return undefined
    const year = groups['year'] === undefined ? begun({ month }, today) : Number(groups['year'])
    const from = dateOf(year, month, groups['a'] === undefined ? 16 : 1)
    if (!from) return undefined
    const end = groups['a'] === undefined ? from.with({ day: from.daysInMonth }) : from.with({ day: 15 })
    return { from, to: isBefore(from, today) ? earliest(end, today) : end }
  },
}
