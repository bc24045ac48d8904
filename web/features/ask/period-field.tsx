import { rollingNames } from '#features/metrics/schema.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { plusDays, wallIn } from '../calendar/wall.ts'
import { viewerZone } from '../posts/post-words.ts'
import { periodWords } from './question-words.ts'

export interface PeriodFieldProps {
  /** A name, or `from..to`. */
  value: string
  fault?: string | undefined
  onChange: (period: string) => void
}

const options = [
  ...rollingNames.map((value) => ({ value: String(value), label: periodWords[value] })),
  { value: 'custom', label: 'These days…' },
]

/** A period that moves along with today, or the same days for good. */
export function PeriodField({ value, fault, onChange }: PeriodFieldProps) {
  const isCustom = value.includes('..')
  const [from = '', to = ''] = value.split('..')
  return (
    <>
      <Field label="Period">
        {({ required: _required, ...control }) => (
          <Select
            {...control}
            value={isCustom ? 'custom' : value}
            options={options}
            onValueChange={(next) => onChange(next === 'custom' ? lastMonth() : next)}
          />
        )}
      </Field>
      {isCustom ? (
        <div className="grid grid-cols-2 gap-2">
          <Field label="First day">
            {({ required: _required, ...control }) => (
              <Input
                {...control}
                type="date"
                value={from}
                max={to}
                onChange={(event) => onChange(`${event.target.value}..${to}`)}
              />
            )}
          </Field>
          <Field label="Last day">
            {({ required: _required, ...control }) => (
              <Input
                {...control}
                type="date"
                value={to}
                min={from}
                onChange={(event) => onChange(`${from}..${event.target.value}`)}
              />
            )}
          </Field>
          {fault ? (
            <p role="alert" className="col-span-2 text-meta text-bad">
              {fault}
            </p>
          ) : null}
        </div>
      ) : null}
    </>
  )
}

/** Thirty days to begin with. */
function lastMonth(): string {
  const today = wallIn(Date.now(), viewerZone())
  return `${plusDays(today, -30).slice(0, 10)}..${plusDays(today, -1).slice(0, 10)}`
}
