import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'

/** The look that every text-like control shares. */
export const controlLook = cx(
  'w-full min-w-0 rounded-md border border-edge bg-surface text-list text-ink transition-colors duration-150',
  'hover:border-muted focus-visible:outline-offset-0 aria-invalid:border-bad disabled:border-line disabled:bg-fill disabled:text-muted',
  'pointer-coarse:min-h-11',
)

export interface InputProps extends ComponentProps<'input'> {
  /** A mark inside, before the text. */
  icon?: ReactNode
}

export function Input({ icon, className, ...rest }: InputProps) {
  const control = (
    <input
      {...rest}
      className={cx(
        controlLook,
        'h-8 px-2.5 read-only:border-line read-only:bg-fill',
        icon && 'pl-8',
        className,
      )}
    />
  )
  if (!icon) return control
  return (
    <span className="relative block w-full">
      <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-faint [&_svg]:size-4">
        {icon}
      </span>
      {control}
    </span>
  )
}
