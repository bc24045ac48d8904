import { useQuery } from '@tanstack/react-query'
import { Clock, Flag, Tag, UserRound, UserX } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useMe } from '../../app/me.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Input } from '../../ui/input.tsx'
import { labelsQuery, membersQuery, type ConversationRow } from './inbox-api.ts'
import { Picker } from './picker.tsx'
import { priorityNames } from './row-preview.ts'
import { localInputValue, snoozeTimes } from './snooze-times.ts'
import { useNow } from './use-now.ts'
import type { Acts } from './use-acts.ts'

export type PickerName = 'assign' | 'label' | 'priority' | 'snooze'

export interface ActPickerProps {
  rows: readonly ConversationRow[]
  acts: Acts
  open: boolean
  onOpenChange: (open: boolean) => void
  trigger: ReactNode
}

const nobody = 'nobody'

export function AssignPicker({ rows, acts, ...rest }: ActPickerProps) {
  const { memberId } = useMe()
  const { data: members = [] } = useQuery(membersQuery)
  const current = rows[0]?.assigneeId ?? null
  const active = members.filter((member) => member.active)
  const mine = active.filter(({ id }) => id === memberId)
  const others = active.filter(({ id }) => id !== memberId)
  return (
    <Picker
      {...rest}
      label="Assign to"
      items={[
        ...[...mine, ...others].map(({ id, name }) => ({
          id,
          label: name,
          detail: id === memberId ? 'You' : undefined,
          icon: <Avatar name={name} size="sm" className="size-5" />,
          isOn: id === current,
        })),
        {
          id: nobody,
          label: 'Nobody',
          icon: <UserX aria-hidden className="text-muted" />,
          isOn: current === null,
        },
      ]}
      onPick={({ id, label }) => (id === nobody ? acts.assign(rows, null) : acts.assign(rows, id, label))}
    />
  )
}

export function LabelPicker({ rows, acts, ...rest }: ActPickerProps) {
  const { data: labels = [] } = useQuery(labelsQuery)
  const on = new Set(rows[0]?.labels)
  const names = [...new Set([...labels.map(({ name }) => name), ...on])].toSorted()
  return (
    <Picker
      {...rest}
      several
      label="Labels"
      items={names.map((name) => ({
        id: name,
        label: name,
        icon: <Tag aria-hidden className="text-muted" />,
        isOn: on.has(name),
      }))}
      onPick={({ id }) => acts.label(rows, id, !on.has(id))}
      onCreate={(name) => acts.label(rows, name, true)}
    />
  )
}

const priorityLooks = ['text-faint', 'text-muted', 'text-warn', 'text-bad']

export const PriorityMark = ({ priority }: { priority: number }) => (
  <Flag
    aria-hidden
    className={cx('size-4', priorityLooks[priority])}
    fill={priority > 1 ? 'currentColor' : 'none'}
  />
)

export const PriorityPicker = ({ rows, acts, ...rest }: ActPickerProps) => (
  <Picker
    {...rest}
    label="Priority"
    items={[3, 2, 1, 0].map((priority) => ({
      id: String(priority),
      label: priorityNames[priority] ?? '',
      icon: <PriorityMark priority={priority} />,
      isOn: rows[0]?.priority === priority,
    }))}
    onPick={({ id, label }) => acts.prioritise(rows, Number(id), label)}
  />
)

const timeFormat = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

export function SnoozePicker({
  onSnooze,
  ...rest
}: Omit<ActPickerProps, 'rows' | 'acts'> & { onSnooze: (until: string) => void }) {
  const times = snoozeTimes(new Date(useNow(60_000)))
  return (
    <Picker
      {...rest}
      label="Snooze until"
      items={times.map(({ id, label, at }) => ({
        id,
        label,
        detail: timeFormat.format(at),
        icon: <Clock aria-hidden className="text-muted" />,
      }))}
      onPick={({ id }) => {
        const time = times.find((one) => one.id === id)
        if (time) onSnooze(time.at.toISOString())
      }}
      footer={
        <CustomTime
          onSnooze={(until) => {
            onSnooze(until)
            rest.onOpenChange(false)
          }}
        />
      }
    />
  )
}

function CustomTime({ onSnooze }: { onSnooze: (until: string) => void }) {
  const [value, setValue] = useState('')
  const nowMs = useNow(30_000)
  const at = value === '' ? undefined : new Date(value)
  const isAhead = at !== undefined && at.getTime() > nowMs
  return (
    <form
      className="flex items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (at && isAhead) onSnooze(at.toISOString())
      }}
    >
      <Input
        type="datetime-local"
        aria-label={`Another time (${Intl.DateTimeFormat().resolvedOptions().timeZone})`}
        min={localInputValue(new Date(nowMs))}
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      <Button type="submit" disabled={!isAhead}>
        Set
      </Button>
    </form>
  )
}

export const AssigneeMark = ({ name }: { name: string | undefined }) =>
  name ? (
    <Avatar name={name} size="sm" className="size-5 text-[9px]" />
  ) : (
    <UserRound aria-hidden className="size-4" />
  )
