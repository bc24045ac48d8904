import { priorities } from '#features/inbox/schema.ts'
import type { Action } from '#features/rules/schema.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Field } from '../../ui/field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { DurationInput } from './duration-input.tsx'
import { ReplyText } from './reply-text.tsx'
import type { Names } from './use-names.ts'
import { WordInput } from './word-input.tsx'

export interface ActionEditorProps {
  action: Action
  onChange: (action: Action) => void
  names: Names
  problem: string | undefined
}

const nobody = 'nobody'
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

export function ActionEditor({ action, onChange, names, problem }: ActionEditorProps) {
  switch (action.kind) {
    case 'reply':
      return (
        <>
          <ReplyText
            text={action.text}
            problem={problem}
            onChange={(text) => onChange({ ...action, text })}
          />
          <Checkbox
            label="Ask a person first"
            hint="It is kept as a suggestion, and sent when somebody of the team says so."
            checked={action.ask === true}
            onCheckedChange={(on) => onChange({ ...action, ask: on === true })}
          />
        </>
      )
    case 'note':
      return (
        <ReplyText text={action.text} problem={problem} onChange={(text) => onChange({ ...action, text })} />
      )
    case 'assign':
      return (
        <Field label="Give it to">
          {(control) => (
            <Select
              {...control}
              value={action.memberId ?? nobody}
              options={[
                { value: nobody, label: 'Nobody: take it from its owner' },
                ...names.members.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              onValueChange={(id) => onChange({ ...action, memberId: id === nobody ? null : id })}
            />
          )}
        </Field>
      )
    case 'label':
      return (
        <>
          {(['add', 'remove'] as const).map((side) => (
            <Field
              key={side}
              label={side === 'add' ? 'Add' : 'Take off'}
              error={side === 'add' ? problem : undefined}
            >
              {(control) => (
                <WordInput
                  id={control.id}
                  label={side === 'add' ? 'Labels to add' : 'Labels to take off'}
                  words={action[side]}
                  suggestions={names.labels}
                  placeholder="Label"
                  onChange={(labels) => onChange({ ...action, [side]: labels })}
                />
              )}
            </Field>
          ))}
        </>
      )
    case 'priority':
      return (
        <Segmented
          label="Priority"
          value={priorities[action.priority] ?? 'none'}
          segments={priorities.map((value) => ({ value, label: capital(value) }))}
          onValueChange={(value) => onChange({ ...action, priority: priorities.indexOf(value) })}
          className="w-full"
        />
      )
    case 'resolve':
      return (
        <p className="text-list text-muted">
          The conversation leaves the list until the customer writes again.
        </p>
      )
    case 'snooze':
      return (
        <DurationInput
          label="Snooze it for"
          seconds={action.seconds}
          least={60}
          error={problem}
          onChange={(seconds) => onChange({ ...action, seconds })}
        />
      )
    case 'wait':
      return (
        <>
          <DurationInput
            label="Wait"
            seconds={action.seconds}
            error={problem}
            onChange={(seconds) => onChange({ ...action, seconds })}
          />
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-2 text-list font-medium">Do nothing more when, meanwhile,</legend>
            <Checkbox
              label="a person of the team answers"
              checked={action.cancelOnHumanReply}
              onCheckedChange={(on) => onChange({ ...action, cancelOnHumanReply: on === true })}
            />
            <Checkbox
              label="the customer writes again"
              checked={action.cancelOnCustomerReply}
              onCheckedChange={(on) => onChange({ ...action, cancelOnCustomerReply: on === true })}
            />
          </fieldset>
        </>
      )
  }
}
