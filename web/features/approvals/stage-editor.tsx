import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { membersQuery, roleNames } from '../settings/settings-api.ts'
import { ChosenChips } from './chosen-chips.tsx'
import type { Stage } from './policy-words.ts'

const rules = [
  { value: 'any', label: 'Any one of them' },
  { value: 'all', label: 'All of them' },
  { value: 'n_of_m', label: 'Some of them' },
] as const
const roles = ['owner', 'admin', 'manager', 'agent'] as const
const isRole = (value: string): value is (typeof roles)[number] => roles.some((role) => role === value)

export interface StageEditorProps {
  stage: Stage
  number: number
  onChange: (stage: Stage) => void
  onRemove: (() => void) | undefined
}

/** One stage: who is asked, and how many of them are enough. */
export function StageEditor({ stage, number, onChange, onRemove }: StageEditorProps) {
  const { data: members } = useQuery(membersQuery)
  const choices = [
    ...roles.map((role) => ({
      value: role,
      label: `Every ${roleNames[role].toLowerCase()}`,
      group: 'Roles',
    })),
    ...(members ?? [])
      .filter(({ role }) => role !== 'viewer')
      .map(({ id, name }) => ({ value: id, label: name, group: 'People' })),
  ]
  return (
    <fieldset className="rounded border border-line p-3">
      <legend className="px-1 text-meta font-medium text-muted">Stage {number}</legend>
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Name" className="min-w-36 flex-1">
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              maxLength={60}
              value={stage.name}
              onChange={(event) => onChange({ ...stage, name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Who must approve" className="w-44">
          {({ required: _required, ...control }) => (
            <Select
              {...control}
              value={stage.rule}
              options={rules}
              onValueChange={(rule) => onChange({ ...stage, rule, need: rule === 'n_of_m' ? 2 : 1 })}
            />
          )}
        </Field>
        {stage.rule === 'n_of_m' ? (
          <Field label="How many" className="w-22">
            {({ required: _required, ...control }) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={100}
                value={String(stage.need)}
                onChange={(event) =>
                  onChange({ ...stage, need: Math.min(100, Math.max(1, Number(event.target.value) || 1)) })
                }
              />
            )}
          </Field>
        ) : null}
        {onRemove ? (
          <IconButton label={`Take stage ${number} out`} icon={<Trash2 />} onClick={onRemove} />
        ) : null}
      </div>
      <div className="mt-3">
        <ChosenChips
          what="person or role"
          choices={choices}
          chosen={[...stage.roles, ...stage.memberIds]}
          none="Everybody who may approve"
          onChange={(chosen) =>
            onChange({
              ...stage,
              roles: chosen.filter(isRole),
              memberIds: chosen.filter((value) => !isRole(value)),
            })
          }
        />
      </div>
    </fieldset>
  )
}
