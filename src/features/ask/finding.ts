import type { Answer, AnswerMetric, AnswerRow } from '#features/metrics/index.ts'
import { formatValue } from '#features/charts/index.ts'
import { changeSentence } from './change-words.ts'

/** What can be added up over rows, so that one row has a share of the whole. */
const additive = new Set([
  'impressions',
  'reach',
  'views',
  'likes',
  'comments',
  'shares',
  'saves',
  'clicks',
  'engagements',
  'watch_time',
  'followers',
  'posts_published',
  'messages_received',
  'conversations_opened',
])

/** One sentence, or two, that say what is worth knowing. Every number in it is one of the answer's. */
export function findingOf(answer: Answer): string {
  const [metric] = answer.metrics
  if (!metric) return ''
  if (metric.total.value === null && answer.rows.every((row) => row.figures[0]?.value === null))
    return metric.note ?? `${metric.name} was not measured.`
  const rows = rowsSentence(answer, metric)
  const total = totalSentence(metric)
  return [rows, total].filter((sentence) => sentence !== undefined).join(' ')
}

function totalSentence(metric: AnswerMetric): string | undefined {
  if (metric.total.value === null) return undefined
  const change = changeSentence(metric, metric.total)
  const value = formatValue(metric.total.value, metric.unit)
  return `${metric.name}: ${value}${change === undefined ? '' : `, ${change}`}.${metric.note ? ` ${metric.note}` : ''}`
}

function rowsSentence(answer: Answer, metric: AnswerMetric): string | undefined {
  const measured = answer.rows.filter((row) => row.figures[0]?.value !== null)
  const best = pick(measured, answer.question.order === 'asc' ? 'least' : 'most')
  const value = best?.figures[0]?.value
  if (!best || value === null || value === undefined || measured.length < 2) return undefined
  const lowest = answer.question.order === 'asc'
  const share = shareOf(answer, metric, value)
  const noun = metric.name.toLowerCase()
  const words = formatValue(value, metric.unit)
  return lowest
    ? `${best.label} has the least: ${words}${unitNoun(metric, noun)}.`
    : `${best.label} is ahead with ${words}${unitNoun(metric, noun)}${share}.`
}

const unitNoun = (metric: AnswerMetric, noun: string) => (metric.unit === 'count' ? ` ${noun}` : '')

function shareOf(answer: Answer, metric: AnswerMetric, value: number): string {
  const total = metric.total.value
  // A post with two labels counts for both: shares would come to more than all.
  if (!additive.has(metric.id) || answer.question.by === 'label' || !total) return ''
  return ` (${formatValue((100 * value) / total, 'percent')} of all)`
}

function pick(rows: AnswerRow[], which: 'most' | 'least'): AnswerRow | undefined {
  const value = (row: AnswerRow) => row.figures[0]?.value ?? 0
  const compare = (a: AnswerRow, b: AnswerRow) =>
    which === 'most' ? value(a) > value(b) : value(a) < value(b)
  return rows.reduce<AnswerRow | undefined>(
    (best, row) => (best && !compare(row, best) ? best : row),
    undefined,
  )
}
