import { Link } from '@tanstack/react-router'
import { PanelLeft, Search } from 'lucide-react'
import { NoticesBell } from '../features/notices/notices-bell.tsx'
import { Count } from '../ui/badge.tsx'
import { cx } from '../ui/cx.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { useBadges } from './badges.tsx'
import { LiveDot } from './live-dot.tsx'
import { MeMenu } from './me-menu.tsx'
import { useNavigation, type NavigationItem } from './navigation.ts'
import { OrgSwitcher } from './org-switcher.tsx'
import { useOpenPalette } from './palette.tsx'
import { useRail, writePref } from './prefs.ts'
import { useKeys } from './shortcuts.tsx'

export function Rail() {
  const narrow = useRail() === 'icons'
  const items = useNavigation()
  const openPalette = useOpenPalette()
  const keysOf = useKeys()
  const toggle = narrow ? 'Widen the side bar' : 'Narrow the side bar'
  const link = (item: NavigationItem) => (
    <RailLink key={item.id} item={item} narrow={narrow} keys={item.shortcut && keysOf(item.shortcut)} />
  )
  return (
    <div className="flex w-(--rail) shrink-0 flex-col border-r border-line bg-ground">
      <div
        className={cx(
          'flex shrink-0 items-center px-2',
          narrow ? 'flex-col gap-1 py-2' : 'h-(--header) justify-between gap-1',
        )}
      >
        <OrgSwitcher narrow={narrow} />
        <NoticesBell />
      </div>
      <div className="px-2 pb-2">
        {narrow ? (
          <IconButton
            label="Find and do anything"
            keys={keysOf('palette')}
            side="right"
            icon={<Search />}
            onClick={openPalette}
            className="w-10"
          />
        ) : (
          <button
            type="button"
            onClick={openPalette}
            className="flex h-8 w-full items-center gap-2 rounded-md border border-line bg-surface pr-1.5 pl-2 text-list text-muted transition-colors duration-150 hover:text-ink"
          >
            <Search aria-hidden className="size-4" />
            <span className="flex-1 text-left">Find</span>
            <Kbd keys={keysOf('palette') ?? ''} />
          </button>
        )}
      </div>
      <nav aria-label="Main" className="scroll-quiet flex min-h-0 flex-1 flex-col gap-px px-2">
        {items.filter(({ place }) => place === 'main').map(link)}
        <span className="flex-1" />
        {items.filter(({ place }) => place === 'foot').map(link)}
      </nav>
      <div className={cx('flex flex-col gap-1 p-2', narrow ? 'items-center' : '')}>
        <div className={cx('flex items-center', narrow ? 'flex-col gap-1' : 'justify-between pl-2')}>
          <LiveDot bare={narrow} />
          <IconButton
            size="sm"
            side="right"
            label={toggle}
            icon={<PanelLeft />}
            onClick={() => writePref('rail', narrow ? 'full' : 'icons')}
          />
        </div>
        <MeMenu narrow={narrow} />
      </div>
    </div>
  )
}

function RailLink({
  item,
  narrow,
  keys,
}: {
  item: NavigationItem
  narrow: boolean
  keys: string | undefined
}) {
  const count = useBadges()[item.id] ?? 0
  const Icon = item.icon
  const link = (
    <Link
      to={item.to}
      className={cx(
        'group ring-inside relative flex h-8 shrink-0 items-center gap-2.5 rounded-md px-2 text-list font-medium text-muted transition-colors duration-150 hover:bg-fill hover:text-ink',
        'aria-[current=page]:bg-selected aria-[current=page]:text-ink',
        narrow && 'w-10 justify-center',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0 group-aria-[current=page]:text-accent-ink" />
      <span className={narrow ? 'sr-only' : 'flex-1 truncate'}>{item.label}</span>
      {narrow && count > 0 ? (
        <span aria-hidden className="absolute top-1 right-1 size-2 rounded-full bg-accent" />
      ) : null}
      <span className={narrow ? 'sr-only' : undefined}>
        <Count value={count} label={item.counts ?? ''} />
      </span>
    </Link>
  )
  if (!narrow && !keys) return link
  return (
    <Tooltip text={item.label} keys={keys} side="right">
      {link}
    </Tooltip>
  )
}
