import { Outlet } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { OfflineBar } from '../ui/offline-bar.tsx'
import { Skeleton, SkeletonRows } from '../ui/skeleton.tsx'
import { WaitingBadge } from '../features/approvals/waiting-badge.tsx'
import { BadgeProvider } from './badges.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { useLiveStatus } from './live.tsx'
import { followSession } from './me.ts'
import { PaletteProvider } from './palette.tsx'
import { Rail } from './rail.tsx'
import { ShellActions } from './shell-actions.tsx'
import { ShortcutOverlay } from './shortcut-overlay.tsx'
import { retryNow } from './stream-read.ts'
import { useWide } from './use-wide.ts'

export function Shell() {
  useEffect(followSession, [])
  const isWide = useWide('48rem')
  return (
    <BadgeProvider>
      <PaletteProvider>
        <ShortcutOverlay>
          <ShellActions />
          <WaitingBadge />
          <a
            href="#main"
            className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-2 text-list text-on-accent focus:translate-y-0"
          >
            Skip to content
          </a>
          <div className="flex h-full">
            {isWide ? <Rail /> : null}
            <div className="flex min-w-0 flex-1 flex-col">
              <StaleBar />
              <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col bg-surface outline-none">
                <Outlet />
              </main>
              {isWide ? null : <BottomBar />}
            </div>
          </div>
        </ShortcutOverlay>
      </PaletteProvider>
    </BadgeProvider>
  )
}

const patienceMs = 3000

/** Short breaks stay a dot; only a lasting one takes room. */
function StaleBar() {
  return useLiveStatus() === 'offline' ? <LastingBar /> : null
}

function LastingBar() {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLasting(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  return lasting ? <OfflineBar onRetry={retryNow} /> : null
}

/** The shell's own layout, while it is not known who is here. */
export const ShellSkeleton = () => (
  <div className="flex h-full animate-late">
    <div className="w-(--rail) shrink-0 space-y-5 border-r border-line p-4 max-md:hidden">
      {[1, 2, 3, 4, 5].map((n) => (
        <Skeleton key={n} className="w-2/3" />
      ))}
    </div>
    <div className="flex-1 bg-surface">
      <div className="h-(--header) border-b border-line" />
      <SkeletonRows />
    </div>
  </div>
)
