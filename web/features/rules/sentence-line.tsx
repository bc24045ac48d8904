import type { ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'

/** A line of the sentence: the word that joins it to the one before, then the part. */
export const Line = ({
  word,
  inGroup,
  children,
}: {
  word: string
  inGroup?: boolean
  children: ReactNode
}) => (
  <div className="flex items-start gap-2 py-0.5">
    <span
      className={cx(
        'shrink-0 py-1 text-list text-muted pointer-coarse:py-3',
        inGroup ? 'w-7' : 'w-15 md:w-16',
      )}
    >
      {word}
    </span>
    <div className="min-w-0 flex-1">{children}</div>
  </div>
)
