import { lazy, Suspense, useState } from 'react'
import type { Chart as ChartData } from '#contracts/chart.ts'
import { Button } from './button.tsx'
import { Skeleton } from './skeleton.tsx'

// What draws weighs more than a whole screen: it comes when the first chart does.
const ChartDrawing = lazy(() => import('./chart-drawing.tsx'))
const ChartNumbers = lazy(() => import('./chart-numbers.tsx'))

/** A chart in a box of a fixed shape, and its numbers as a table for who prefers to read them. */
export function Chart({ chart }: { chart: ChartData }) {
  const [isTable, setIsTable] = useState(false)
  return (
    <figure className="w-full max-w-[760px] min-w-0 space-y-1" aria-label={chart.title}>
      <figcaption className="flex items-center justify-between gap-3">
        <span className="min-w-0 text-read font-semibold break-words">{chart.title}</span>
        <Button size="sm" look="quiet" onClick={() => setIsTable(!isTable)}>
          {isTable ? 'Show as chart' : 'Show as table'}
        </Button>
      </figcaption>
      <div className="relative aspect-[2/1] min-h-60 w-full">
        <ChartFill chart={chart} isTable={isTable} />
      </div>
    </figure>
  )
}

/** The drawing alone, in the box around it, which must be positioned. */
export const ChartFill = ({ chart, isTable }: { chart: ChartData; isTable: boolean }) => (
  <Suspense fallback={<Loading />}>
    {isTable ? <ChartNumbers chart={chart} /> : <ChartDrawing chart={chart} />}
  </Suspense>
)

const Loading = () => (
  <div aria-hidden className="absolute inset-0 flex animate-late items-end gap-3 p-4">
    {['h-1/3', 'h-2/3', 'h-1/2', 'h-5/6', 'h-2/5', 'h-3/5'].map((height) => (
      <Skeleton key={height} className={`flex-1 ${height}`} />
    ))}
  </div>
)
