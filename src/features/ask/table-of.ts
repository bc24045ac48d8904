import type { Answer, Figure } from '#features/metrics/index.ts'
import { formatValue } from '#features/charts/index.ts'
import type { ChartTable } from '#features/charts/index.ts'
import { changeWords } from './change-words.ts'

const dimensionNames: Record<string, string> = {
  platform: 'Platform',
  account: 'Account',
  format: 'Format',
  day_of_week: 'Weekday',
  hour: 'Hour',
  campaign: 'Campaign',
  label: 'Label',
  post: 'Post',
}

/** Every number of an answer, for files and for the browser's table; with a grain by steps of time. */
export function tableOf(answer: Answer): ChartTable {
  return answer.question.grain ? byTime(answer) : byRow(answer)
}

function byRow(answer: Answer): ChartTable {
  const { metrics, before, question } = answer
  const compared = before !== undefined
  const cells = (figures: Figure[]) =>
    figures.flatMap((figure) =>
      compared
        ? [figure.value, figure.before ?? null, figure.change ?? null, figure.n]
        : [figure.value, figure.n],
    )
  return {
    columns: [
      { label: question.by ? (dimensionNames[question.by] ?? question.by) : '' },
      ...metrics.flatMap(({ name, unit, of }) => [
        { label: name, unit },
        ...(compared
          ? [
              { label: `${name} before`, unit },
              { label: unit === 'percent' ? 'Change, points' : 'Change, %' },
            ]
          : []),
        { label: `n, ${of}` },
      ]),
    ],
    rows: [
      ...answer.rows.map((row) => [row.label, ...cells(row.figures)]),
      ['All together', ...cells(metrics.map((metric) => metric.total))],
    ],
  }
}

function byTime(answer: Answer): ChartTable {
  const unit = answer.metrics[0]?.unit ?? 'count'
  return {
    columns: [
      { label: 'From' },
      { label: 'To' },
      ...answer.series.flatMap((series) => [
        { label: series.label, unit },
        ...(series.before ? [{ label: `${series.label} before`, unit }] : []),
      ]),
    ],
    rows: answer.buckets.map((bucket, at) => [
      bucket.from,
      bucket.to,
      ...answer.series.flatMap((series) => [
        series.values[at] ?? null,
        ...(series.before ? [series.before[at] ?? null] : []),
      ]),
    ]),
  }
}

/** The same for a chat: few rows, in words. */
export function tableWords(answer: Answer, mostRows: number): { columns: string[]; rows: string[][] } {
  const compared = answer.before !== undefined
  if (answer.question.grain && answer.buckets.length > 1) {
    const { columns, rows } = byTime(answer)
    const unit = answer.metrics[0]?.unit ?? 'count'
    return {
      columns: ['From', ...columns.slice(2).map((column) => column.label)],
      rows: rows
        .slice(-mostRows)
        .map(([from, , ...cells]) => [
          String(from),
          ...cells.map((value) => formatValue(typeof value === 'number' ? value : null, unit)),
        ]),
    }
  }
  return {
    columns: [
      answer.question.by ? (dimensionNames[answer.question.by] ?? answer.question.by) : '',
      ...answer.metrics.flatMap((metric) => [metric.name, ...(compared ? ['Change'] : []), `n`]),
    ],
    rows: answer.rows.slice(0, mostRows).map((row) => [
      row.label,
      ...row.figures.flatMap((figure, at) => {
        const unit = answer.metrics[at]?.unit ?? 'count'
        const change = compared ? [changeWords(figure, unit) ?? 'not measured before'] : []
        return [formatValue(figure.value, unit), ...change, String(figure.n)]
      }),
    ]),
  }
}
