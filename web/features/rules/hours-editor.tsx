import { ToggleGroup } from 'radix-ui'
import { useId } from 'react'
import type { Clause } from '#features/rules/schema.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { useNow } from './use-now.ts'

type Hours = Clause & { kind: 'hours' }

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

export interface HoursEditorProps {
  clause: Hours
  onChange: (clause: Clause) => void
  problem: string | undefined
}

export function HoursEditor({ clause, onChange, problem }: HoursEditorProps) {
  const zones = useId()
  const overnight = clause.to < clause.from
  return (
    <>
      <Segmented
        label="Inside or outside"
        value={clause.inside ? 'inside' : 'outside'}
        segments={[
          { value: 'inside', label: 'Inside these hours' },
          { value: 'outside', label: 'Outside of them' },
        ]}
        onValueChange={(next) => onChange({ ...clause, inside: next === 'inside' })}
        className="w-full"
      />
      <ToggleGroup.Root
        type="multiple"
        aria-label="Days"
        value={clause.weekdays.map(String)}
        onValueChange={(next) => onChange({ ...clause, weekdays: next.map(Number).sort((a, b) => a - b) })}
        className="flex gap-1"
      >
        {days.map((day, index) => (
          <ToggleGroup.Item
            key={day}
            value={String(index + 1)}
            className="h-8 min-w-0 flex-1 rounded-md border border-line text-meta font-medium text-muted hover:bg-hover data-[state=on]:border-transparent data-[state=on]:bg-accent-soft data-[state=on]:text-accent-ink pointer-coarse:h-11"
          >
            <span aria-hidden>{day.slice(0, 2)}</span>
            <span className="sr-only">{day}</span>
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <div className="grid grid-cols-2 gap-2">
        <Field label="From">
          {(control) => (
            <Input
              {...control}
              type="time"
              value={clause.from}
              onChange={({ target }) => onChange({ ...clause, from: target.value })}
            />
          )}
        </Field>
        <Field label="To">
          {(control) => (
            <Input
              {...control}
              type="time"
              value={clause.to}
              onChange={({ target }) => onChange({ ...clause, to: target.value })}
            />
          )}
        </Field>
      </div>
      {overnight ? <p className="text-meta text-muted">It ends the next morning.</p> : null}
      <Field label="Time zone" error={problem} hint={<LocalNow zone={clause.zone} />}>
        {(control) => (
          <Input
            {...control}
            list={zones}
            value={clause.zone}
            onChange={({ target }) => onChange({ ...clause, zone: target.value })}
          />
        )}
      </Field>
      <datalist id={zones}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </datalist>
    </>
  )
}

function LocalNow({ zone }: { zone: string }) {
  const now = useNow(30_000)
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
    })
    return `There it is ${format.format(now)} now.`
  } catch {
    return 'Write one like Europe/Berlin.'
  }
}
