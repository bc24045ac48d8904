import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { unwrap } from '../../app/api.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { channelsQuery } from '../channels/channels-api.ts'
import { approvalsApi, policiesQuery, type Policy } from './approvals-api.ts'
import { ChosenChips } from './chosen-chips.tsx'
import { PolicyTimes } from './policy-times.tsx'
import { newDefinition, newStage, type Definition } from './policy-words.ts'
import { StageEditor } from './stage-editor.tsx'

const mostStages = 8

export function PolicyEditor({ policy, onClose }: { policy: Policy | undefined; onClose: () => void }) {
  const [name, setName] = useState(policy?.name ?? '')
  const [definition, setDefinition] = useState<Definition>(() => policy?.definition ?? newDefinition())
  const [tried, setTried] = useState(false)
  const save = useSavePolicy(policy, onClose)
  const change = (part: Partial<Definition>) => setDefinition({ ...definition, ...part })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim()) save.mutate({ name: name.trim(), definition })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      width="lg"
      title={policy ? `Edit ${policy.name}` : 'New policy'}
      description={policy ? 'What is under way keeps the policy it began with.' : undefined}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" type="submit" form="policy" busy={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id="policy" noValidate onSubmit={submit} className="flex flex-col gap-5 p-1">
        <Field label="Name" error={tried && !name.trim() ? 'Give the policy a name.' : undefined}>
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              maxLength={100}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <About definition={definition} onChange={change} />
        <Stages definition={definition} onChange={change} />
        <PolicyTimes definition={definition} onChange={change} />
        <Checkbox
          checked={definition.selfApproval}
          onCheckedChange={(on) => change({ selfApproval: on === true })}
          label="Authors may approve their own"
        />
        <Checkbox
          checked={definition.bindTime}
          onCheckedChange={(on) => change({ bindTime: on === true })}
          label="The time is part of what is approved"
          hint="Moving the post then asks again."
        />
        {save.error ? (
          <p role="alert" className="text-list text-bad">
            {causeOf(save.error)}
          </p>
        ) : null}
      </form>
    </Dialog>
  )
}

function useSavePolicy(policy: Policy | undefined, onSaved: () => void) {
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: ({ name, definition }: { name: string; definition: Definition }) =>
      unwrap(
        approvalsApi.policies.$post({
          json: {
            name,
            definition,
            ...(policy ? { id: policy.id, version: policy.version, enabled: policy.enabled } : {}),
          },
        }),
      ),
    meta: { quiet: true },
    onSuccess: (saved) => {
      toasts.show({ title: `“${saved.name}” is saved`, tone: 'good' })
      onSaved()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: policiesQuery.queryKey }),
  })
}

interface PartProps {
  definition: Definition
  onChange: (part: Partial<Definition>) => void
}

const types = [
  { value: 'post', label: 'Posts' },
  { value: 'reply', label: 'Replies of rules' },
]

/** What the policy is about. */
function About({ definition, onChange }: PartProps) {
  const { data: channels } = useQuery(channelsQuery)
  const [labels, setLabels] = useState(definition.labels.join(', '))
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1.5 text-list font-medium">It is about</legend>
      <div className="flex flex-wrap gap-5">
        {types.map(({ value, label }) => {
          const rest = definition.types.filter((type) => type !== value)
          const on = definition.types.includes(value)
          return (
            <Checkbox
              key={value}
              label={label}
              checked={on}
              disabled={on && rest.length === 0}
              onCheckedChange={() => onChange({ types: on ? rest : [...definition.types, value] })}
            />
          )
        })}
      </div>
      <ChosenChips
        what="channel"
        choices={(channels ?? [])
          .filter(({ state }) => state !== 'disconnected')
          .map(({ id, name, connectorName }) => ({
            value: id,
            label: `${name} (${connectorName})`,
            group: 'Channels',
          }))}
        chosen={definition.channelIds}
        none="On every channel"
        onChange={(channelIds) => onChange({ channelIds })}
      />
      <Field label="Only with one of these labels" hint="By commas. Empty: whatever its labels.">
        {({ required: _required, ...control }) => (
          <Input
            {...control}
            value={labels}
            autoComplete="off"
            onChange={(event) => {
              setLabels(event.target.value)
              onChange({ labels: labelsOf(event.target.value) })
            }}
          />
        )}
      </Field>
    </fieldset>
  )
}

const labelsOf = (text: string) => [
  ...new Set(
    text
      .split(',')
      .map((label) => label.trim())
      .filter(Boolean),
  ),
]

/** One after the other: the next begins when the one before it is done. */
function Stages({ definition, onChange }: PartProps) {
  const { stages } = definition
  return (
    <div className="flex flex-col gap-3">
      {stages.map((stage, index) => (
        <StageEditor
          // Stages have no names that are theirs alone; they only come and go at known places.
          key={index}
          stage={stage}
          number={index + 1}
          onChange={(next) => onChange({ stages: stages.with(index, next) })}
          onRemove={stages.length > 1 ? () => onChange({ stages: stages.toSpliced(index, 1) }) : undefined}
        />
      ))}
      {stages.length < mostStages ? (
        <Button
          look="quiet"
          icon={<Plus aria-hidden className="size-4" />}
          className="self-start"
          onClick={() => onChange({ stages: [...stages, newStage('Sign-off')] })}
        >
          Then another stage
        </Button>
      ) : null}
    </div>
  )
}
