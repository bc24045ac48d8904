import { Temporal } from 'temporal-polyfill'
import { alt, isAll, memo } from '../lexicon/phrases.ts'
import type { Lang } from '../lexicon/lexicon.ts'

/** A day or month as it was written; which year is meant depends on whether it is to come or past. */
export interface Written {
  day?: number
  month: number
  year?: number
  /** '3/12': nobody knows which is the month. */
  unclear?: true
}

const months = Array.from({ length: 12 }, (_, index) => index + 1)
export const monthSource = memo(() => `(?:${months.map((month) => alt(`month:${month}`)).join('|')})`)
export const weekdaySource = memo(
  (lang: Lang) => `(?:${[1, 2, 3, 4, 5, 6, 7].map((day) => weekdayAlt(String(day), lang)).join('|')})`,
)

// Short names of a weekday are words of another language: 'so', 'mi', 'do', 'mon'.
const weekdayAlt = memo(
  (day: string, lang: Lang) =>
    `(?:${['en', 'de', 'es', 'fr']
      .flatMap((each) =>
        alt(`weekday:${day}`, each as Lang)
          .slice(3, -1)
          .split('|'),
      )
      .filter((name) => name !== '!)' && name !== '!')
      .filter((name) => name.length > 4 || alt(`weekday:${day}`, lang).slice(3, -1).split('|').includes(name))
      .sort((a, b) => b.length - a.length)
      .join('|')})`,
)

export const monthOf = (word: string) => months.find((month) => isAll(alt(`month:${month}`), word.trim()))
export const weekdayOf = (word: string, lang: Lang) =>
  [1, 2, 3, 4, 5, 6, 7].find((day) => isAll(weekdayAlt(String(day), lang), word.trim()))

const year = '(?:20\\d\\d)'
const ordinal = '(?:st|nd|rd|th|er|\\.|º)?'

/** A date or a month, in any of the ways that people write one. Every group is numbered by its name alone. */
export const dateSource = memo(() => {
  const month = monthSource()
  return [
    `${year}-\\d\\d-\\d\\d`,
    `\\d{1,2}${ordinal} *(?:of |de |des |d )?${month}\\.?(?:,? *(?:de |del )?${year})?`,
    `${month}\\.? *(?:the )?\\d{1,2}(?:st|nd|rd|th)?(?![\\d:.]|h| ?[ap]\\.?m| *(?:uhr|days|tage))(?:,? *${year}(?![:\\d]))?`,
    `\\d{1,2}\\.\\d{1,2}\\.(?:${year}|\\d\\d(?![:\\d]))?`,
    `\\d{1,2}/\\d{1,2}(?:/${year}|/\\d\\d)?`,
    `${month}(?: (?:of |de |del )?${year}(?![:\\d]))?`,
  ].join('|')
})

export function readDate(text: string, lang: Lang): Written | undefined {
  const said = text.trim()
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(said)
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }
  const dotted = /^(\d{1,2})\.(\d{1,2})\.?(\d{2,4})?$/.exec(said)
  if (dotted) return valid({ day: Number(dotted[1]), month: Number(dotted[2]), ...yearOf(dotted[3]) })
  const slashed = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{2,4}))?$/.exec(said)
  if (slashed) return slashedDate(Number(slashed[1]), Number(slashed[2]), yearOf(slashed[3]), lang)
  const name = new RegExp(monthSource()).exec(said.replace(/^\d+(?:st|nd|rd|th|er)?/, ''))
  const named = said.match(new RegExp(`(?<![a-z])${monthSource()}(?![a-z])`))?.[0] ?? name?.[0]
  const month = named === undefined ? undefined : monthOf(named)
  if (month === undefined) return undefined
  const numbers = said.match(/\d+/g) ?? []
  const inYear = numbers.find((number) => number.length === 4)
  const day = numbers.find((number) => number.length < 3)
  return valid({ month, ...(day === undefined ? {} : { day: Number(day) }), ...yearOf(inYear) })
}

const yearOf = (text: string | undefined) =>
  text === undefined ? {} : { year: text.length === 2 ? 2000 + Number(text) : Number(text) }

function slashedDate(a: number, b: number, inYear: { year?: number }, lang: Lang): Written | undefined {
  if (a > 12) return valid({ day: a, month: b, ...inYear })
  if (b > 12) return valid({ day: b, month: a, ...inYear })
  if (lang !== 'en' || a === b) return valid({ day: a, month: b, ...inYear })
  return { day: a, month: b, ...inYear, unclear: true }
}

const valid = (date: Written) =>
  date.month >= 1 && date.month <= 12 && (date.day === undefined || (date.day >= 1 && date.day <= 31))
    ? date
    : undefined

/** The days that people name by what they are, in a year. */
export const holidays: Record<string, (year: number) => Temporal.PlainDate> = {
  thanksgiving: (inYear) => fourthThursday(inYear),
  blackFriday: (inYear) => fourthThursday(inYear).add({ days: 1 }),
  cyberMonday: (inYear) => fourthThursday(inYear).add({ days: 4 }),
  christmasEve: (inYear) => Temporal.PlainDate.from({ year: inYear, month: 12, day: 24 }),
  christmas: (inYear) => Temporal.PlainDate.from({ year: inYear, month: 12, day: 25 }),
  boxingDay: (inYear) => Temporal.PlainDate.from({ year: inYear, month: 12, day: 26 }),
  nye: (inYear) => Temporal.PlainDate.from({ year: inYear, month: 12, day: 31 }),
  newYear: (inYear) => Temporal.PlainDate.from({ year: inYear, month: 1, day: 1 }),
  valentines: (inYear) => Temporal.PlainDate.from({ year: inYear, month: 2, day: 14 }),
  halloween: (inYear) => Temporal.PlainDate.from({ year: inYear, month: 10, day: 31 }),
}

function fourthThursday(inYear: number) {
  const first = Temporal.PlainDate.from({ year: inYear, month: 11, day: 1 })
  return first.add({ days: ((4 - first.dayOfWeek + 7) % 7) + 21 })
}

export const holidaySource = () =>
  `(?:${Object.keys(holidays)
    .map((name) => alt(`holiday:${name}`))
    .join('|')})`
export const holidayOf = (text: string) =>
  Object.keys(holidays).find((name) => isAll(alt(`holiday:${name}`), text.trim()))

export const isBefore = (a: Temporal.PlainDate, b: Temporal.PlainDate) => Temporal.PlainDate.compare(a, b) < 0

/** A date without a year that is to come: this year's if it is not over, else next year's. */
export function comingDate(written: Written, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  if (written.day === undefined) return undefined
  const inYear = (wanted: number) => dateOf(wanted, written.month, written.day ?? 1)
  if (written.year !== undefined) return inYear(written.year)
  const thisYear = inYear(today.year)
  return thisYear && !isBefore(thisYear, today) ? thisYear : inYear(today.year + 1)
}

export function dateOf(inYear: number, month: number, day: number): Temporal.PlainDate | undefined {
  const length = Temporal.PlainYearMonth.from({ year: inYear, month }).daysInMonth
  return day <= length ? Temporal.PlainDate.from({ year: inYear, month, day }) : undefined
}
