import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { unwrap } from '../../app/api.ts'
import { meQuery, useMe } from '../../app/me.ts'
import { useDensity, useTheme, writePref, type Density, type Theme } from '../../app/prefs.ts'
import { useSingleKeys } from '../../app/shortcuts.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { orgsApi } from './settings-api.ts'

const themes: { value: Theme; label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]
const densities: { value: Density; label: string }[] = [
  { value: 'compact', label: 'Compact' },
  { value: 'cosy', label: 'Cosy' },
]

export function Profile() {
  return (
    <>
      <NameCard />
      <LookCard />
    </>
  )
}

function NameCard() {
  const { user } = useMe()
  const queries = useQueryClient()
  const toasts = useToasts()
  const [name, setName] = useState(user.name)
  const save = useMutation({
    mutationFn: () => unwrap(orgsApi.me.$patch({ json: { name } })),
    meta: { quiet: true },
    onSuccess: () => {
      toasts.show({ title: 'Your name is saved' })
      return queries.invalidateQueries({ queryKey: meQuery.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() && name.trim() !== user.name) save.mutate()
  }
  return (
    <Card title="You" hint="How your team and, in replies, your customers know you.">
      <form noValidate onSubmit={submit} className="flex max-w-md flex-col gap-5">
        <Field label="Your name" error={save.error ? causeOf(save.error) : undefined}>
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              autoComplete="name"
              maxLength={80}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="E-mail" hint="You sign in with it.">
          {({ required: _required, ...control }) => <Input {...control} readOnly value={user.email} />}
        </Field>
        <Button
          look="primary"
          type="submit"
          className="self-start"
          disabled={!name.trim() || name.trim() === user.name}
          busy={save.isPending}
        >
          Save
        </Button>
      </form>
    </Card>
  )
}

function LookCard() {
  const [singleKeys, setSingleKeys] = useSingleKeys()
  return (
    <Card title="This browser">
      <div className="flex max-w-md flex-col gap-4 text-list">
        <div className="flex flex-wrap items-center justify-between gap-2">
          Theme
          <Segmented
            label="Theme"
            value={useTheme()}
            segments={themes}
            onValueChange={(theme) => writePref('theme', theme)}
          />
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2">
          Rows
          <Segmented
            label="Rows"
            value={useDensity()}
            segments={densities}
            onValueChange={(density) => writePref('density', density)}
          />
        </div>
        <Switch
          label="Single-key shortcuts"
          hint="Press ? to see them all."
          checked={singleKeys}
          onCheckedChange={setSingleKeys}
        />
      </div>
    </Card>
  )
}
