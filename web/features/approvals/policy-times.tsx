import { useQuery } from '@tanstack/react-query'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { membersQuery } from '../settings/settings-api.ts'
import { ChosenChips } from './chosen-chips.tsx'
import { minutesWords, type Definition } from './policy-words.ts'

const reminders = [4320, 1440, 240, 60, 15]
const deadlines = [0, 60, 240, 1440, 4320]
const late = [
  { value: 'hold', label: 'wait on hold' },
  { value: 'next_slot', label: 'move to the next free slot' },
  { value: 'approve', label: 'count as approved' },
] as const
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

export interface PolicyTimesProps {
  definition: Definition
  onChange: (change: Partial<Definition>) => void
}

/** When people are reminded, who is asked at last, and what happens when nobody answers. */
export function PolicyTimes({ definition, onChange }: PolicyTimesProps) {
  const { data: members } = useQuery(membersQuery)
  const { remindBefore, escalateTo, approveByMinutes } = definition
  const shown = [...new Set([...reminders, ...remindBefore])].toSorted((a, b) => b - a)
  const ends = [...new Set([...deadlines, ...(approveByMinutes === null ? [] : [approveByMinutes])])]
  return (
    <>
      <fieldset>
        <legend className="text-list font-medium">Remind before the slot</legend>
        <div className="mt-1.5 flex flex-wrap gap-1.5">
          {shown.map((minutes) => {
            const on = remindBefore.includes(minutes)
            return (
              <Chip
                key={minutes}
                selected={on}
                onClick={() =>
                  onChange({
                    remindBefore: on
                      ? remindBefore.filter((one) => one !== minutes)
                      : [...remindBefore, minutes].toSorted((a, b) => b - a).slice(0, 6),
                  })
                }
              >
                {minutesWords(minutes)}
              </Chip>
            )
          })}
        </div>
        <WorkingHours definition={definition} onChange={onChange} />
      </fieldset>
      <div>
        <p className="mb-1.5 text-list font-medium">With the last reminder, also ask</p>
        <ChosenChips
          what="person"
          choices={(members ?? [])
            .filter(({ role }) => role !== 'viewer')
            .map(({ id, name }) => ({ value: id, label: name, group: 'People' }))}
          chosen={escalateTo}
          none="Nobody else"
          onChange={(chosen) => onChange({ escalateTo: chosen })}
        />
      </div>
      <div className="flex flex-wrap gap-3">
        <Field label="Approve by" className="min-w-44 flex-1">
          {({ required: _required, ...control }) => (
            <Select
              {...control}
              value={approveByMinutes === null ? 'none' : String(approveByMinutes)}
              options={[
                { value: 'none', label: 'No last moment' },
                ...ends
                  .toSorted((a, b) => a - b)
                  .map((minutes) => ({
                    value: String(minutes),
                    label: minutes === 0 ? 'The slot itself' : `${minutesWords(minutes)} before the slot`,
                  })),
              ]}
              onValueChange={(value) =>
                onChange({ approveByMinutes: value === 'none' ? null : Number(value) })
              }
            />
          )}
        </Field>
        {approveByMinutes === null ? null : (
          <Field label="If it is late, the post shall" className="min-w-44 flex-1">
            {({ required: _required, ...control }) => (
              <Select
                {...control}
                value={definition.onLate}
                options={late}
                onValueChange={(onLate) => onChange({ onLate })}
              />
            )}
          </Field>
        )}
      </div>
    </>
  )
}

function WorkingHours({ definition, onChange }: PolicyTimesProps) {
  const hours = definition.workingHours
  const set = (change: Partial<NonNullable<Definition['workingHours']>>) => {
    if (hours) onChange({ workingHours: { ...hours, ...change } })
  }
  return (
    <div className="mt-2.5 flex flex-col gap-2">
      <Checkbox
        checked={hours !== null}
        onCheckedChange={(on) =>
          onChange({
            workingHours: on === true ? { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' } : null,
          })
        }
        label="Only in working hours"
        hint="In the organisation’s zone. A reminder outside them waits."
      />
      {hours ? (
        <div className="flex flex-wrap items-center gap-2 pl-6">
          <span role="group" aria-label="Working days" className="flex flex-wrap gap-1">
            {days.map((day, index) => {
              const on = hours.weekdays.includes(index + 1)
              const rest = hours.weekdays.filter((one) => one !== index + 1)
              return (
                <Chip
                  key={day}
                  selected={on}
                  onClick={() => {
                    if (!on) set({ weekdays: [...hours.weekdays, index + 1].toSorted((a, b) => a - b) })
                    else if (rest.length > 0) set({ weekdays: rest })
                  }}
                >
                  {day}
                </Chip>
              )
            })}
          </span>
          <Input
            type="time"
            aria-label="From"
            className="w-28"
            value={hours.from}
            onChange={(event) => event.target.value && set({ from: event.target.value })}
          />
          <Input
            type="time"
            aria-label="To"
            className="w-28"
            value={hours.to}
            onChange={(event) => event.target.value && set({ to: event.target.value })}
          />
        </div>
      ) : null}
    </div>
  )
}
