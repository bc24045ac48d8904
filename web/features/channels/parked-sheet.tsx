import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, RotateCcw } from 'lucide-react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Time } from '../../ui/time.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { channelsApi, channelsQuery, parkedQuery, type Channel } from './channels-api.ts'

/** Events that could not be read, each with its reason; they can be read anew once the cause is gone. */
export function ParkedSheet({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { can } = useMe()
  const query = useQuery(parkedQuery(channel.id))
  const replay = useReplay(channel)
  return (
    <Sheet open onOpenChange={(open) => open || onClose()} title={`Set aside: ${channel.name}`}>
      <QueryView query={query}>
        {(events) =>
          events.length === 0 ? (
            <EmptyState icon={<CircleCheck />} title="All read">
              Everything that came from this channel stands in the inbox.
            </EmptyState>
          ) : (
            <ul>
              {events.map((event) => (
                <li key={event.id} className="flex items-start gap-3 border-b border-line p-4">
                  <div className="min-w-0 flex-1">
                    <p className="text-list break-words">{event.reason}</p>
                    <p className="text-meta text-muted">
                      {kindOf(event.event)}
                      <Time at={event.parkedAt} />
                    </p>
                    <details className="mt-1 text-meta text-muted">
                      <summary>What came</summary>
                      <pre className="scroll-quiet mt-1 max-h-48 rounded-md bg-fill p-2 font-mono text-meta break-all whitespace-pre-wrap">
                        {JSON.stringify(event.event, null, 2)}
                      </pre>
                    </details>
                  </div>
                  {can('jobs:write') ? (
                    <Button
                      size="sm"
                      icon={<RotateCcw aria-hidden className="size-3.5" />}
                      onClick={() => replay.mutate(event.id)}
                    >
                      Read again
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Sheet>
  )
}

const kindOf = (event: Record<string, unknown>) =>
  typeof event['kind'] === 'string' ? `${event['kind'].replaceAll('_', ' ')} · ` : ''

function useReplay(channel: Channel) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const key = parkedQuery(channel.id).queryKey
  return useMutation({
    mutationFn: (id: string) => unwrap(channelsApi.parked[':id'].replay.$post({ param: { id } })),
    meta: { failed: 'It could still not be read' },
    onMutate: (id) => {
      const before = queries.getQueryData(key)
      queries.setQueryData(key, (old) => old?.filter((event) => event.id !== id))
      return before
    },
    onError: (_error, _id, before) => queries.setQueryData(key, before),
    onSuccess: () => toasts.show({ title: 'It is being read again' }),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: key })
      void queries.invalidateQueries({ queryKey: channelsQuery.queryKey })
    },
  })
}
