import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import { controlLook } from './input.tsx'

/** Grows with its text up to `max-h`. */
export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={3}
      {...rest}
      className={cx(
        controlLook,
        'field-sizing-content max-h-80 min-h-16 resize-none px-2.5 py-1.5 text-read',
        className,
      )}
    />
  )
}
