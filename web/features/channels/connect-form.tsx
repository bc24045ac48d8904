import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { channelsApi, channelsQuery, type Channel, type Connector } from './channels-api.ts'
import { ConnectConsent } from './connect-consent.tsx'
import { ConnectorField } from './connector-field.tsx'
import { problemsOf } from './form-values.ts'

export interface ConnectFormProps {
  connector: Connector
  /** The channel that lost its connection and is connected anew. */
  again: Channel | undefined
  onConnected: (channel: Channel) => void
}

export function ConnectForm({ connector, again, onConnected }: ConnectFormProps) {
  const { can } = useMe()
  if (!can('channels:write')) {
    return <p className="text-list text-muted">Ask an admin of your team to connect a channel.</p>
  }
  return (
    <div className="flex flex-col gap-6">
      {again?.sandbox ? null : (
        <>
          <ConnectConsent connector={connector} again={again !== undefined} />
          {connector.oauth ? (
            <p className="flex items-center gap-3 text-meta text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
              or with a token of your own
            </p>
          ) : null}
          <RealForm connector={connector} again={again} onConnected={onConnected} />
        </>
      )}
      {connector.hasSandbox && (!again || again.sandbox) ? (
        <SandboxForm connector={connector} again={again} onConnected={onConnected} />
      ) : null}
    </div>
  )
}

function RealForm({ connector, again, onConnected }: ConnectFormProps) {
  const [values, setValues] = useState<Record<string, string>>({})
  const [problems, setProblems] = useState<Record<string, string>>({})
  const connect = useConnect(onConnected)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = problemsOf(connector.form, values)
    setProblems(found)
    if (Object.keys(found).length === 0) connect.mutate({ connector: connector.id, values })
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <h2 className="text-read font-semibold">{again ? `Connect ${again.name} again` : 'Details'}</h2>
      {connector.form.map((field) => (
        <ConnectorField
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          problem={problems[field.name]}
          onChange={(value) => setValues({ ...values, [field.name]: value })}
        />
      ))}
      <Refusal error={connect.error} />
      <Button
        look={connector.oauth?.ready ? 'secondary' : 'primary'}
        size="lg"
        type="submit"
        busy={connect.isPending}
      >
        {connect.isPending ? `Asking ${connector.name}…` : 'Connect'}
      </Button>
    </form>
  )
}

const handleOf = (again: Channel | undefined) => {
  const handle = again?.settings['sandboxHandle']
  return typeof handle === 'string' ? handle : ''
}

const handleLook = /^[a-z0-9_-]{1,40}$/

function SandboxForm({ connector, again, onConnected }: ConnectFormProps) {
  const [handle, setHandle] = useState(handleOf(again))
  const [problem, setProblem] = useState<string>()
  const connect = useConnect(onConnected)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wrong = handleLook.test(handle) ? undefined : 'Use small letters, digits, - and _.'
    setProblem(wrong)
    if (!wrong) connect.mutate({ connector: connector.id, values: {}, sandbox: true, sandboxHandle: handle })
  }
  return (
    <form
      noValidate
      onSubmit={submit}
      className="flex flex-col gap-3 rounded border border-dashed border-edge bg-ground p-4"
    >
      <div>
        <h2 className="flex items-center gap-2 text-read font-semibold">
          <FlaskConical aria-hidden className="size-4 text-muted" />
          {again ? `Connect ${again.name} again` : 'Just trying?'}
        </h2>
        <p className="mt-0.5 text-list text-muted">
          Connect an account of the sandbox. It behaves like {connector.name}, and nothing leaves this
          machine.
        </p>
      </div>
      <Field label="Name of the sandbox account" error={problem} hint="For example: shop, studio, support.">
        {({ required: _required, ...control }) => (
          <Input
            {...control}
            value={handle}
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => setHandle(event.target.value)}
          />
        )}
      </Field>
      <Refusal error={connect.error} />
      <Button type="submit" busy={connect.isPending} className="self-start">
        Connect sandbox account
      </Button>
    </form>
  )
}

const Refusal = ({ error }: { error: Error | null }) =>
  error ? (
    <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-list text-bad">
      {causeOf(error)}
    </p>
  ) : null

interface Wish {
  connector: string
  values: Record<string, string>
  sandbox?: boolean
  sandboxHandle?: string
}

function useConnect(onConnected: (channel: Channel) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (json: Wish): Promise<Channel> => unwrap(channelsApi.index.$post({ json })),
    meta: { quiet: true },
    onSuccess: (channel) => {
      onConnected(channel)
      return queries.invalidateQueries({ queryKey: channelsQuery.queryKey })
    },
  })
}
