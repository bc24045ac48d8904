import { useRouter } from '@tanstack/react-router'
import {
  BookUser,
  CalendarDays,
  ChartLine,
  CircleCheckBig,
  FlaskConical,
  Images,
  Inbox,
  LayoutDashboard,
  MessageCircleQuestionMark,
  PenLine,
  Plug,
  Settings,
  Sprout,
  SquareTerminal,
  Workflow,
  type LucideIcon,
} from 'lucide-react'
import { useMemo } from 'react'
import { useMe } from './me.ts'
import type { ShortcutId } from './shortcut-table.ts'

export interface NavigationItem {
  /** Also the name of its badge (`useBadge`). */
  id: string
  label: string
  to: string
  icon: LucideIcon
  shortcut?: ShortcutId
  /** Hidden from members without it. */
  scope?: string
  /** What its badge counts, read out: "12 unread". */
  counts?: string
  /** Only where the organisation is the one to play with. */
  demoOnly?: boolean
  place: 'main' | 'foot'
}

const items: NavigationItem[] = [
  {
    id: 'inbox',
    label: 'Inbox',
    to: '/inbox',
    icon: Inbox,
    shortcut: 'goInbox',
    counts: 'unread',
    place: 'main',
  },
  {
    id: 'approvals',
    label: 'Approvals',
    to: '/approvals',
    scope: 'posts:read',
    icon: CircleCheckBig,
    shortcut: 'goApprovals',
    counts: 'waiting for you',
    place: 'main',
  },
  {
    id: 'posts',
    label: 'Posts',
    to: '/posts',
    scope: 'posts:read',
    icon: PenLine,
    shortcut: 'goPosts',
    place: 'main',
  },
  {
    id: 'calendar',
    label: 'Calendar',
    to: '/calendar',
    scope: 'posts:read',
    icon: CalendarDays,
    shortcut: 'goCalendar',
    place: 'main',
  },
  {
    id: 'library',
    label: 'Library',
    to: '/library',
    scope: 'posts:read',
    icon: Images,
    shortcut: 'goLibrary',
    place: 'main',
  },
  {
    id: 'dashboard',
    label: 'Dashboard',
    to: '/dashboard',
    scope: 'metrics:read',
    icon: LayoutDashboard,
    shortcut: 'goDashboard',
    place: 'main',
  },
  {
    id: 'ask',
    label: 'Ask',
    to: '/ask',
    scope: 'metrics:read',
    icon: MessageCircleQuestionMark,
    shortcut: 'goAsk',
    place: 'main',
  },
  {
    id: 'reports',
    label: 'Reports',
    to: '/reports',
    scope: 'metrics:read',
    icon: ChartLine,
    shortcut: 'goReports',
    place: 'main',
  },
  {
    id: 'contacts',
    label: 'Contacts',
    to: '/contacts',
    scope: 'inbox:read',
    icon: BookUser,
    shortcut: 'goContacts',
    place: 'main',
  },
  { id: 'rules', label: 'Rules', to: '/rules', icon: Workflow, shortcut: 'goRules', place: 'main' },
  { id: 'channels', label: 'Channels', to: '/channels', icon: Plug, scope: 'channels:read', place: 'main' },
  { id: 'try', label: 'Try it', to: '/try', icon: Sprout, demoOnly: true, place: 'foot' },
  {
    id: 'sandbox',
    label: 'Sandbox',
    to: '/sandbox',
    icon: FlaskConical,
    scope: 'sandbox:use',
    demoOnly: true,
    place: 'foot',
  },
  { id: 'console', label: 'Console', to: '/console', icon: SquareTerminal, place: 'foot' },
  { id: 'settings', label: 'Settings', to: '/settings', icon: Settings, place: 'foot' },
]

/** The places that have a screen and that the reader may enter. */
export function useNavigation(): NavigationItem[] {
  const { routesByPath } = useRouter()
  const { scopes, org } = useMe()
  const isDemo = org?.isDemo === true
  return useMemo(
    () =>
      items.filter(
        ({ to, scope, demoOnly }) =>
          Object.hasOwn(routesByPath, to) && (!scope || scopes.includes(scope)) && (!demoOnly || isDemo),
      ),
    [routesByPath, scopes, isDemo],
  )
}
