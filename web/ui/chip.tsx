import { X } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { softTone, type Tone } from './badge.tsx'
import { cx } from './cx.ts'

export interface ChipProps extends Omit<ComponentProps<'button'>, 'onSelect'> {
  tone?: Tone
  icon?: ReactNode
  selected?: boolean
  /** Given, the chip carries a small cross. */
  onRemove?: () => void
  removeLabel?: string
}

const shape =
  'inline-flex h-6 max-w-60 items-center gap-1 rounded-full px-2.5 text-meta font-medium pointer-coarse:h-9 [&_svg]:size-3'

/** A label, a filter, a part of a rule. With `onClick` it is a button. */
export function Chip({
  tone = 'plain',
  icon,
  selected,
  onRemove,
  removeLabel = 'Remove',
  onClick,
  className,
  children,
  ...rest
}: ChipProps) {
  const look = cx(shape, selected ? softTone.accent : softTone[tone], className)
  const text = (
    <>
      {icon}
      <span className="truncate">{children}</span>
    </>
  )
  if (!onClick && !onRemove) return <span className={look}>{text}</span>
  if (!onRemove) {
    return (
      <button
        type="button"
        aria-pressed={selected}
        onClick={onClick}
        {...rest}
        className={cx(look, 'hover:text-ink')}
      >
        {text}
      </button>
    )
  }
  return (
    <span className={cx(look, 'pr-1')}>
      {onClick ? (
        <button type="button" onClick={onClick} {...rest} className="flex min-w-0 items-center gap-1">
          {text}
        </button>
      ) : (
        text
      )}
      <button
        type="button"
        aria-label={removeLabel}
        onClick={onRemove}
        className="relative flex size-4 items-center justify-center rounded-full after:absolute after:-inset-1.5 hover:text-ink"
      >
        <X aria-hidden />
      </button>
    </span>
  )
}
