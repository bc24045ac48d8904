import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import { controlLook } from './input.tsx'

export interface Option<V extends string = string> {
  value: V
  label: string
  disabled?: boolean
}

export interface SelectProps<V extends string> extends Omit<
  ComponentProps<'select'>,
  'value' | 'onChange' | 'children'
> {
  value: V | ''
  options: readonly Option<V>[]
  onValueChange: (value: V) => void
  /** Shown while nothing is chosen. */
  placeholder?: string
}

/** The browser's own select: known to every reader, phone and screen reader; styled where it may be. */
export function Select<V extends string>({
  value,
  options,
  onValueChange,
  placeholder,
  className,
  ...rest
}: SelectProps<V>) {
  return (
    <span className="relative block w-full">
      <select
        {...rest}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value)
          if (chosen) onValueChange(chosen.value)
        }}
        className={cx(controlLook, 'select h-8 appearance-none pr-8 pl-2.5', className)}
      >
        {placeholder === undefined ? null : (
          <option value="" disabled>
            {placeholder}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  )
}
