import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'bad' | 'info' | 'note'

export const softTone: Record<Tone, string> = {
  plain: 'bg-fill text-muted',
  accent: 'bg-accent-soft text-accent-ink',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  info: 'bg-info-soft text-info',
  note: 'bg-note-soft text-note',
}

/** A state in a word. The colour only repeats what the word says. */
export function Badge({
  tone = 'plain',
  icon,
  children,
}: {
  tone?: Tone
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <span
      className={cx(
        'inline-flex h-5 shrink-0 items-center gap-1 rounded-sm px-1.5 text-meta font-medium whitespace-nowrap [&_svg]:size-3',
        softTone[tone],
      )}
    >
      {icon}
      {children}
    </span>
  )
}

/** Unread, waiting: a number that stays small. */
export function Count({ value, label, strong }: { value: number; label: string; strong?: boolean }) {
  if (value <= 0) return null
  return (
    <span
      className={cx(
        'tabular text-meta font-medium',
        strong ? 'rounded-full bg-accent px-1.5 text-on-accent' : 'text-muted',
      )}
    >
      <span aria-hidden>{value > 999 ? '999+' : value}</span>
      <span className="sr-only">{`${value} ${label}`}</span>
    </span>
  )
}
