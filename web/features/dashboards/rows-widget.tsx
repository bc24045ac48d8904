import { Link } from '@tanstack/react-router'
import { formatValue } from '#features/charts/option.ts'
import type { Answer, AnswerRow } from '#features/metrics/schema.ts'
import type { WidgetAnswer } from './dashboards-api.ts'
import { basisWords, changeWords } from './figure-words.ts'
import type { LookBehind } from './number-widget.tsx'

interface RowsProps {
  widget: WidgetAnswer
  title: string
  onBehind: LookBehind | undefined
}

const scroller = 'scroll-quiet ring-inside -mx-4 min-h-0 flex-1 px-4'
const link = 'block w-full truncate rounded-sm text-left underline-offset-2 hover:underline'

/** The posts that did best, each with a way to it. */
export function PostsWidget({ widget: { answer, finding }, title, onBehind }: RowsProps) {
  if (!answer) return null
  if (answer.rows.length === 0) return <p className="text-list text-muted">{finding}</p>
  return (
    <>
      <ScrollBox label={title}>
        <ol className="divide-y divide-line">
          {answer.rows.map((row, at) => (
            <li key={row.key} className="flex items-baseline gap-3 py-2 text-list">
              <span aria-hidden className="tabular w-4 text-right text-muted">
                {at + 1}
              </span>
              <span className="min-w-0 flex-1">
                <RowName row={row} answer={answer} onBehind={onBehind} />
              </span>
              <span className="tabular font-medium">{valueOf(answer, row, 0)}</span>
            </li>
          ))}
        </ol>
      </ScrollBox>
      <p className="truncate pt-1 text-meta text-muted">{basisWords(answer)}</p>
    </>
  )
}

/** All rows with all figures; a row opens what is behind it. */
export function TableWidget({ widget: { answer, finding }, title, onBehind }: RowsProps) {
  if (!answer) return null
  const rows = answer.rows.length > 0 ? answer.rows : []
  if (rows.length === 0) return <p className="text-list text-muted">{finding}</p>
  return (
    <>
      <ScrollBox label={title}>
        <table className="w-full text-list">
          <thead>
            <tr className="text-meta text-muted">
              <th scope="col" className="py-1 text-left font-medium">
                <span className="sr-only">Row</span>
              </th>
              {answer.metrics.map(({ id, name }) => (
                <th key={id} scope="col" className="py-1 pl-3 text-right font-medium whitespace-nowrap">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key} className="border-t border-line">
                <th scope="row" className="max-w-40 py-1.5 text-left font-normal">
                  <RowName row={row} answer={answer} onBehind={onBehind} />
                </th>
                {answer.metrics.map(({ id, unit }, at) => (
                  <td key={id} className="tabular py-1.5 pl-3 text-right whitespace-nowrap">
                    {valueOf(answer, row, at)}
                    <Change answer={answer} row={row} at={at} unit={unit} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="truncate pt-1 text-meta text-muted">
        {answer.more > 0 ? `and ${answer.more} more · ` : ''}
        {basisWords(answer)}
      </p>
    </>
  )
}

const ScrollBox = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div
    role="region"
    aria-label={`${label}, rows`}
    // A scroller must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    tabIndex={0}
    className={scroller}
  >
    {children}
  </div>
)

function RowName({
  row,
  answer,
  onBehind,
}: {
  row: AnswerRow
  answer: Answer
  onBehind: RowsProps['onBehind']
}) {
  const [first] = answer.metrics
  if (row.path !== undefined && onBehind)
    return (
      <Link to={row.path} title={row.label} className={link}>
        {row.label}
      </Link>
    )
  if (!onBehind || !first) return <span className="block truncate">{row.label}</span>
  return (
    <button
      type="button"
      title="What is behind it"
      onClick={() => onBehind(first.id, row.key)}
      className={link}
    >
      {row.label}
    </button>
  )
}

const valueOf = (answer: Answer, row: AnswerRow, at: number) =>
  formatValue(row.figures[at]?.value ?? null, answer.metrics[at]?.unit ?? 'count')

function Change({
  row,
  at,
  unit,
}: {
  answer: Answer
  row: AnswerRow
  at: number
  unit: Answer['metrics'][number]['unit']
}) {
  const figure = row.figures[at]
  const change = figure && changeWords(figure, unit)
  if (!change?.arrow) return null
  return (
    <span className="ml-1.5 text-meta text-muted">
      <span aria-hidden>{change.arrow} </span>
      {change.words.replace(/ on .*$/, '')}
    </span>
  )
}
