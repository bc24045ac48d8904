import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export interface CardProps {
  title?: ReactNode
  /** What this part is for, under the title. */
  hint?: ReactNode
  /** At the right end of the title's line. */
  action?: ReactNode
  className?: string
  children?: ReactNode
}

/** A part of a page that stands by itself: a hairline around, no shadow. */
export function Card({ title, hint, action, className, children }: CardProps) {
  return (
    <section className={cx('rounded border border-line bg-surface', className)}>
      {title || action ? (
        <header className="flex items-start gap-3 px-4 pt-3.5">
          <div className="min-w-0 flex-1">
            <h2 className="text-read font-semibold">{title}</h2>
            {hint ? <p className="mt-0.5 max-w-prose text-list text-muted">{hint}</p> : null}
          </div>
          {action}
        </header>
      ) : null}
      <div className="p-4">{children}</div>
    </section>
  )
}
