import { Link } from '@tanstack/react-router'
import { ChevronDown } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Popover } from '../../ui/popover.tsx'
import type { Account } from './posts-api.ts'

export interface AccountPickerProps {
  accounts: readonly Account[]
  chosen: readonly string[]
  readOnly: boolean
  onChange: (channelIds: string[]) => void
}

const marksShown = 4

export function AccountPicker({ accounts, chosen, readOnly, onChange }: AccountPickerProps) {
  const picked = accounts.filter((one) => chosen.includes(one.id))
  const label =
    chosen.length === 0
      ? 'Choose accounts'
      : `${chosen.length} ${chosen.length === 1 ? 'account' : 'accounts'}`
  return (
    <Popover
      label="Accounts"
      side="top"
      trigger={
        <Button disabled={readOnly} className="min-w-0">
          {picked.slice(0, marksShown).map((one) => (
            <ChannelMark key={one.id} connector={one.connector} name="" className="size-3.5 text-muted" />
          ))}
          {label}
          <ChevronDown aria-hidden className="size-3.5 text-muted" />
        </Button>
      }
    >
      {accounts.length === 0 ? (
        <p className="text-list text-muted">
          No account here takes posts yet.{' '}
          <Link to="/channels/connect" className="font-medium text-accent-ink underline">
            Connect Instagram, Facebook or X
          </Link>
        </p>
      ) : (
        <ul className="flex flex-col gap-2.5">
          {accounts.map((one) => (
            <li key={one.id}>
              <Checkbox
                checked={chosen.includes(one.id)}
                onCheckedChange={(on) =>
                  onChange(
                    accounts
                      .map(({ id }) => id)
                      .filter((id) => (id === one.id ? on === true : chosen.includes(id))),
                  )
                }
                label={
                  <span className="flex items-center gap-1.5">
                    <ChannelMark
                      connector={one.connector}
                      name={one.publishes.platform}
                      className="size-3.5 text-muted"
                    />
                    {one.name}
                  </span>
                }
                hint={one.state === 'active' ? undefined : 'Needs to be connected again'}
              />
            </li>
          ))}
        </ul>
      )}
    </Popover>
  )
}
