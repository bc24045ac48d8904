import { Outlet } from '@tanstack/react-router'
import { ShortcutProvider } from './shortcuts.tsx'

export const Root = () => (
  <ShortcutProvider>
    <Outlet />
    <div id="announcer" aria-live="polite" className="sr-only" />
  </ShortcutProvider>
)
