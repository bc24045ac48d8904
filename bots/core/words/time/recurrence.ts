import { Temporal } from 'temporal-polyfill'
import { alt, alts, isAll, whole } from '../lexicon/phrases.ts'
import type { Lang } from '../lexicon/lexicon.ts'
import { blank, find, findPattern, take, takePattern, type Line } from '../line.ts'
import { isBefore, weekdayOf, weekdaySource } from './dates.ts'
import { takeDay } from './days.ts'
import { numberSource, readNumber, unitOf, unitSource } from './numbers.ts'

export interface Recurrence {
  freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'
  interval: number
  byDay?: string[]
  byMonthDay?: number
  count?: number
  until?: Temporal.PlainDate
  from?: Temporal.PlainDate
}

const dayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** "every other Friday until Christmas". Takes its words; the time of day stays for the clock. */
export function takeRecurrence(line: Line, today: Temporal.PlainDate, lang: Lang): Recurrence | undefined {
  const rule = takeRule(line, lang)
  if (!rule) return undefined
  const from = takeStart(line, today, lang)
  const ends = takeEnd(line, from ?? today, lang, rule)
  return { ...rule, ...(from && { from }), ...ends }
}

function takeRule(line: Line, lang: Lang): Recurrence | undefined {
  return (
    takeMonthly(line, lang) ??
    takeWeekdays(line, lang) ??
    takeCounted(line, lang) ??
    takePlain(line, lang) ??
    takePlural(line, lang)
  )
}

const list = (lang: Lang) =>
  `(?<days>${weekdaySource(lang)}(?:(?:,| and| &| und| y| et| or|, and|/| \\+)+ *(?:on |los |le |les |el )?${weekdaySource(lang)})*)`

const daysIn = (text: string, lang: Lang) => {
  const found = [...text.matchAll(whole(weekdaySource(lang)))].flatMap(
    ([word]) => weekdayOf(word, lang) ?? [],
  )
  return [...new Set(found)].toSorted((a, b) => a - b).map((day) => dayNames[day - 1] ?? 'MO')
}

function takeMonthly(line: Line, lang: Lang): Recurrence | undefined {
  const nth = ['1', '2', '3', '4', '-1']
  const ordinals = nth.map((value) => alt(`ord:${value}`)).join('|')
  const month = `(?:${alts('freq:month', 'freq:ofMonth')}|${alts('every')} (?:the )?${alt('unit:month')})`
  const found =
    takePattern(
      line,
      whole(
        `(?:on |the |am |an jedem |el |le |${alt('every')} )*(?<nth>${ordinals}) (?<days>${weekdaySource(lang)}),? ${month}`,
      ),
    ) ??
    takePattern(
      line,
      whole(`${month},?(?: on| am| el| le)? (?:the )?(?<nth>${ordinals}) (?<days>${weekdaySource(lang)})`),
    ) ??
    takePattern(
      line,
      whole(
        `${alt('every')} (?:the )?(?<nth>${ordinals.replace(alt('ord:2'), '(?!)')}) (?<days>${weekdaySource(lang)})(?:s)?`,
      ),
    )
  if (found) {
    const said = found.groups['nth'] ?? ''
    const place = nth.find((value) => isAll(alt(`ord:${value}`), said)) ?? '1'
    return {
      freq: 'MONTHLY',
      interval: 1,
      byDay: daysIn(found.groups['days'] ?? '', lang).map((day) => place + day),
    }
  }
  if (takePattern(line, whole(`(?:on |am |el |le )?(?:the )?${alt('nth:last')}`)))
    return { freq: 'MONTHLY', interval: 1, byMonthDay: -1 }
  const day = '(?<day>\\d{1,2})(?:st|nd|rd|th|er|\\.)?'
  const dated =
    takePattern(line, whole(`(?:on |am |an jedem |el |le )?(?:the |dia )?${day} ${month}`)) ??
    takePattern(
      line,
      whole(
        `${month},?(?: on| am| zum| el| le)? (?:the |dia |jeweils am )?${day}(?! ?(?:am|pm|uhr|h|:|\\d))(?![:h])`,
      ),
    ) ??
    takePattern(line, whole(`${alt('every')} (?<day>\\d{1,2})(?:st|nd|rd|th)`))
  return dated && { freq: 'MONTHLY', interval: 1, byMonthDay: Number(dated.groups['day']) }
}

function takeWeekdays(line: Line, lang: Lang): Recurrence | undefined {
  if (take(line, 'freq:weekday')) return { freq: 'WEEKLY', interval: 1, byDay: dayNames.slice(0, 5) }
  const french = takePattern(line, whole(`une? (?<days>${weekdaySource(lang)}) sur deux`))
  const spanish = takePattern(line, whole(`(?:un|el) (?<days>${weekdaySource(lang)}) si (?:y )?(?:otro )?no`))
  const other =
    french ??
    spanish ??
    takePattern(
      line,
      whole(`(?:${alts('everyOther', 'freq:2week')}) (?:on |am |los |le |les |el )?${list(lang)}`),
    ) ??
    takePattern(line, whole(`${list(lang)},? ${alts('freq:2week')}`))
  if (other) return { freq: 'WEEKLY', interval: 2, byDay: daysIn(other.groups['days'] ?? '', lang) }
  const each =
    takePattern(
      line,
      whole(`(?:${alts('every', 'freq:week')}),? (?:on |am |los |le |les |el )?${list(lang)}`),
    ) ?? takePattern(line, whole(`(?:on |am |los |le |les |el )?${list(lang)},? ${alts('freq:week')}`))
  return each && { freq: 'WEEKLY', interval: 1, byDay: daysIn(each.groups['days'] ?? '', lang) }
}

const freqOf = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', quarter: 'MONTHLY', year: 'YEARLY' } as const

/** "every 3 days", "every two weeks on tuesday". */
function takeCounted(line: Line, lang: Lang): Recurrence | undefined {
  const found = takePattern(
    line,
    whole(
      `(?:every|alle|cada|tous les|toutes les|chaque) (?<count>${numberSource()}) (?<unit>${unitSource('day', 'week', 'month')})(?:,?(?: on| am| los| el| le| les)? ${list(lang)})?`,
    ),
  )
  const unit = found && unitOf(found.groups['unit'] ?? '')
  if (!found || (unit !== 'day' && unit !== 'week' && unit !== 'month')) return undefined
  const days = daysIn(found.groups['days'] ?? '', lang)
  return {
    freq: freqOf[unit],
    interval: readNumber(found.groups['count'] ?? '1'),
    ...(days.length > 0 && { byDay: days }),
  }
}

function takePlain(line: Line, lang: Lang): Recurrence | undefined {
  if (take(line, 'freq:2week')) return { freq: 'WEEKLY', interval: 2 }
  if (take(line, 'freq:weekend')) return { freq: 'WEEKLY', interval: 1, byDay: ['SA', 'SU'] }
  for (const unit of ['quarter', 'year', 'day', 'week', 'month'] as const) {
    if (!take(line, `freq:${unit}`)) continue
    const beside =
      unit === 'week' ? takePattern(line, whole(`(?:on |am |el |los |le |les )?${list(lang)}`)) : undefined
    const days = daysIn(beside?.groups['days'] ?? '', lang)
    return {
      freq: freqOf[unit],
      interval: unit === 'quarter' ? 3 : 1,
      ...(days.length > 0 && { byDay: days }),
    }
  }
  // The part of the day stays for the clock.
  const part = findPattern(
    line,
    whole(`(?<every>${alt('every')}) (?:${alts('part:morning', 'part:evening', 'part:afternoon')})`),
  )
  if (part) blank(line, part.start, part.start + (part.groups['every'] ?? '').length)
  return part && { freq: 'DAILY', interval: 1 }
}

/** "mondays 8:30", "montags", "los lunes": the plural is the rule. */
function takePlural(line: Line, lang: Lang): Recurrence | undefined {
  const many = `(?:[a-z]+days|(?:tue|wed|thur)s|[a-z]+tags|mittwochs|sonnabends|los (?:lunes|martes|miercoles|jueves|viernes|sabados|domingos)|(?:les )?(?:lundis|mardis|mercredis|jeudis|vendredis|samedis|dimanches))`
  const found = takePattern(line, whole(`(?<days>${many}(?:(?:,| and| &| und| y| et|/)+ *${many})*)`))
  if (!found) return undefined
  const days = daysIn(found.text, lang)
  return days.length > 0 ? { freq: 'WEEKLY', interval: 1, byDay: days } : undefined
}

function takeStart(line: Line, today: Temporal.PlainDate, lang: Lang) {
  const found = find(line, 'starting')
  if (!found) return undefined
  return takeDayAfter(line, found, today, lang)
}

function takeEnd(line: Line, first: Temporal.PlainDate, lang: Lang, rule: Recurrence) {
  const perWeek = rule.freq === 'WEEKLY' ? (rule.byDay?.length ?? 1) : 1
  const span = takePattern(
    line,
    whole(
      `(?:for|fur|durante|por|pendant|the next|die nachsten)(?: the next)? (?<count>${numberSource()}) (?<unit>${unitSource('day', 'week', 'month')}|${alt('times')})|(?<many>${numberSource()}) ${alt('times')}`,
    ),
  )
  if (span) {
    const count = readNumber(span.groups['count'] ?? span.groups['many'] ?? '')
    const unit = unitOf(span.groups['unit'] ?? '')
    if (unit === 'week' && rule.freq === 'WEEKLY')
      return { count: Math.ceil(count / rule.interval) * perWeek }
    if (unit === 'week' || unit === 'month' || unit === 'day')
      return rule.freq === 'MONTHLY' && unit === 'month'
        ? { count }
        : { until: first.add({ [`${unit}s`]: count }).subtract({ days: 1 }) }
    return { count }
  }
  const found = find(line, 'until')
  const until = found && takeDayAfter(line, found, first, lang)
  return until ? { until } : {}
}

/** The day right after a word such as 'until'; a month alone is its last day. */
function takeDayAfter(
  line: Line,
  word: { start: number; end: number },
  today: Temporal.PlainDate,
  lang: Lang,
) {
  const rest: Line = { ...line, clean: ' '.repeat(word.end) + line.clean.slice(word.end) }
  const before = rest.clean
  const day = takeDay(rest, today, lang)
  const at = rest.clean.split('').findIndex((letter, index) => letter !== before[index])
  if (!day?.date || at > word.end + 8) return undefined
  line.clean =
    line.clean.slice(0, word.start) + '¦'.repeat(word.end - word.start) + rest.clean.slice(word.end)
  return day.date
}

/** RFC 5545 in wall-clock time; DTSTART is the first occurrence after now. */
export function ruleText(
  rule: Recurrence,
  time: Temporal.PlainTime,
  zone: string,
  now: Temporal.ZonedDateTime,
): string | undefined {
  const here = now.withTimeZone(zone)
  let first = rule.from && isBefore(here.toPlainDate(), rule.from) ? rule.from : here.toPlainDate()
  const late = () => Temporal.PlainDateTime.compare(first.toPlainDateTime(time), here.toPlainDateTime()) <= 0
  for (let tries = 0; tries < 800 && (late() || !fits(rule, first)); tries++) first = first.add({ days: 1 })
  if (!fits(rule, first)) return undefined
  const start = `${first.toString().replaceAll('-', '')}T${time.toString({ smallestUnit: 'second' }).replaceAll(':', '')}`
  const parts = [
    `FREQ=${rule.freq}`,
    ...(rule.interval > 1 ? [`INTERVAL=${rule.interval}`] : []),
    ...(rule.byDay ? [`BYDAY=${rule.byDay.join(',')}`] : []),
    ...(rule.byMonthDay === undefined ? [] : [`BYMONTHDAY=${rule.byMonthDay}`]),
    ...(rule.count === undefined ? [] : [`COUNT=${rule.count}`]),
    ...(rule.until ? [`UNTIL=${endOfDay(rule.until, zone)}`] : []),
  ]
  return `DTSTART;TZID=${zone}:${start}\nRRULE:${parts.join(';')}`
}

const endOfDay = (day: Temporal.PlainDate, zone: string) =>
  day
    .toZonedDateTime({ timeZone: zone, plainTime: '23:59:59' })
    .toInstant()
    .toString({ smallestUnit: 'second' })
    .replaceAll(/[-:]/g, '')

function fits(rule: Recurrence, day: Temporal.PlainDate): boolean {
  const name = dayNames[day.dayOfWeek - 1] ?? ''
  if (rule.byMonthDay !== undefined)
    return day.day === (rule.byMonthDay === -1 ? day.daysInMonth : rule.byMonthDay)
  if (!rule.byDay) return true
  if (rule.freq !== 'MONTHLY') return rule.byDay.includes(name)
  const place = Math.ceil(day.day / 7)
  const last = day.day + 7 > day.daysInMonth
  return rule.byDay.some((each) => each === `${place}${name}` || (last && each === `-1${name}`))
}
