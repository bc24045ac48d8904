import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Tooltip } from './tooltip.tsx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  /** The accessible name, and the tooltip. */
  label: string
  icon: ReactNode
  keys?: string | undefined
  side?: 'top' | 'right' | 'bottom' | 'left'
  size?: 'sm' | 'md'
  /** A switch that is on or off: shown and told. */
  pressed?: boolean
}

export function IconButton({
  label,
  icon,
  keys,
  side = 'bottom',
  size = 'md',
  pressed,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys} side={side}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        {...rest}
        className={cx(
          'inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-150',
          'hover:bg-fill hover:text-ink data-[state=open]:bg-fill aria-pressed:bg-accent-soft aria-pressed:text-accent-ink',
          'disabled:pointer-events-none disabled:opacity-50 pointer-coarse:min-h-11 pointer-coarse:min-w-11 [&_svg]:size-4',
          size === 'sm' ? 'size-6' : 'size-8',
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
