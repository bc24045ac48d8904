import { Temporal } from 'temporal-polyfill'
import type { Reply, ReplyButton, ReplyPart } from '#contracts/reply.ts'
import type { Answer, AnswerMetric, Question, UnusualDay } from '#features/metrics/index.ts'
import { chartOf } from './chart-of.ts'
import { formatValue } from '#features/charts/index.ts'
import { changeWords } from './change-words.ts'
import { findingOf } from './finding.ts'
import { quietLine } from './quiet-line.ts'
import { argsOf } from './question-args.ts'
import { tableWords } from './table-of.ts'
import { unusualWords } from './unusual-words.ts'

const mostRows = 12
const long = 14

/** An answer for every surface: the finding, the figures with their change, chart, table, and one quiet line. */
export function replyOf(answer: Answer, unusual: readonly UnusualDay[] = []): Reply {
  const chart = chartOf(answer)
  const table = tableWords(answer, mostRows)
  const more = answer.rows.length + answer.more - mostRows
  const odd = unusualWords(answer, unusual)
  const parts: Array<ReplyPart | undefined> = [
    { kind: 'text', text: findingOf(answer) },
    answer.metrics.length > 1 || !answer.question.by
      ? { kind: 'fields', fields: answer.metrics.map(fieldOf) }
      : undefined,
    chart && { kind: 'chart', chart },
    table.rows.length > 0
      ? { kind: 'table', ...table, ...(more > 0 ? { more: `and ${more} more` } : {}) }
      : undefined,
    odd === undefined ? undefined : { kind: 'text', tone: 'quiet', text: odd },
    ...answer.notes.map((text): ReplyPart => ({ kind: 'text', tone: 'quiet', text })),
    { kind: 'text', tone: 'quiet', text: quietLine(answer) },
    { kind: 'buttons', buttons: buttonsOf(answer) },
  ]
  return { parts: parts.filter((part) => part !== undefined) }
}

function fieldOf(metric: AnswerMetric): { label: string; value: string } {
  const change = changeWords(metric.total, metric.unit)
  const note = metric.total.value === null && metric.note ? ` ${metric.note}` : ''
  const value = formatValue(metric.total.value, metric.unit)
  return { label: metric.name, value: `${value}${change === undefined ? '' : ` (${change})`}${note}` }
}

const alertArgs = ({ metrics, filters }: Question): Record<string, string> => {
  const {
    metrics: metric = '',
    platform,
    account,
    format,
    label,
  } = argsOf({
    metrics: metrics.slice(0, 1),
    period: { from: '', to: '' },
    ...(filters ? { filters } : {}),
  })
  return Object.fromEntries(
    Object.entries({ metric, platform, account, format, label }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )
}

/** What one asks next. */
function buttonsOf({ question, metrics }: Answer): ReplyButton[] {
  const asks = (label: string, change: Partial<Question>): ReplyButton => ({
    label,
    command: { name: 'ask', args: argsOf({ ...question, ...change }) },
  })
  const ofPosts = metrics.every((metric) => metric.basis === 'posts' || metric.basis === 'accounts')
  const days = Temporal.PlainDate.from(question.period.from).until(question.period.to).days + 1
  const content = ofPosts && metrics.every(({ id }) => id !== 'followers' && id !== 'follower_growth')
  return [
    ...(question.compare ? [] : [asks('Compare', { compare: 'previous_period' })]),
    ...(question.by === 'platform'
      ? []
      : [asks('By platform', { by: 'platform', top: undefined, order: undefined })]),
    ...(question.grain === undefined && days >= long ? [asks('Per week', { grain: 'week' })] : []),
    ...(content && question.by !== 'post'
      ? [asks('Top posts', { by: 'post', top: 5, order: 'desc', grain: undefined })]
      : []),
    { label: 'Open in Ask', path: `/ask?${new URLSearchParams(argsOf(question)).toString()}` },
    { label: 'CSV', command: { name: 'ask-file', args: argsOf(question) } },
    {
      label: 'Alert me',
      command: { name: 'alert', args: alertArgs(question) },
      ask: [
        {
          name: 'condition',
          label: 'When it',
          kind: 'choice',
          required: true,
          options: [
            { value: 'drops_by', label: 'drops by percent' },
            { value: 'rises_by', label: 'rises by percent' },
            { value: 'above', label: 'is over' },
            { value: 'below', label: 'is under' },
          ],
        },
        { name: 'threshold', label: 'How much', kind: 'line', required: true, value: '30' },
      ],
    },
  ]
}
