import { Link } from '@tanstack/react-router'
import { Info } from 'lucide-react'
import { formatValue } from '#features/charts/option.ts'
import type { AnswerMetric } from '#features/metrics/schema.ts'
import { Chart } from '../../ui/chart.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import type { Asked } from './ask-api.ts'
import { FigureList, type ShownFigure } from './figure-list.tsx'

export interface AnswerCardProps {
  asked: Asked
  /** In a report its sections have headings of their own. */
  isSection?: boolean
}

/** One sentence, the figures, the chart, the table, and one quiet line that says where it all comes from. */
export function AnswerCard({ asked, isSection }: AnswerCardProps) {
  const { answer, finding, chart, quiet } = asked
  const Finding = isSection ? 'p' : 'h2'
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Finding
        className={isSection ? 'text-read font-medium text-balance' : 'text-title font-semibold text-balance'}
      >
        {finding}
      </Finding>
      <FigureList figures={answer.metrics.map((metric) => shownFigure(metric, finding))} />
      {chart ? <Chart chart={chart} /> : null}
      <AnswerTable asked={asked} />
      {answer.notes.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {answer.notes.map((note) => (
            <li key={note} className="flex gap-1.5 text-list text-muted">
              <Info aria-hidden className="mt-0.5 size-3.5 shrink-0" />
              {note}
            </li>
          ))}
        </ul>
      ) : null}
      <p className="max-w-prose text-meta text-muted">{quiet}</p>
    </div>
  )
}

function shownFigure({ name, unit, total, note }: AnswerMetric, finding: string): ShownFigure {
  const { value, before, change } = total
  const compared = before !== undefined
  return {
    name,
    value: value === null ? undefined : formatValue(value, unit),
    change: !compared || value === null ? undefined : changeWords(change, unit),
    // The sentence above says it already.
    note: note && !finding.includes(note) ? note : undefined,
  }
}

function changeWords(change: number | null | undefined, unit: AnswerMetric['unit']): string {
  if (change === null || change === undefined) return 'not measured before'
  const size = formatValue(Math.abs(change), unit === 'percent' ? 'count' : 'percent')
  return `${change > 0 ? '↑' : change < 0 ? '↓' : '±'} ${size}${unit === 'percent' ? ' points' : ''}`
}

const few = 15

function AnswerTable({ asked }: { asked: Asked }) {
  const { answer, table } = asked
  if (answer.rows.length === 0 && answer.buckets.length === 0) return null
  const words = (value: string | number | null, column: number) => {
    const { label = '', unit } = table.columns[column] ?? {}
    if (typeof value === 'string') return value
    if (!label.startsWith('Change') || value === null) return formatValue(value, unit ?? 'count')
    return `${value > 0 ? '+' : ''}${formatValue(Math.round(value * 10) / 10, 'count')}`
  }
  const rows = table.rows.map((row, at) =>
    row.map((value, column) => {
      const path = column === 0 && !answer.question.grain ? answer.rows[at]?.path : undefined
      return path === undefined ? (
        words(value, column)
      ) : (
        <Link key={path} to={path} className="text-accent-ink underline-offset-2 hover:underline">
          {words(value, column)}
        </Link>
      )
    }),
  )
  const shown = (
    <PlainTable
      label="Figures of the answer"
      figures
      columns={table.columns.map(({ label }) => label)}
      rows={rows}
      more={answer.more > 0 ? `and ${answer.more} more` : undefined}
      className="max-h-110"
    />
  )
  if (rows.length <= few) return shown
  return (
    <details className="group">
      <summary className="w-fit cursor-pointer rounded-sm text-list text-muted hover:text-ink">
        All {rows.length} rows
      </summary>
      <div className="mt-2">{shown}</div>
    </details>
  )
}

/** As tall as an answer usually is. */
export const AnswerSkeleton = () => (
  <output aria-label="Working it out" className="flex animate-late flex-col gap-4">
    <Skeleton className="h-5 w-4/5" />
    <span className="flex gap-8">
      <Skeleton className="h-10 w-28" />
      <Skeleton className="h-10 w-28" />
    </span>
    <Skeleton className="aspect-[2/1] h-auto min-h-60 w-full max-w-[760px]" />
    <Skeleton className="h-24 w-full" />
  </output>
)
