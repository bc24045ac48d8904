import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { createContext, use, useSyncExternalStore, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import type { Toast, Toasts } from './toasts.ts'

const Context = createContext<Toasts | undefined>(undefined)
const shownForMs = 8000

export function ToastProvider({ toasts, children }: { toasts: Toasts; children: ReactNode }) {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.list)
  return (
    <Context value={toasts}>
      <Radix.Provider duration={shownForMs} swipeDirection="right" label="Message">
        {children}
        {shown.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onClose={() => toasts.dismiss(toast.id)} />
        ))}
        <Radix.Viewport
          label="Messages ({hotkey})"
          className="pointer-events-none fixed inset-x-4 top-[calc(env(safe-area-inset-top)+64px)] z-50 flex flex-col items-center gap-2 md:top-auto md:right-5 md:bottom-5 md:left-auto md:w-96"
        />
      </Radix.Provider>
    </Context>
  )
}

export function useToasts(): Toasts {
  const toasts = use(Context)
  if (!toasts) throw new Error('useToasts needs a ToastProvider above it')
  return toasts
}

function ToastCard({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const act = toast.undo ? { label: 'Undo', run: toast.undo } : toast.action
  return (
    <Radix.Root
      onOpenChange={(open) => open || onClose()}
      className={cx(
        'pointer-events-auto flex w-full max-w-105 animate-rise items-center gap-2.5 rounded border border-line bg-raised py-1.5 pr-1.5 pl-3 shadow-float',
        'data-[swipe=move]:translate-x-(--radix-toast-swipe-move-x) [&>svg]:size-4 [&>svg]:shrink-0',
      )}
    >
      {toast.tone === 'bad' ? <CircleAlert aria-hidden className="text-bad" /> : null}
      {toast.tone === 'good' ? <CircleCheck aria-hidden className="text-good" /> : null}
      <div className="min-w-0 flex-1 py-1">
        <Radix.Title className="text-list font-medium">{toast.title}</Radix.Title>
        {toast.detail ? (
          <Radix.Description className="text-meta text-muted">{toast.detail}</Radix.Description>
        ) : null}
      </div>
      {act ? (
        <Radix.Action altText={act.label} asChild>
          <Button size="sm" look="quiet" className="font-semibold text-accent-ink" onClick={act.run}>
            {act.label}
          </Button>
        </Radix.Action>
      ) : null}
      <Radix.Close asChild>
        <IconButton label="Dismiss" size="sm" side="top" icon={<X />} />
      </Radix.Close>
    </Radix.Root>
  )
}
