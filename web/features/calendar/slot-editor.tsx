import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { SlotInput } from '#features/calendar/schema.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { viewerZone } from '../posts/post-words.ts'
import { createSlot, deleteSlot, slotsQuery, updateSlot, type SlotView } from './calendar-api.ts'
import { ZoneInput } from './zone-input.tsx'

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

export interface SlotEditorProps {
  mayWrite: boolean
  accounts: ReadonlyArray<{ channelId: string; name: string; connector: string }>
}

/** Times of the week that wait for posts: "next free slot" takes them in turn. */
export function SlotEditor({ mayWrite, accounts }: SlotEditorProps) {
  const slots = useQuery(slotsQuery).data ?? []
  const [adding, setAdding] = useState(false)
  const sorted = slots.toSorted((a, b) => a.weekday - b.weekday || a.time.localeCompare(b.time))
  return (
    <Card
      title="Weekly slots"
      hint="“Next free slot” puts a post into the next of these times that nobody has taken."
      action={
        mayWrite ? (
          <Button icon={<Plus aria-hidden className="size-4" />} onClick={() => setAdding(true)}>
            Add a slot
          </Button>
        ) : undefined
      }
    >
      {sorted.length === 0 ? <p className="text-list text-muted">No slots yet.</p> : null}
      <ul aria-label="Weekly slots">
        {sorted.map((slot) => (
          <SlotRow key={slot.id} slot={slot} accounts={accounts} mayWrite={mayWrite} />
        ))}
      </ul>
      {adding ? <SlotDialog accounts={accounts} onClose={() => setAdding(false)} /> : null}
    </Card>
  )
}

const toInput = ({
  weekday,
  time,
  zone,
  channelIds,
  category,
  jitterMinutes,
  paused,
}: SlotView): SlotInput => ({
  weekday,
  time,
  zone,
  channelIds,
  category,
  jitterMinutes,
  paused,
})

function useSlotActs(slot: SlotView) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const fresh = () => queries.invalidateQueries({ queryKey: ['calendar'] })
  const pause = useMutation({
    mutationFn: (paused: boolean) => updateSlot(slot.id, { ...toInput(slot), paused }),
    meta: { failed: 'The slot was not changed' },
    onSuccess: fresh,
  })
  const restore = useMutation({
    mutationFn: () => createSlot(toInput(slot)),
    meta: { failed: 'The slot was not brought back' },
    onSuccess: fresh,
  })
  const remove = useMutation({
    mutationFn: () => deleteSlot(slot.id),
    meta: { failed: 'The slot was not deleted' },
    onSuccess: () => {
      toasts.show({ title: 'The slot is gone. Posts keep their time.', undo: () => restore.mutate() })
      return fresh()
    },
  })
  return { pause, remove }
}

function SlotRow({ slot, accounts, mayWrite }: SlotEditorProps & { slot: SlotView }) {
  const { pause, remove } = useSlotActs(slot)
  const name = `${days[slot.weekday - 1] ?? ''} ${slot.time}`
  const of = accounts.filter((one) => slot.channelIds.includes(one.channelId)).map((one) => one.name)
  return (
    <li className="flex items-center gap-3 border-b border-line py-2 last:border-0">
      <span className="min-w-0 flex-1">
        <span className="tabular text-list font-medium">{name}</span>{' '}
        <span className="text-meta text-muted">{slot.zone}</span>
        <span className="block truncate text-meta text-muted">
          {[
            of.length > 0 ? of.join(', ') : 'Every account',
            slot.category,
            slot.jitterMinutes ? `up to ${slot.jitterMinutes} min later` : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      <Switch
        bare
        label={`${name} in use`}
        checked={!slot.paused}
        disabled={!mayWrite}
        onCheckedChange={(on) => pause.mutate(!on)}
      />
      {mayWrite ? (
        <IconButton label={`Delete ${name}`} icon={<Trash2 />} onClick={() => remove.mutate()} />
      ) : null}
    </li>
  )
}

function SlotDialog({ accounts, onClose }: Pick<SlotEditorProps, 'accounts'> & { onClose: () => void }) {
  const queries = useQueryClient()
  const [weekday, setWeekday] = useState('1')
  const [time, setTime] = useState('09:00')
  const [zone, setZone] = useState(viewerZone())
  const [channelId, setChannelId] = useState('all')
  const [category, setCategory] = useState('')
  const save = useMutation({
    mutationFn: () =>
      createSlot({
        weekday: Number(weekday),
        time,
        zone,
        channelIds: channelId === 'all' ? [] : [channelId],
        category: category.trim(),
      }),
    meta: { quiet: true },
    onSuccess: () => {
      onClose()
      return queries.invalidateQueries({ queryKey: ['calendar'] })
    },
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Add a slot"
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" busy={save.isPending} disabled={!time} onClick={() => save.mutate()}>
            Add
          </Button>
        </>
      }
    >
      <div className="grid gap-4 md:grid-cols-2">
        <Field label="Day">
          {({ required: _required, ...control }) => (
            <Select
              {...control}
              value={weekday}
              options={days.map((label, index) => ({ value: String(index + 1), label }))}
              onValueChange={setWeekday}
            />
          )}
        </Field>
        <Field label="Time">
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              type="time"
              value={time}
              onChange={(event) => setTime(event.target.value.slice(0, 5))}
            />
          )}
        </Field>
        <ZoneInput value={zone} onChange={setZone} />
        <Field label="For">
          {({ required: _required, ...control }) => (
            <Select
              {...control}
              value={channelId}
              options={[
                { value: 'all', label: 'Every account' },
                ...accounts.map((one) => ({ value: one.channelId, label: `${one.name} · ${one.connector}` })),
              ]}
              onValueChange={setChannelId}
            />
          )}
        </Field>
        <Field label="Category" hint="For posts of one kind; may stay empty.">
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              maxLength={60}
              value={category}
              onChange={(event) => setCategory(event.target.value)}
            />
          )}
        </Field>
      </div>
      {save.error ? (
        <p role="alert" className="mt-4 text-list text-bad">
          {causeOf(save.error)}
        </p>
      ) : null}
    </Dialog>
  )
}
