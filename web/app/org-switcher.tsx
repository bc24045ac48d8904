import { Check, ChevronsUpDown } from 'lucide-react'
import { causeOf } from '../ui/error-state.tsx'
import { initialsOf } from '../ui/avatar.tsx'
import { cx } from '../ui/cx.ts'
import { Menu, MenuHeading, MenuItem } from '../ui/menu.tsx'
import { useToasts } from '../ui/toast.tsx'
import { switchOrg, useMe } from './me.ts'

export function OrgSwitcher({ narrow }: { narrow: boolean }) {
  const { org, orgs } = useMe()
  const toasts = useToasts()
  const name = org?.name ?? 'No organisation'
  const change = (orgId: string) =>
    switchOrg(orgId).catch((error: unknown) =>
      toasts.show({ title: 'The organisation was not switched', detail: causeOf(error), tone: 'bad' }),
    )
  const trigger = (
    <button
      type="button"
      className={cx(
        'flex h-10 min-w-0 items-center gap-2 rounded-md px-2 text-list font-semibold hover:bg-fill data-[state=open]:bg-fill',
        narrow ? 'w-10 justify-center' : 'w-full',
      )}
    >
      <span
        aria-hidden
        className="flex size-6 shrink-0 items-center justify-center rounded-md bg-accent text-[11px] text-on-accent"
      >
        {initialsOf(name)}
      </span>
      <span className="sr-only">Organisation:</span>
      <span className={narrow ? 'sr-only' : 'min-w-0 flex-1 truncate text-left'}>{name}</span>
      {narrow ? null : <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-faint" />}
    </button>
  )
  return (
    <Menu trigger={trigger} className="w-60">
      <MenuHeading>Organisations</MenuHeading>
      {orgs.map((one) => (
        <MenuItem
          key={one.id}
          disabled={one.id === org?.id}
          icon={one.id === org?.id ? <Check aria-hidden /> : <span className="size-4" />}
          onSelect={() => void change(one.id)}
        >
          {one.name} <span className="text-faint">{one.role}</span>
        </MenuItem>
      ))}
    </Menu>
  )
}
