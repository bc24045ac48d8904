import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { unwrap } from '../../app/api.ts'
import { useLiveEvents } from '../../app/live.tsx'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { ApiKeyDialog } from './api-key-dialog.tsx'
import { apiKeysQuery, orgsApi, type ApiKey } from './settings-api.ts'

export function ApiKeys() {
  const query = useQuery(apiKeysQuery)
  const queries = useQueryClient()
  const [creating, setCreating] = useState(false)
  useLiveEvents(['api-key.*'], () => void queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey }))
  const create = (
    <Button look="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setCreating(true)}>
      Create a key
    </Button>
  )
  return (
    <>
      <Card
        title="API keys"
        hint="For programs of your own. Each may do only what you choose."
        action={query.data?.length ? create : undefined}
      >
        <QueryView query={query} loading={<Skeleton className="h-32 animate-late" />}>
          {(keys) =>
            keys.length === 0 ? (
              <EmptyState icon={<KeyRound />} title="No key yet" action={create}>
                With a key, a program reads conversations, answers, and changes rules over the API.
              </EmptyState>
            ) : (
              <ul className="-my-2 divide-y divide-line">
                {keys.map((key) => (
                  <KeyRow key={key.id} apiKey={key} />
                ))}
              </ul>
            )
          }
        </QueryView>
        <p className="mt-4 border-t border-line pt-3 text-meta text-muted">
          Send it as <code className="font-mono">Authorization: Bearer …</code> The calls are listed in the{' '}
          <a href="/docs" className="font-medium text-accent-ink underline underline-offset-2">
            API reference
          </a>
          .
        </p>
      </Card>
      {creating ? <ApiKeyDialog onClose={() => setCreating(false)} /> : null}
    </>
  )
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const [asking, setAsking] = useState(false)
  const revoke = useMutation({
    mutationFn: () => unwrap(orgsApi['api-keys'][':id'].$delete({ param: { id: apiKey.id } })),
    meta: { failed: `${apiKey.name} still works` },
    onMutate: () =>
      queries.setQueryData(apiKeysQuery.queryKey, (old) => old?.filter((one) => one.id !== apiKey.id)),
    onSuccess: () => toasts.show({ title: `${apiKey.name} is revoked` }),
    onSettled: () => queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  })
  return (
    <li className="flex items-center gap-3 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="truncate text-list font-medium">{apiKey.name}</p>
        <p className="truncate text-meta text-muted">
          <code className="font-mono">{apiKey.prefix}…</code> · {apiKey.scopes.join(', ')}
        </p>
      </div>
      <span className="text-right text-meta text-muted">
        {apiKey.lastUsedAt ? (
          <>
            used <Time at={apiKey.lastUsedAt} />
          </>
        ) : (
          'never used'
        )}
        {apiKey.expiresAt ? (
          <span className="block">
            ends <Time at={apiKey.expiresAt} />
          </span>
        ) : null}
      </span>
      <Button size="sm" aria-label={`Revoke ${apiKey.name}`} onClick={() => setAsking(true)}>
        Revoke
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={`Revoke ${apiKey.name}?`}
        act="Revoke"
        danger
        onConfirm={() => revoke.mutate()}
      >
        Programs that use it are refused at once. This cannot be undone.
      </Confirm>
    </li>
  )
}
