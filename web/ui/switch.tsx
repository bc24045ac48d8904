import { Switch as Radix } from 'radix-ui'
import { useId, type ComponentProps, type ReactNode } from 'react'
import { cx } from './cx.ts'

export interface SwitchProps extends Omit<ComponentProps<typeof Radix.Root>, 'children'> {
  label: ReactNode
  hint?: ReactNode
  bare?: boolean
}

/** Takes effect at once; inside a form that is saved, use a checkbox. */
export function Switch({ label, hint, bare, className, ...rest }: SwitchProps) {
  const id = useId()
  return (
    <span className={cx('flex items-start justify-between gap-4', className)}>
      <span className={bare ? 'sr-only' : 'min-w-0'}>
        <label htmlFor={id} className="text-list text-ink">
          {label}
        </label>
        {hint ? (
          <span id={`${id}-hint`} className="block text-meta text-muted">
            {hint}
          </span>
        ) : null}
      </span>
      <Radix.Root
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...rest}
        className="relative mt-px h-4.5 w-8 shrink-0 rounded-full bg-edge transition-colors duration-150 after:absolute after:-inset-3.5 disabled:opacity-50 data-[state=checked]:bg-accent pointer-fine:after:-inset-1"
      >
        <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-on-accent transition-transform duration-150 data-[state=checked]:translate-x-4" />
      </Radix.Root>
    </span>
  )
}
