import { Slot } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  secondary: 'border border-line bg-surface text-ink hover:bg-hover data-[state=open]:bg-hover',
  quiet: 'text-muted hover:bg-fill hover:text-ink data-[state=open]:bg-fill',
  danger: 'bg-danger text-on-danger hover:bg-danger-hover',
}
const sizes = {
  sm: 'h-7 px-2 text-meta gap-1',
  md: 'h-8 px-3 text-list gap-1.5',
  lg: 'h-10 px-4 text-read gap-2',
}

export interface ButtonProps extends ComponentProps<'button'> {
  look?: keyof typeof looks
  size?: keyof typeof sizes
  icon?: ReactNode
  /** The act is under way: the button keeps its width and cannot be pressed twice. */
  busy?: boolean
  /** Draws its only child (a link) as a button. */
  asChild?: boolean
}

export function Button(props: ButtonProps) {
  const {
    look = 'secondary',
    size = 'md',
    icon,
    busy,
    asChild,
    className,
    children,
    disabled,
    onClick,
    ...rest
  } = props
  const Tag = asChild ? Slot.Root : 'button'
  return (
    <Tag
      type={asChild ? undefined : 'button'}
      {...rest}
      disabled={disabled}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={cx(
        'inline-flex shrink-0 select-none items-center justify-center rounded-md font-medium whitespace-nowrap',
        'transition-[background-color,color,opacity] duration-150 disabled:opacity-50',
        'pointer-coarse:min-h-11 aria-busy:cursor-progress',
        'aria-busy:relative aria-busy:overflow-hidden aria-busy:after:absolute aria-busy:after:inset-x-0 aria-busy:after:bottom-0',
        'aria-busy:after:h-0.5 aria-busy:after:animate-breathe aria-busy:after:bg-current',
        looks[look],
        sizes[size],
        className,
      )}
    >
      {icon}
      <Slot.Slottable>{children}</Slot.Slottable>
    </Tag>
  )
}
