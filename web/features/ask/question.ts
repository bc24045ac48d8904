import { rollingNames, rollingQuestion } from '#features/metrics/schema.ts'
import type { RollingQuestion } from '#features/metrics/schema.ts'
import { parseAskSearch, type AskSearch } from './ask-search.ts'

export type { RollingQuestion }

export const startSearch: AskSearch = {
  metrics: 'engagements',
  by: 'platform',
  period: 'last_30_days',
  compare: 'previous_period',
}

const filterKeys = ['platform', 'account', 'format', 'label', 'post'] as const

const split = (text: string | undefined) =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** Several values of one part, as the address has them. */
export const listIn = split

export type Readable = { question: RollingQuestion; fault?: never } | { question?: never; fault: string }

/** The question that the parts make, or what is wrong with them, for the reader. */
export function readQuestion(search: AskSearch): Readable {
  const filters = filterKeys.flatMap((key) => {
    const values = split(search[key])
    return values.length > 0 ? [[key, values.length === 1 ? values[0] : values]] : []
  })
  const read = rollingQuestion.safeParse({
    metrics: split(search.metrics),
    by: search.by,
    grain: search.grain,
    period: readPeriod(search.period ?? 'last_30_days'),
    compare: search.compare === undefined ? undefined : (readPeriod(search.compare) ?? search.compare),
    filters: filters.length > 0 ? Object.fromEntries(filters) : undefined,
    top: search.top === undefined ? undefined : Number(search.top),
    order: search.order,
  })
  if (read.success) return { question: withoutGaps(read.data) }
  const [issue] = read.error.issues
  const place = String(issue?.path[0] ?? '')
  return { fault: faults[place] ?? 'This cannot be asked. Change a part of it, or start over.' }
}

const faults: Record<string, string> = {
  metrics: 'Choose one to six figures.',
  period: 'Choose a first and a last day; the period ends on or after the day it begins.',
  top: 'Show one to fifty rows.',
}

function readPeriod(text: string): unknown {
  const name = rollingNames.find((one) => one === text)
  if (name) return name
  const [from = '', to = from] = text.split('..')
  return text.includes('..') || /^\d{4}-/.test(text) ? { from, to } : text
}

/** Parts that are undefined would make the same question look like another one. */
const withoutGaps = (question: RollingQuestion): RollingQuestion =>
  Object.fromEntries(Object.entries(question).filter(([, value]) => value !== undefined)) as RollingQuestion

const days = (period: { from: string; to: string }) => `${period.from}..${period.to}`

/** The way back: the parts of a question. */
export function searchOf({ metrics, period, compare, filters, ...rest }: RollingQuestion): AskSearch {
  return parseAskSearch({
    ...rest,
    ...Object.fromEntries(
      Object.entries(filters ?? {}).map(([key, value]) => [key, [value].flat().join(',')]),
    ),
    metrics: metrics.join(','),
    period: typeof period === 'string' ? period : days(period),
    compare: typeof compare === 'object' ? days(compare) : compare,
  })
}
