import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { settingsPlaces } from './settings-places.ts'

const link =
  'ring-inside flex h-8 shrink-0 items-center rounded-md px-2.5 text-list font-medium whitespace-nowrap text-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-selected aria-[current=page]:text-ink pointer-coarse:h-11'

/** The sections at the left, on a phone above; each is a page of its own. */
export function SettingsScreen() {
  const { can } = useMe()
  const { routesByPath } = useRouter()
  const nav = useInView()
  const places = settingsPlaces.filter(
    ({ to, scope }) => Object.hasOwn(routesByPath, to) && (scope === undefined || can(scope)),
  )
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <nav
          ref={nav}
          aria-label="Settings"
          className="scroll-quiet flex shrink-0 gap-px border-line p-2 max-md:border-b md:w-50 md:flex-col md:border-r md:p-3"
        >
          {places.map(({ to, label }) => (
            <Link key={to} to={to} activeOptions={{ exact: to === '/settings' }} className={link}>
              {label}
            </Link>
          ))}
        </nav>
        <div className="scroll-quiet min-h-0 min-w-0 flex-1">
          <div className="mx-auto flex max-w-3xl flex-col gap-4 p-4 md:p-6">
            <Outlet />
          </div>
        </div>
      </div>
    </>
  )
}

/** On a phone the sections scroll: the one that is open stays in view. */
function useInView() {
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  useEffect(() => {
    nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [pathname])
  return nav
}
