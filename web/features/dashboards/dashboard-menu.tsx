import { useNavigate } from '@tanstack/react-router'
import { Check, ChevronDown, Copy, Lock, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import type { DashboardView } from './dashboards-api.ts'
import type { DashboardActs } from './use-dashboard-acts.ts'

export interface DashboardMenuProps {
  dashboards: readonly DashboardView[]
  current: DashboardView
  acts: DashboardActs
  mayWrite: boolean
}

/** The other dashboards, and what can be done with this one. */
export function DashboardMenu({ dashboards, current, acts, mayWrite }: DashboardMenuProps) {
  const navigate = useNavigate()
  const [isDeleting, setIsDeleting] = useState(false)
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button look="quiet">
            All dashboards
            <ChevronDown aria-hidden className="size-4" />
          </Button>
        }
      >
        {dashboards.map(({ id, name, shared }) => (
          <MenuItem
            key={id}
            icon={
              id === current.id ? (
                <Check aria-label="Shown now" />
              ) : shared ? (
                <span className="size-4" />
              ) : (
                <Lock aria-label="Private" />
              )
            }
            onSelect={() => void navigate({ to: '/dashboard/$dashboardId', params: { dashboardId: id } })}
          >
            {name}
          </MenuItem>
        ))}
        {mayWrite ? (
          <>
            <MenuLine />
            <MenuItem icon={<Plus />} onSelect={acts.create}>
              New dashboard
            </MenuItem>
            <MenuItem icon={<Copy />} onSelect={acts.copy}>
              Copy this one for me
            </MenuItem>
            <MenuItem icon={<Trash2 />} danger onSelect={() => setIsDeleting(true)}>
              Delete this one…
            </MenuItem>
          </>
        ) : null}
      </Menu>
      <Confirm
        open={isDeleting}
        onOpenChange={setIsDeleting}
        title={`Delete ${current.name}?`}
        act="Delete dashboard"
        danger
        onConfirm={acts.remove}
      >
        {current.shared ? 'It is gone for the whole team.' : 'It is gone.'} This cannot be undone.
      </Confirm>
    </>
  )
}
