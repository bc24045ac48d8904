import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { unwrap } from '../../app/api.ts'
import { meQuery, useMe } from '../../app/me.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { orgQuery, orgsApi, type Org } from './settings-api.ts'

export function OrgSettings() {
  const query = useQuery(orgQuery)
  return (
    <QueryView query={query} loading={<Skeleton className="h-64 animate-late" />}>
      {(org) => <OrgForm org={org} />}
    </QueryView>
  )
}

const longestReopen = 90
const zones = () => Intl.supportedValuesOf('timeZone')

function OrgForm({ org }: { org: Org }) {
  const { can } = useMe()
  const readOnly = !can('org:write')
  const [name, setName] = useState(org.name)
  const [timezone, setTimezone] = useState(org.timezone)
  const [days, setDays] = useState(String(org.settings.reopenDays))
  const save = useSave(org)
  const changed =
    name.trim() !== org.name || timezone !== org.timezone || Number(days) !== org.settings.reopenDays
  const problem = days === '' || Number(days) > longestReopen ? 'Between 0 and 90.' : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changed && !problem) save.mutate({ name, timezone, settings: { reopenDays: Number(days) } })
  }
  return (
    <Card
      title="Organisation"
      hint={readOnly ? 'Only the owner can change this.' : 'What your team and your customers see.'}
    >
      <form noValidate onSubmit={submit} className="flex max-w-md flex-col gap-5">
        <Field label="Name">
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              value={name}
              maxLength={80}
              readOnly={readOnly}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Time zone" hint="Opening hours of rules and days in reports follow it.">
          {({ required: _required, ...control }) => (
            <>
              <Input
                {...control}
                list="time-zones"
                value={timezone}
                readOnly={readOnly}
                onChange={(event) => setTimezone(event.target.value)}
              />
              <datalist id="time-zones">
                {zones().map((zone) => (
                  <option key={zone}>{zone}</option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field
          label="Reopen a resolved conversation"
          error={problem}
          hint="A customer who writes again within so many days continues it; later, a new one starts."
        >
          {({ required: _required, ...control }) => (
            <span className="flex items-center gap-2">
              <Input
                {...control}
                inputMode="numeric"
                value={days}
                readOnly={readOnly}
                className="w-20"
                onChange={(event) => setDays(event.target.value.replace(/\D/g, '').slice(0, 2))}
              />
              <span className="text-list text-muted">days</span>
            </span>
          )}
        </Field>
        {save.error ? (
          <p role="alert" className="text-list text-bad">
            {causeOf(save.error)}
          </p>
        ) : null}
        {readOnly ? null : (
          <Button
            look="primary"
            type="submit"
            disabled={!changed || problem !== undefined}
            busy={save.isPending}
            className="self-start"
          >
            Save
          </Button>
        )}
      </form>
    </Card>
  )
}

function useSave(before: Org) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const send = (json: { name: string; timezone: string; settings: { reopenDays: number } }): Promise<Org> =>
    unwrap(orgsApi.settings.$patch({ json }))
  return useMutation({
    mutationFn: send,
    meta: { quiet: true },
    onSuccess: (org) => {
      queries.setQueryData(orgQuery.queryKey, org)
      toasts.show({ title: 'Saved', detail: before.name === org.name ? '' : `You are now ${org.name}.` })
      return queries.invalidateQueries({ queryKey: meQuery.queryKey })
    },
  })
}
