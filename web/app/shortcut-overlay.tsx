import { createContext, lazy, Suspense, use, useState, type ReactNode } from 'react'
import { useShortcut } from './shortcuts.tsx'

const ShortcutHelp = lazy(() =>
  import('./shortcut-help.tsx').then((module) => ({ default: module.ShortcutHelp })),
)
const Context = createContext<() => void>(() => undefined)

export const useOpenShortcutHelp = () => use(Context)

export function ShortcutOverlay({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false)
  useShortcut('help', () => setOpen(true))
  return (
    <Context value={() => setOpen(true)}>
      {children}
      {open ? (
        <Suspense>
          <ShortcutHelp onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </Context>
  )
}
