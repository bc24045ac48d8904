import { Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { Avatar } from '../ui/avatar.tsx'
import { cx } from '../ui/cx.ts'
import { causeOf } from '../ui/error-state.tsx'
import { Menu, MenuCheck, MenuChoice, MenuHeading, MenuItem, MenuLine } from '../ui/menu.tsx'
import { useToasts } from '../ui/toast.tsx'
import { apiFetch, errorOf } from './api.ts'
import { startAfresh, useMe } from './me.ts'
import { useDensity, useTheme, writePref, type Density, type Theme } from './prefs.ts'
import { useOpenShortcutHelp } from './shortcut-overlay.tsx'
import { useKeys, useSingleKeys } from './shortcuts.tsx'

const themes: { value: Theme; label: string; icon: React.ReactNode }[] = [
  { value: 'system', label: 'As the system', icon: <Monitor /> },
  { value: 'light', label: 'Light', icon: <Sun /> },
  { value: 'dark', label: 'Dark', icon: <Moon /> },
]
const densities: { value: Density; label: string }[] = [
  { value: 'compact', label: 'Compact' },
  { value: 'cosy', label: 'Cosy' },
]

export async function signOut(): Promise<void> {
  const response = await apiFetch('/api/auth/sign-out', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{}',
  })
  if (!response.ok) throw errorOf(undefined, response.status)
  startAfresh('/sign-in')
}

export function MeMenu({ narrow }: { narrow: boolean }) {
  const { user, role } = useMe()
  const theme = useTheme()
  const density = useDensity()
  const [singleKeys, setSingleKeys] = useSingleKeys()
  const openHelp = useOpenShortcutHelp()
  const keysOf = useKeys()
  const toasts = useToasts()
  const leave = () =>
    signOut().catch((error: unknown) =>
      toasts.show({ title: 'You are still signed in', detail: causeOf(error), tone: 'bad' }),
    )
  const name = user.name || user.email
  const trigger = (
    <button
      type="button"
      className={cx(
        'flex h-10 min-w-0 items-center gap-2 rounded-md px-2 text-list hover:bg-fill data-[state=open]:bg-fill',
        narrow ? 'w-10 justify-center' : 'w-full',
      )}
    >
      <Avatar name={name} size="sm" />
      <span className="sr-only">Me:</span>
      <span className={narrow ? 'sr-only' : 'min-w-0 flex-1 truncate text-left'}>
        {name} {role ? <span className="text-faint">{role}</span> : null}
      </span>
    </button>
  )
  return (
    <Menu trigger={trigger} side="top" className="w-60">
      <MenuHeading>{user.email}</MenuHeading>
      <MenuChoice
        label="Theme"
        value={theme}
        options={themes}
        onChange={(value) => writePref('theme', value)}
      />
      <MenuLine />
      <MenuChoice
        label="Density"
        value={density}
        options={densities}
        onChange={(value) => writePref('density', value)}
      />
      <MenuLine />
      <MenuCheck checked={singleKeys} onChange={setSingleKeys}>
        Single-key shortcuts
      </MenuCheck>
      <MenuItem icon={<Keyboard />} keys={keysOf('help')} onSelect={openHelp}>
        Keyboard shortcuts
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<LogOut />} onSelect={() => void leave()}>
        Sign out
      </MenuItem>
    </Menu>
  )
}
