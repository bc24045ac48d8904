import { createContext, lazy, Suspense, use, useCallback, useState, type ReactNode } from 'react'
import { useShortcut } from './shortcuts.tsx'

const ShortcutHelp = lazy(() =>
  import('./shortcut-help.tsx').then((module) => ({ default: module.ShortcutHelp })),
)
const Context = createContext<() => void>(() => undefined)

export const useOpenShortcutHelp = () => use(Context)

export function ShortcutOverlay({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const show = useCallback(() => setOpen(true), [])
  useShortcut('help', show)
  return (
    <Context value={show}>
      {children}
      {open ? (
        <Suspense>
          <ShortcutHelp onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </Context>
  )
}
