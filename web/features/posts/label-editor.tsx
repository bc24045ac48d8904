import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Chip } from '../../ui/chip.tsx'

export interface LabelEditorProps {
  labels: readonly string[]
  readOnly: boolean
  onChange: (labels: string[]) => void
}

const most = 20

/** For the team: they find posts by them, and approval policies go by them. */
export function LabelEditor({ labels, readOnly, onChange }: LabelEditorProps) {
  const [typed, setTyped] = useState('')
  const add = () => {
    const label = typed.trim()
    setTyped('')
    if (label && !labels.includes(label) && labels.length < most) onChange([...labels, label])
  }
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {labels.map((label) => (
        <Chip
          key={label}
          {...(readOnly
            ? {}
            : {
                onRemove: () => onChange(labels.filter((one) => one !== label)),
                removeLabel: `Remove label ${label}`,
              })}
        >
          {label}
        </Chip>
      ))}
      {readOnly ? null : (
        <span className="relative inline-flex">
          <Plus aria-hidden className="pointer-events-none absolute top-1.5 left-2 size-3 text-muted" />
          <input
            aria-label="Add a label"
            placeholder="Label"
            value={typed}
            maxLength={60}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ',') return
              event.preventDefault()
              add()
            }}
            className="h-6 w-24 rounded-full border border-edge bg-surface pl-6 text-meta pointer-coarse:h-9"
          />
        </span>
      )}
    </div>
  )
}
