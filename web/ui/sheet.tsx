import { ArrowLeft, X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { scrim } from './dialog.tsx'
import { IconButton } from './icon-button.tsx'

export interface SheetProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  /** `page` fills a phone; `bottom` rises from its edge; both are a panel at the right from tablets on. */
  form?: 'page' | 'bottom'
  footer?: ReactNode
  children: ReactNode
}

export function Sheet({ open, onOpenChange, title, form = 'page', footer, children }: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
          }}
          className={cx(
            'fixed z-40 flex flex-col bg-raised pb-[env(safe-area-inset-bottom)] md:inset-y-0 md:right-0 md:left-auto md:w-100 md:border-l md:border-line md:shadow-float md:data-[state=open]:animate-page-in',
            form === 'page'
              ? 'inset-0 data-[state=open]:animate-page-in'
              : 'inset-x-0 bottom-0 max-h-[85dvh] rounded-t-lg shadow-float data-[state=open]:animate-rise md:max-h-none md:rounded-none',
          )}
        >
          <header className="flex h-(--header) shrink-0 items-center gap-2 border-b border-line px-2">
            <Radix.Close asChild>
              <IconButton label="Back" icon={form === 'page' ? <ArrowLeft /> : <X />} />
            </Radix.Close>
            <Radix.Title className="min-w-0 flex-1 truncate text-head font-semibold">{title}</Radix.Title>
          </header>
          <div className="scroll-quiet min-h-0 flex-1">{children}</div>
          {footer ? (
            <footer className="flex justify-end gap-2 border-t border-line p-3">{footer}</footer>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
