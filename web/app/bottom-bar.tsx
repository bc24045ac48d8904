import { Link } from '@tanstack/react-router'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { Count } from '../ui/badge.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useBadges } from './badges.tsx'
import { MeMenu } from './me-menu.tsx'
import { useNavigation, type NavigationItem } from './navigation.ts'
import { OrgSwitcher } from './org-switcher.tsx'

const slot =
  'ring-inside relative flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-meta text-muted aria-[current=page]:text-accent-ink'
const inBar = 4

/** The phone's navigation: four places, and More for the rest and for me. */
export function BottomBar() {
  const items = useNavigation()
  const [more, setMore] = useState(false)
  return (
    <nav
      aria-label="Main"
      className="flex shrink-0 border-t border-line bg-ground pb-[env(safe-area-inset-bottom)]"
    >
      {items.slice(0, inBar).map((item) => (
        <BarLink key={item.id} item={item} />
      ))}
      <button
        type="button"
        aria-haspopup="dialog"
        aria-expanded={more}
        onClick={() => setMore(true)}
        className={slot}
      >
        <Ellipsis aria-hidden className="size-5" />
        More
      </button>
      <Sheet open={more} onOpenChange={setMore} title="More" form="bottom">
        <div className="flex flex-col p-2">
          {items.slice(inBar).map((item) => (
            <Link
              key={item.id}
              to={item.to}
              onClick={() => setMore(false)}
              className="flex min-h-11 items-center gap-3 rounded-md px-3 text-read aria-[current=page]:bg-selected"
            >
              <item.icon aria-hidden className="size-5 text-muted" />
              {item.label}
            </Link>
          ))}
          <div className="flex flex-col gap-1 border-line not-first:mt-2 not-first:border-t not-first:pt-2">
            <OrgSwitcher narrow={false} />
            <MeMenu narrow={false} />
          </div>
        </div>
      </Sheet>
    </nav>
  )
}

function BarLink({ item }: { item: NavigationItem }) {
  const count = useBadges()[item.id] ?? 0
  return (
    <Link to={item.to} className={slot}>
      <item.icon aria-hidden className="size-5" />
      {item.label}
      <span className="absolute top-1 left-[calc(50%+8px)]">
        <Count strong value={count} label={item.counts ?? ''} />
      </span>
    </Link>
  )
}
