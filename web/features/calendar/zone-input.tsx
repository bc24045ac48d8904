import { useId } from 'react'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'

export interface ZoneInputProps {
  value: string
  label?: string
  hint?: string
  readOnly?: boolean
  onChange: (zone: string) => void
}

const zones = () => Intl.supportedValuesOf('timeZone')

export function ZoneInput({ value, label = 'Time zone', hint, readOnly, onChange }: ZoneInputProps) {
  const list = useId()
  return (
    <Field label={label} hint={hint}>
      {({ required: _required, ...control }) => (
        <>
          <Input
            {...control}
            list={list}
            value={value}
            readOnly={readOnly}
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={list}>
            {zones().map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
