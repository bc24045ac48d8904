import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { unwrap } from '../../app/api.ts'
import { Button } from '../../ui/button.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { channelsApi, channelsQuery, connectorsQuery, type Channel } from './channels-api.ts'
import { ConnectorField } from './connector-field.tsx'
import { EmbedSnippet } from './embed-snippet.tsx'
import { editableFields, problemsOf, settingsOf, valuesOf } from './form-values.ts'

export interface ChannelSettingsProps {
  channel: Channel
  onClose: () => void
}

export function ChannelSettings({ channel, onClose }: ChannelSettingsProps) {
  const { data: connectors } = useQuery(connectorsQuery)
  const connector = connectors?.find((one) => one.id === channel.connector)
  const fields = connector ? editableFields(connector, channel) : []
  const [name, setName] = useState(channel.name)
  const [changed, setChanged] = useState<Record<string, string>>({})
  const [problems, setProblems] = useState<Record<string, string>>({})
  const save = useSave(channel, onClose)
  const values = { ...valuesOf(fields, channel.settings), ...changed }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = { ...problemsOf(fields, values), ...(name.trim() ? {} : { name: 'Please give a name.' }) }
    setProblems(found)
    if (Object.keys(found).length === 0) save.mutate({ name, settings: settingsOf(fields, values) })
  }
  const formId = `settings-${channel.id}`
  return (
    <Sheet
      open
      onOpenChange={(open) => open || onClose()}
      title={`Settings of ${channel.name}`}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" type="submit" form={formId} busy={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-5 p-4">
        <Field label="Name" error={problems['name']} hint="Your team sees it in the inbox.">
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={80}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {fields.map((field) => (
          <ConnectorField
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            problem={problems[field.name]}
            onChange={(value) => setChanged({ ...changed, [field.name]: value })}
          />
        ))}
        {save.error ? (
          <p role="alert" className="text-list text-bad">
            {causeOf(save.error)}
          </p>
        ) : null}
      </form>
      {channel.connector === 'webchat' ? (
        <div className="border-t border-line p-4">
          <EmbedSnippet channelId={channel.id} />
        </div>
      ) : null}
      <dl className="border-t border-line p-4 text-meta text-muted">
        <dt className="font-medium">Account at {channel.connectorName}</dt>
        <dd className="font-mono break-all">{channel.externalId}</dd>
      </dl>
    </Sheet>
  )
}

function useSave(channel: Channel, onClose: () => void) {
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: (json: { name: string; settings: Channel['settings'] }) =>
      unwrap(channelsApi[':id'].$patch({ param: { id: channel.id }, json })),
    meta: { quiet: true },
    onSuccess: () => {
      onClose()
      toasts.show({ title: `${channel.name} is saved` })
      return queries.invalidateQueries({ queryKey: channelsQuery.queryKey })
    },
  })
}
