import { Plus } from 'lucide-react'
import type { MetricView } from '#features/metrics/schema.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Picker, type PickerItem } from '../../ui/picker.tsx'
import { metricName } from './question-words.ts'

export interface MetricPickerProps {
  catalogue: readonly MetricView[]
  chosen: readonly string[]
  /** A report asks up to six at once. */
  most: number
  onChange: (metrics: readonly string[]) => void
}

const inbox = new Set([
  'messages_received',
  'conversations_opened',
  'first_response_time',
  'resolution_time',
  'auto_reply_share',
])

function groupOf({ id, missing, posts, accounts }: MetricView): string {
  if (id.startsWith('custom:')) return 'Your own'
  if (inbox.has(id)) return 'Inbox'
  if (missing !== null) return 'Not measured here'
  return posts.length + accounts.length > 0 || id === 'posts_published'
    ? 'Posts and accounts'
    : 'Not measured here'
}

const order = ['Your own', 'Posts and accounts', 'Inbox', 'Not measured here']

/** The chosen figures, and a searched list of all others with what each is. */
export function MetricPicker({ catalogue, chosen, most, onChange }: MetricPickerProps) {
  const items = catalogue
    .filter(({ id }) => !chosen.includes(id))
    .map((metric): PickerItem => ({
      value: metric.id,
      label: metric.name,
      hint: metric.missing ?? metric.formula,
      group: groupOf(metric),
    }))
    .toSorted((a, b) => order.indexOf(a.group) - order.indexOf(b.group))
  return (
    <div role="group" aria-label="Figures" className="flex flex-col gap-1">
      <span className="text-list font-medium">Figures</span>
      <div className="flex flex-wrap items-center gap-1.5">
        {chosen.map((id) => {
          const name = metricName(id, catalogue)
          return (
            <Chip
              key={id}
              tone="accent"
              removeLabel={`Remove ${name}`}
              {...(chosen.length > 1 ? { onRemove: () => onChange(chosen.filter((one) => one !== id)) } : {})}
            >
              {name}
            </Chip>
          )
        })}
        {chosen.length < most ? (
          <Picker
            label="Choose a figure"
            items={items}
            onPick={(id) => onChange([...chosen, id])}
            trigger={
              <Button size="sm" look="quiet" icon={<Plus aria-hidden className="size-3.5" />}>
                Add a figure
              </Button>
            }
          />
        ) : null}
      </div>
    </div>
  )
}
