import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'

export const scrim = 'fixed inset-0 z-40 bg-scrim data-[state=open]:animate-fade'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  /** Buttons; the one that acts is last. */
  footer?: ReactNode
  width?: 'sm' | 'md' | 'lg'
  children?: ReactNode
}

const widths = { sm: 'max-w-sm', md: 'max-w-lg', lg: 'max-w-3xl' }

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  footer,
  width = 'md',
  children,
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cx(
            'fixed inset-x-4 top-[10dvh] z-40 mx-auto flex max-h-[80dvh] flex-col rounded-lg border border-line bg-raised shadow-float',
            'data-[state=closed]:animate-sink data-[state=open]:animate-rise',
            widths[width],
          )}
        >
          <header className="px-5 pt-4 pr-14 pb-3">
            <Radix.Title className="text-head font-semibold">{title}</Radix.Title>
            {description ? (
              <Radix.Description className="mt-0.5 text-list text-muted">{description}</Radix.Description>
            ) : null}
          </header>
          {children ? <div className="scroll-quiet min-h-0 flex-1 px-5 pb-4">{children}</div> : null}
          {footer ? (
            <footer className="flex justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
          ) : null}
          {/* Last, so that the focus begins in the content. */}
          <Radix.Close asChild>
            <IconButton label="Close" keys="Esc" icon={<X />} className="absolute top-3 right-3" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
