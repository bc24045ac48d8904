import type { ReactNode } from 'react'
import { Checkbox } from '../../ui/checkbox.tsx'

export interface ChoiceListProps<V extends string> {
  label: string
  options: readonly { value: V; label: ReactNode }[]
  chosen: readonly V[]
  onChange: (chosen: V[]) => void
}

/** Some of a few. */
export function ChoiceList<V extends string>({ label, options, chosen, onChange }: ChoiceListProps<V>) {
  return (
    <fieldset className="flex max-h-64 flex-col gap-2.5 overflow-auto p-0.5">
      <legend className="mb-2 text-list font-medium">{label}</legend>
      {options.map(({ value, label: text }) => (
        <Checkbox
          key={value}
          label={text}
          checked={chosen.includes(value)}
          onCheckedChange={(on) =>
            onChange(on === true ? [...chosen, value] : chosen.filter((one) => one !== value))
          }
        />
      ))}
    </fieldset>
  )
}
