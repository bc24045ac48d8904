import { useState } from 'react'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'

const units = { second: 1, minute: 60, hour: 3_600, day: 86_400 }
type Unit = keyof typeof units
const options = [
  { value: 'second', label: 'seconds' },
  { value: 'minute', label: 'minutes' },
  { value: 'hour', label: 'hours' },
  { value: 'day', label: 'days' },
] as const

const unitOf = (seconds: number): Unit =>
  seconds % units.day === 0
    ? 'day'
    : seconds % units.hour === 0
      ? 'hour'
      : seconds % 60 === 0
        ? 'minute'
        : 'second'

export interface DurationInputProps {
  label: string
  seconds: number
  onChange: (seconds: number) => void
  least?: number
  error?: string | undefined
}

const most = 30 * units.day

export function DurationInput({ label, seconds, onChange, least = 1, error }: DurationInputProps) {
  const [unit, setUnit] = useState<Unit>(() => unitOf(seconds))
  const [typed, setTyped] = useState(String(seconds / units[unitOf(seconds)]))
  const tell = (text: string, next: Unit) => {
    const count = Number(text)
    if (!Number.isInteger(count) || count < 1) return
    onChange(Math.min(most, Math.max(least, count * units[next])))
  }
  return (
    <Field label={label} error={error} hint="At most 30 days.">
      {(control) => (
        <div className="flex gap-2">
          <Input
            {...control}
            inputMode="numeric"
            className="w-20"
            value={typed}
            onChange={({ target }) => {
              setTyped(target.value.replace(/\D/g, ''))
              tell(target.value, unit)
            }}
            onBlur={() => setTyped(String(seconds / units[unit]))}
          />
          <Select
            aria-label="Unit"
            value={unit}
            options={options.filter((one) => units[one.value] >= least || least < 2)}
            onValueChange={(next) => {
              setUnit(next)
              tell(typed, next)
            }}
          />
        </div>
      )}
    </Field>
  )
}
