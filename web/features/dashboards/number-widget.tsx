import { formatValue } from '#features/charts/option.ts'
import type { AnswerMetric } from '#features/metrics/schema.ts'
import type { WidgetAnswer } from './dashboards-api.ts'
import { basisWords, changeWords } from './figure-words.ts'
import { Sparkline } from './sparkline.tsx'

export interface LookBehind {
  (metric: AnswerMetric['id'], row?: string): void
}

interface NumberWidgetProps {
  widget: WidgetAnswer
  title: string
  /** Undefined in a preview. */
  onBehind: LookBehind | undefined
}

/** One figure, or a few, to be read from afar; the way it came about; what is behind it on a click. */
export function NumberWidget({ widget: { answer }, title, onBehind }: NumberWidgetProps) {
  if (!answer) return null
  const isAlone = answer.metrics.length === 1
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        {answer.metrics.map((metric) => (
          <Figure key={metric.id} metric={metric} isAlone={isAlone} title={title} onBehind={onBehind} />
        ))}
      </dl>
      <div className="mt-auto pt-1">
        <Sparkline values={answer.series[0]?.values ?? []} />
        <p className="mt-1 truncate text-meta text-muted">{basisWords(answer)}</p>
      </div>
    </div>
  )
}

interface FigureProps {
  metric: AnswerMetric
  isAlone: boolean
  title: string
  onBehind: LookBehind | undefined
}

function Figure({ metric, isAlone, title, onBehind }: FigureProps) {
  const { id, name, unit, total, note } = metric
  const change = changeWords(total, unit)
  const isSame = name === title && isAlone
  return (
    <div className="min-w-0">
      <dt className={isSame ? 'sr-only' : 'truncate text-meta text-muted'}>{name}</dt>
      {total.value === null ? (
        <dd>
          <span className="text-read text-muted">Not measured</span>
          <span className="line-clamp-2 text-meta text-muted">{note}</span>
        </dd>
      ) : (
        <dd className="flex min-w-0 flex-col items-start">
          {onBehind ? (
            <button
              type="button"
              title="What is behind it"
              onClick={() => onBehind(id)}
              className="tabular cursor-pointer rounded-sm text-display font-semibold tracking-tight underline-offset-4 hover:underline"
            >
              {formatValue(total.value, unit)}
            </button>
          ) : (
            <span className="tabular text-display font-semibold tracking-tight">
              {formatValue(total.value, unit)}
            </span>
          )}
          {change ? (
            <span className="tabular max-w-full truncate text-meta text-muted">
              {change.arrow ? <span aria-hidden>{change.arrow} </span> : null}
              {change.words}
            </span>
          ) : null}
        </dd>
      )}
    </div>
  )
}
