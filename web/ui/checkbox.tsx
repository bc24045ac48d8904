import { Check, Minus } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import { useId, type ComponentProps, type ReactNode } from 'react'
import { cx } from './cx.ts'

export interface CheckboxProps extends Omit<ComponentProps<typeof Radix.Root>, 'children'> {
  label: ReactNode
  hint?: ReactNode
  /** The label is for screen readers only (a row's own text says it). */
  bare?: boolean
}

export function Checkbox({ label, hint, bare, className, ...rest }: CheckboxProps) {
  const id = useId()
  return (
    <span className={cx('inline-flex gap-2', className)}>
      <Radix.Root
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...rest}
        className="group relative mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-edge bg-surface text-on-accent transition-colors duration-150 after:absolute after:-inset-3.5 hover:border-muted disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent pointer-fine:after:-inset-1"
      >
        <Radix.Indicator>
          <Check aria-hidden className="size-3 stroke-3 group-data-[state=indeterminate]:hidden" />
          <Minus aria-hidden className="hidden size-3 stroke-3 group-data-[state=indeterminate]:block" />
        </Radix.Indicator>
      </Radix.Root>
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
    </span>
  )
}
