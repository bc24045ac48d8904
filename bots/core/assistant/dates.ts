/** Days and times that a text names. Taken out of it, so that the day of a month is no figure. */
export interface Dates {
  /** `month-day`. */
  days: Set<string>
  years: Set<string>
  times: Set<string>
  /** `30 day`: the last thirty days. */
  stretches: Set<string>
}

const months = [
  'jan|january|januar|jänner|enero|ene|janvier|janv',
  'feb|february|februar|febrero|février|févr',
  'mar|march|märz|mär|marzo|mars',
  'apr|april|abril|abr|avril|avr',
  'may|mai|mayo',
  'jun|june|juni|junio|juin',
  'jul|july|juli|julio|juillet|juil',
  'aug|august|agosto|ago|août',
  'sep|sept|september|septiembre|septembre',
  'oct|october|oktober|okt|octubre|octobre',
  'nov|november|noviembre|novembre',
  'dec|december|dezember|dez|diciembre|dic|décembre|déc',
]
const month = `(?:${months.join('|')})\\.?`
const monthNumber = (name: string) =>
  1 + months.findIndex((names) => names.split('|').includes(name.toLowerCase().replace('.', '')))
const units: Array<[string, string]> = [
  ['day', 'days?|tage?n?|días?|jours?'],
  ['week', 'weeks?|wochen?|semanas?|semaines?'],
  ['month', 'months?|monate?n?|mes(?:es)?|mois'],
  ['year', 'years?|jahre?n?|años?|ans?'],
]
const unit = `(${units.map(([, words]) => words).join('|')})`
const unitOf = (word: string) =>
  units.find(([, words]) => new RegExp(`^(?:${words})$`, 'iu').test(word))?.[0] ?? word
const past =
  'last|past|previous|prior|letzten?|vergangenen|vorigen|vorherigen|últim[oa]s|pasad[oa]s|derniers?|dernières'
const before = `${past}|before|earlier|ago|zuvor|davor|antes|anteriores|avant|précédents`
const edge = '(?<![\\p{L}\\d])'
const end = '(?![\\p{L}\\d])'

const pattern = (source: string) => new RegExp(edge + source + end, 'giu')
const day = '(\\d{1,2})(?:st|nd|rd|th|\\.|er)?'
const shapes: Array<[RegExp, (dates: Dates, found: string[]) => void]> = [
  [
    pattern('(\\d{4})-(\\d{2})-(\\d{2})(?:T(\\d{2}:\\d{2})[\\d:.]*(?:Z|[+-][\\d:]+)?)?'),
    (dates, [y = '', m = '', d = '', time = '']) => {
      add(dates, Number(m), d, y)
      if (time !== '') dates.times.add(timeOf(time))
    },
  ],
  [
    pattern(
      `${day}\\s*(?:[–-]|to|bis|al|au)\\s*${day}\\s+(?:de\\s+)?(${month})(?:,?\\s+(?:de\\s+)?(\\d{4}))?`,
    ),
    (dates, [from = '', to = '', name = '', y = '']) => {
      add(dates, monthNumber(name), from, y)
      add(dates, monthNumber(name), to, y)
    },
  ],
  [
    pattern(`${day}\\s+(?:of\\s+|de\\s+)?(${month})(?:,?\\s+(?:de\\s+)?(\\d{4}))?`),
    (dates, [d = '', name = '', y = '']) => add(dates, monthNumber(name), d, y),
  ],
  [
    pattern(`(${month})\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:\\s*[–-]\\s*(\\d{1,2}))?(?:,?\\s+(\\d{4}))?`),
    (dates, [name = '', d = '', to = '', y = '']) => {
      add(dates, monthNumber(name), d, y)
      if (to !== '') add(dates, monthNumber(name), to, y)
    },
  ],
  [pattern(`${month}\\s+(?:de\\s+)?(\\d{4})`), (dates, [y = '']) => void dates.years.add(y)],
  [
    pattern('(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})?'),
    (dates, [d = '', m = '', y = '']) => add(dates, Number(m), d, y),
  ],
  [
    pattern('(\\d{1,2})/(\\d{1,2})/(\\d{4})'),
    (dates, [a = '', b = '', y = '']) =>
      add(dates, Number(a) > 12 ? Number(b) : Number(a), Number(a) > 12 ? a : b, y),
  ],
  [pattern('(\\d{1,2}:\\d{2})(?::\\d{2})?'), (dates, [time = '']) => void dates.times.add(timeOf(time))],
  [
    pattern('(?:in|since|during|year|seit|en|de|desde|depuis|jahr|año|année)\\s+(20\\d\\d)'),
    (dates, [y = '']) => void dates.years.add(y),
  ],
  [
    pattern(`(?:${past})\\s+(\\d{1,4})\\s+${unit}`),
    (dates, [n = '', word = '']) => void dates.stretches.add(`${n} ${unitOf(word)}`),
  ],
  [
    pattern(`(\\d{1,4})\\s+${unit}\\s+(?:${before})`),
    (dates, [n = '', word = '']) => void dates.stretches.add(`${n} ${unitOf(word)}`),
  ],
  [
    pattern(`(\\d{1,4})\\s+(?:${past})\\s+${unit}`),
    (dates, [n = '', word = '']) => void dates.stretches.add(`${n} ${unitOf(word)}`),
  ],
]

function add(dates: Dates, month_: number, day_: string, year: string): void {
  dates.days.add(`${month_}-${Number(day_)}`)
  if (year !== '') dates.years.add(year)
}

const timeOf = (text: string) => text.replace(/^0(?=\d)/, '')

/** The text without its dates, and which they were. */
export function takeDates(text: string): { rest: string; dates: Dates } {
  const dates: Dates = { days: new Set(), years: new Set(), times: new Set(), stretches: new Set() }
  let rest = text
  for (const [shape, take] of shapes)
    rest = rest.replace(shape, (_whole, ...found: unknown[]) => {
      take(
        dates,
        found.slice(0, -2).map((one) => (typeof one === 'string' ? one : '')),
      )
      return ' '
    })
  return { rest, dates }
}

/** Whether each date is one of those. */
export function areKnown(dates: Dates, sources: readonly Dates[]): boolean {
  const isKnown = (kind: keyof Dates) =>
    [...dates[kind]].every((one) => sources.some((source) => source[kind].has(one)))
  return isKnown('days') && isKnown('years') && isKnown('times') && isKnown('stretches')
}
