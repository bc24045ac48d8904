import { Skeleton } from '../../ui/skeleton.tsx'
import { ChartFill } from '../../ui/chart.tsx'
import type { Widget, WidgetAnswer } from './dashboards-api.ts'
import { basisWords } from './figure-words.ts'
import { NumberWidget, type LookBehind } from './number-widget.tsx'
import { PostsWidget, TableWidget } from './rows-widget.tsx'

export interface WidgetBodyProps {
  widget: Widget
  /** Undefined while it is on its way. */
  answer: WidgetAnswer | undefined
  isTable: boolean
  /** Undefined in a preview. */
  onBehind: LookBehind | undefined
}

/** What a widget shows, by its look, in the place that is kept for it. */
export function WidgetBody({ widget, answer, isTable, onBehind }: WidgetBodyProps) {
  if (!answer) return <Loading widget={widget} />
  if (answer.error !== null)
    return (
      <p role="note" className="text-list text-muted">
        {answer.error}
      </p>
    )
  const props = { widget: answer, title: widget.title, onBehind }
  if (widget.kind === 'question') {
    if (widget.look === 'number') return <NumberWidget {...props} />
    if (widget.look === 'posts') return <PostsWidget {...props} />
    if (widget.look === 'table') return <TableWidget {...props} />
  }
  // Rows of a table open what is behind them; bars cannot.
  if (isTable && answer.answer && answer.answer.rows.length > 0) return <TableWidget {...props} />
  return <Drawn answer={answer} isTable={isTable} />
}

function Drawn({
  answer: { chart, answer, finding, quiet },
  isTable,
}: {
  answer: WidgetAnswer
  isTable: boolean
}) {
  return (
    <>
      <p className="line-clamp-2 text-list text-muted">{finding}</p>
      <div className="relative mt-1 min-h-0 flex-1">
        {chart ? <ChartFill chart={chart} isTable={isTable} /> : null}
      </div>
      <p className="truncate pt-1 text-meta text-muted">{answer ? basisWords(answer) : quiet}</p>
    </>
  )
}

function Loading({ widget }: { widget: Widget }) {
  const isNumber = widget.kind === 'question' && widget.look === 'number'
  return (
    <output
      aria-label={`${widget.title} is on its way`}
      className="flex min-h-0 flex-1 animate-late flex-col gap-2"
    >
      {isNumber ? <Skeleton className="h-7 w-28" /> : <Skeleton className="w-3/5" />}
      {isNumber ? <Skeleton className="mt-auto h-6 w-full" /> : <Skeleton className="h-auto flex-1" />}
    </output>
  )
}
