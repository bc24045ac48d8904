import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, Copy, Ellipsis, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { RuleWithVersions } from '#features/rules/schema.ts'
import { PageHeader, useTitle } from '../../app/page-header.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useRulesSwitch } from './kill-switch.tsx'
import { useRuleActs } from './use-rule-acts.ts'

export interface RuleHeaderProps {
  rule: RuleWithVersions | undefined
  /** As it is being written. */
  name: string
  canWrite: boolean
}

export function RuleHeader({ rule, name, canWrite }: RuleHeaderProps) {
  const { state } = useRulesSwitch()
  useTitle(name || 'Rule without a name')
  return (
    <PageHeader
      title={rule ? 'Rule' : 'New rule'}
      meta={<HeaderMeta rule={rule} canWrite={canWrite} allStopped={state?.stopped ?? false} />}
      action={rule && canWrite ? <HeaderActs rule={rule} /> : null}
    />
  )
}

function HeaderMeta({
  rule,
  canWrite,
  allStopped,
}: {
  rule: RuleWithVersions | undefined
  canWrite: boolean
  allStopped: boolean
}) {
  return (
    <span className="flex items-center gap-1.5">
      <Link to="/rules" className="mr-1 inline-flex items-center gap-1 rounded-sm hover:text-ink">
        <ArrowLeft aria-hidden className="size-3.5" />
        All rules
      </Link>
      {rule ? null : <Badge>not saved</Badge>}
      {canWrite ? null : <Badge>{rule?.enabled ? 'on, read only' : 'off, read only'}</Badge>}
      {allStopped ? <Badge tone="bad">all rules are stopped</Badge> : null}
    </span>
  )
}

function HeaderActs({ rule }: { rule: RuleWithVersions }) {
  const acts = useRuleActs()
  const navigate = useNavigate()
  const [deleting, setDeleting] = useState(false)
  return (
    <>
      <Switch
        label={rule.enabled ? 'On' : 'Off'}
        aria-label="Rule on"
        checked={rule.enabled}
        onCheckedChange={(on) => acts.switchRule(rule, on)}
        className="items-center gap-2"
      />
      <Menu align="end" trigger={<IconButton label="More" icon={<Ellipsis />} />}>
        <MenuItem icon={<Copy />} onSelect={() => acts.copyRule(rule.definition)}>
          Copy
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Trash2 />} danger onSelect={() => setDeleting(true)}>
          Delete…
        </MenuItem>
      </Menu>
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete “${rule.definition.name}”?`}
        act="Delete rule"
        danger
        onConfirm={() => {
          acts.deleteRule(rule)
          void navigate({ to: '/rules' })
        }}
      >
        It stops at once and cannot be brought back. What it did stays in the run log. Switching it off keeps
        it.
      </Confirm>
    </>
  )
}
