import { cx } from './cx.ts'

/** One bar of the layout to come. Nothing shows before 150 ms. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden className={cx('block h-3 animate-breathe rounded-sm bg-fill', className)} />
)

/** Rows of a list that is on its way. */
export function SkeletonRows({ rows = 8, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <output aria-label={label} className="block animate-late">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="row-h flex items-center gap-3 px-4">
          <Skeleton className="size-7 shrink-0 rounded-full" />
          <span className="flex-1 space-y-1.5">
            <Skeleton className={index % 2 ? 'h-2.5 w-1/3' : 'h-2.5 w-2/5'} />
            <Skeleton className={index % 3 ? 'h-2.5 w-4/5' : 'h-2.5 w-3/5'} />
          </span>
        </div>
      ))}
    </output>
  )
}
