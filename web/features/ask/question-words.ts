import type { Dimension, Grain, MetricView, RollingName } from '#features/metrics/schema.ts'
import type { AskSearch } from './ask-search.ts'
import { listIn } from './question.ts'

export const dimensionWords: Record<Exclude<Dimension, 'campaign'>, string> = {
  platform: 'platform',
  account: 'account',
  format: 'format',
  day_of_week: 'weekday',
  hour: 'hour of the day',
  label: 'label',
  post: 'post',
}

export const grainWords: Record<Grain, string> = { day: 'per day', week: 'per week', month: 'per month' }

export const periodWords: Record<RollingName, string> = {
  today: 'Today',
  yesterday: 'Yesterday',
  last_7_days: 'Last 7 days',
  last_14_days: 'Last 14 days',
  last_28_days: 'Last 28 days',
  last_30_days: 'Last 30 days',
  last_90_days: 'Last 90 days',
  this_week: 'This week',
  last_week: 'Last week',
  this_month: 'This month',
  last_month: 'Last month',
  this_quarter: 'This quarter',
  last_quarter: 'Last quarter',
  this_year: 'This year',
  last_year: 'Last year',
}

export const compareWords = {
  previous_period: 'the period before',
  previous_year: 'the same days a year ago',
} as const

const nameIn = (words: object, key: string | undefined): string | undefined =>
  Object.entries(words).find(([name]) => name === key)?.[1] as string | undefined

const plain = (id: string) => id.replaceAll('_', ' ')

/** "2026-10-01..2026-10-31" as people say it. */
function daysWords(text: string): string {
  const [from = '', to = from] = text.split('..')
  const format = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })
  const [first, last] = [new Date(from), new Date(to)]
  return Number.isNaN(first.getTime()) || Number.isNaN(last.getTime())
    ? plain(text)
    : format.formatRange(first, last)
}

export const metricName = (id: string, catalogue: readonly MetricView[] = []): string => {
  const known = catalogue.find((one) => one.id === id)?.name
  return known ?? plain(id).replace(/^./, (letter) => letter.toUpperCase())
}

/** What it is about: "Engagements and reach by platform". */
export function subjectWords(search: AskSearch, catalogue?: readonly MetricView[]): string {
  const names = listIn(search.metrics).map((id, index) => {
    const name = metricName(id, catalogue)
    return index === 0 ? name : name.toLowerCase()
  })
  const by = nameIn(dimensionWords, search.by)
  return [new Intl.ListFormat('en').format(names), by && `by ${by}`, nameIn(grainWords, search.grain)]
    .filter(Boolean)
    .join(' ')
}

/** The whole question: "Reach by platform, last 30 days, against the period before". */
export function questionWords(search: AskSearch, catalogue?: readonly MetricView[]): string {
  const { period = 'last_30_days', compare } = search
  const named = nameIn(periodWords, period)?.toLowerCase()
  const filters = (['platform', 'format', 'label', 'post'] as const).flatMap((key) =>
    search[key] === undefined ? [] : [`${key} ${search[key]}`],
  )
  return [
    subjectWords(search, catalogue),
    search.top ? `${search.order === 'asc' ? 'lowest' : 'top'} ${search.top}` : undefined,
    named ?? daysWords(period),
    compare && `against ${nameIn(compareWords, compare) ?? daysWords(compare)}`,
    ...filters,
  ]
    .filter(Boolean)
    .join(', ')
}
