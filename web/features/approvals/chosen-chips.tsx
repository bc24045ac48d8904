import { Plus } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Picker } from '../../ui/picker.tsx'

export interface Choice {
  value: string
  label: string
  group: string
}

export interface ChosenChipsProps {
  /** What is chosen here, for the button and screen readers: "channel". */
  what: string
  choices: readonly Choice[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
  /** What holds while nothing is chosen. */
  none: string
}

/** Some of many, as chips that can be taken off, and a menu with the others. */
export function ChosenChips({ what, choices, chosen, onChange, none }: ChosenChipsProps) {
  const others = choices.filter(({ value }) => !chosen.includes(value))
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {chosen.length === 0 ? <span className="text-list text-muted">{none}</span> : null}
      {chosen.map((value) => {
        const label = choices.find((one) => one.value === value)?.label ?? 'Somebody who left'
        return (
          <Chip
            key={value}
            removeLabel={`Take off ${label}`}
            onRemove={() => onChange(chosen.filter((one) => one !== value))}
          >
            {label}
          </Chip>
        )
      })}
      {others.length > 0 ? (
        <Picker
          label={`Add a ${what}`}
          items={others}
          onPick={(value) => onChange([...chosen, value])}
          trigger={
            <Button size="sm" look="quiet" icon={<Plus aria-hidden className="size-3.5" />}>
              Add a {what}
            </Button>
          }
        />
      ) : null}
    </div>
  )
}
