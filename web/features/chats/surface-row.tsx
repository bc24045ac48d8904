import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { useState } from 'react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { chatsApi, type Surface } from './chats-api.ts'
import { SurfaceMark } from './surface-mark.tsx'

/** One chat that can be connected, and what it still needs. */
export function SurfaceRow({
  surface,
  hasSandboxWorkspace,
}: {
  surface: Surface
  hasSandboxWorkspace: boolean
}) {
  const { can } = useMe()
  const [guided, setGuided] = useState(false)
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-3">
        <SurfaceMark surface={surface.id} />
        <div className="min-w-0 flex-1 basis-48">
          <p className="flex items-center gap-2 text-read font-semibold">
            {surface.name}
            {surface.configured ? null : <Badge>Not set up</Badge>}
          </p>
          <p className="text-list text-muted">{surface.summary}</p>
        </div>
        {can('chats:write') ? (
          <span className="flex flex-wrap gap-2">
            {surface.sandbox && !hasSandboxWorkspace ? <ConnectSandbox surface={surface} /> : null}
            {surface.configured ? (
              <Connect surface={surface} />
            ) : (
              <Button aria-expanded={guided} onClick={() => setGuided(!guided)}>
                How to set it up
              </Button>
            )}
          </span>
        ) : null}
      </div>
      {guided ? <Guide surface={surface} /> : null}
    </li>
  )
}

function Connect({ surface }: { surface: Surface }) {
  const connect = useMutation({
    mutationFn: () => unwrap(chatsApi.workspaces.connect.$post({ json: { surface: surface.id } })),
    meta: { failed: `${surface.name} could not be connected` },
    onSuccess: ({ url }) => location.assign(url),
  })
  return (
    <Button look="primary" busy={connect.isPending} onClick={() => connect.mutate()}>
      Connect {surface.name}
    </Button>
  )
}

function ConnectSandbox({ surface }: { surface: Surface }) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const connect = useMutation({
    mutationFn: () => unwrap(chatsApi.workspaces.sandbox.$post({ json: { surface: surface.id } })),
    meta: { failed: `The sandbox of ${surface.name} could not be connected` },
    onSuccess: () => toasts.show({ title: `The sandbox of ${surface.name} is connected`, tone: 'good' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['chats'] }),
  })
  return (
    <Button
      icon={<FlaskConical aria-hidden className="size-4" />}
      busy={connect.isPending}
      onClick={() => connect.mutate()}
    >
      Try with the sandbox
    </Button>
  )
}

const Guide = ({ surface }: { surface: Surface }) => (
  <div className="mt-3 rounded bg-ground p-4 text-list md:ml-12">
    <ol className="flex list-decimal flex-col gap-1.5 pl-5">
      {surface.guide.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
    {surface.missing.length > 0 ? (
      <p className="mt-3">
        Then set{' '}
        {surface.missing.map((key, index) => (
          <span key={key}>
            {index > 0 ? ', ' : ''}
            <code className="font-mono text-meta">{key}</code>
          </span>
        ))}{' '}
        in the environment of Parley, and start it again.
      </p>
    ) : null}
  </div>
)
