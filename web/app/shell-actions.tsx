import { useNavigate } from '@tanstack/react-router'
import { Keyboard, Moon, Rows3, Sun } from 'lucide-react'
import { useMemo } from 'react'
import { useToasts } from '../ui/toast.tsx'
import { useNavigation } from './navigation.ts'
import { usePaletteActions, type PaletteAction } from './palette.tsx'
import { useDensity, writePref } from './prefs.ts'
import { useOpenShortcutHelp } from './shortcut-overlay.tsx'
import { useShortcut } from './shortcuts.tsx'

/** What can be done from every screen, by key and in the palette. */
export function ShellActions() {
  const navigate = useNavigate()
  const places = useNavigation()
  const toasts = useToasts()
  const density = useDensity()
  const openHelp = useOpenShortcutHelp()

  const go = (id: string, search?: Record<string, string>) => {
    const place = places.find((one) => one.id === id)
    if (place) void navigate({ to: place.to, search: search ?? {} })
  }
  useShortcut('goInbox', () => go('inbox'))
  useShortcut('goMine', () => go('inbox', { tab: 'mine' }))
  useShortcut('goUnassigned', () => go('inbox', { tab: 'unassigned' }))
  useShortcut('goApprovals', () => go('approvals'))
  useShortcut('goPosts', () => go('posts'))
  useShortcut('goCalendar', () => go('calendar'))
  useShortcut('goLibrary', () => go('library'))
  useShortcut('goDashboard', () => go('dashboard'))
  useShortcut('goAsk', () => go('ask'))
  useShortcut('goReports', () => go('reports'))
  useShortcut('goContacts', () => go('contacts'))
  useShortcut('goRules', () => go('rules'))
  useShortcut('undo', () => toasts.undoLast())

  const actions = useMemo(
    (): PaletteAction[] => [
      ...places.map(({ id, label, to, icon: Icon, shortcut }) => ({
        id: `go.${id}`,
        label,
        group: 'Go to',
        icon: <Icon />,
        ...(shortcut ? { shortcut } : {}),
        run: () => void navigate({ to }),
      })),
      {
        id: 'theme.light',
        label: 'Light theme',
        group: 'Look',
        icon: <Sun />,
        run: () => writePref('theme', 'light'),
      },
      {
        id: 'theme.dark',
        label: 'Dark theme',
        group: 'Look',
        icon: <Moon />,
        run: () => writePref('theme', 'dark'),
      },
      {
        id: 'density',
        label: density === 'cosy' ? 'Compact rows' : 'Cosy rows',
        group: 'Look',
        icon: <Rows3 />,
        keywords: ['density'],
        run: () => writePref('density', density === 'cosy' ? 'compact' : 'cosy'),
      },
      {
        id: 'shortcuts',
        label: 'Keyboard shortcuts',
        group: 'Help',
        icon: <Keyboard />,
        shortcut: 'help',
        run: openHelp,
      },
    ],
    [places, density, navigate, openHelp],
  )
  usePaletteActions(actions)
  return null
}
