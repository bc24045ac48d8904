import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChannelPublishing, PublishingSettings as Settings } from '#features/calendar/schema.ts'
import { useMe } from '../../app/me.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { saveChannel, saveSettings, settingsQuery, type SettingsView } from './calendar-api.ts'
import { SlotEditor } from './slot-editor.tsx'

export function PublishingSettings() {
  const query = useQuery(settingsQuery)
  const { can } = useMe()
  const mayWrite = can('policies:write')
  return (
    <QueryView query={query} loading={<Skeleton className="h-64 animate-late" />}>
      {(settings) => (
        <>
          <SlotEditor mayWrite={mayWrite} accounts={settings.channels} />
          <LateForm settings={settings} mayWrite={mayWrite} />
          <Card title="Accounts" hint="A paused account publishes nothing until it is resumed.">
            <ul className="flex flex-col">
              {settings.channels.map((channel) => (
                <AccountRow key={channel.channelId} channel={channel} mayWrite={mayWrite} />
              ))}
            </ul>
          </Card>
        </>
      )}
    </QueryView>
  )
}

function useKeep() {
  const queries = useQueryClient()
  return (saved: SettingsView) => queries.setQueryData(settingsQuery.queryKey, saved)
}

const figures = [
  {
    name: 'missedAfterMinutes',
    label: 'Minutes until a post counts as missed',
    hint: 'Later than this it does not go out by itself any more, but waits for a person.',
  },
  {
    name: 'staggerSeconds',
    label: 'Seconds between overdue posts',
    hint: 'After an outage the posts of one account go out one by one.',
  },
  {
    name: 'warnWithinMinutes',
    label: 'Minutes within which two posts are close',
    hint: 'Whoever plans a post near another one of the same account is told.',
  },
] as const

function LateForm({ settings, mayWrite }: { settings: SettingsView; mayWrite: boolean }) {
  const keep = useKeep()
  const toasts = useToasts()
  const [form, setForm] = useState<Settings>(settings)
  const save = useMutation({
    mutationFn: () => {
      const { missedAfterMinutes, staggerSeconds, warnWithinMinutes } = form
      return saveSettings({
        missedAfterMinutes,
        staggerSeconds,
        warnWithinMinutes,
        ...(settings.utm ? { utm: settings.utm } : {}),
      })
    },
    meta: { failed: 'The settings were not saved' },
    onSuccess: (saved) => {
      keep(saved)
      toasts.show({ title: 'Saved' })
    },
  })
  const changed = figures.some(({ name }) => form[name] !== settings[name])
  return (
    <Card title="When something is late">
      <form
        noValidate
        className="flex max-w-md flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        {figures.map(({ name, label, hint }) => (
          <Field key={name} label={label} hint={hint}>
            {({ required: _required, ...control }) => (
              <Input
                {...control}
                inputMode="numeric"
                className="w-24"
                readOnly={!mayWrite}
                value={String(form[name])}
                onChange={(event) =>
                  setForm({ ...form, [name]: Number(event.target.value.replace(/\D/g, '').slice(0, 5)) })
                }
              />
            )}
          </Field>
        ))}
        {mayWrite ? (
          <Button
            look="primary"
            type="submit"
            disabled={!changed}
            busy={save.isPending}
            className="self-start"
          >
            Save
          </Button>
        ) : null}
      </form>
    </Card>
  )
}

interface AccountRowProps {
  channel: ChannelPublishing & { name: string; connector: string }
  mayWrite: boolean
}

function AccountRow({ channel, mayWrite }: AccountRowProps) {
  const keep = useKeep()
  const toasts = useToasts()
  const { channelId, paused, minGapMinutes, category, name, connector } = channel
  const [gap, setGap] = useState(String(minGapMinutes))
  const [of, setOf] = useState(category)
  const save = useMutation({
    mutationFn: (change: Partial<ChannelPublishing>) =>
      saveChannel({ channelId, paused, minGapMinutes, category, ...change }),
    meta: { failed: 'The account was not changed' },
    onSuccess: (saved, change) => {
      keep(saved)
      if (change.paused !== undefined)
        toasts.show({
          title: change.paused ? `${name} is paused` : `${name} publishes again`,
          undo: () => save.mutate({ paused: !change.paused }),
        })
    },
  })
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-3 last:border-0">
      <span className="flex min-w-40 flex-1 items-center gap-2 text-list font-medium">
        <ChannelMark connector={connector} className="text-muted" />
        {name}
      </span>
      <span className="flex items-center gap-2 text-meta text-muted">
        Least gap
        <Input
          aria-label={`Least gap of ${name} in minutes`}
          inputMode="numeric"
          className="w-16"
          readOnly={!mayWrite}
          value={gap}
          onChange={(event) => setGap(event.target.value.replace(/\D/g, '').slice(0, 4))}
          onBlur={() => Number(gap) !== minGapMinutes && save.mutate({ minGapMinutes: Number(gap) })}
        />
        min
      </span>
      <span className="flex items-center gap-2 text-meta text-muted">
        Category
        <Input
          aria-label={`Category of ${name}`}
          className="w-28"
          readOnly={!mayWrite}
          maxLength={60}
          value={of}
          onChange={(event) => setOf(event.target.value)}
          onBlur={() => of.trim() !== category && save.mutate({ category: of.trim() })}
        />
      </span>
      <Switch
        bare
        label={`${name} publishes`}
        checked={!paused}
        disabled={!mayWrite}
        onCheckedChange={(on) => save.mutate({ paused: !on })}
      />
    </li>
  )
}
