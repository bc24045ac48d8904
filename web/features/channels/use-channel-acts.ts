import { useMutation, useQueryClient } from '@tanstack/react-query'
import { unwrap } from '../../app/api.ts'
import { useToasts } from '../../ui/toast.tsx'
import { channelsApi, channelsQuery, testChannel, type Channel } from './channels-api.ts'

/** Pause, resume, test, disconnect: shown at once, put back when refused. */
export function useChannelActs(channel: Channel) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const id = channel.id

  const patch = (change: Partial<Channel>) =>
    queries.setQueryData(channelsQuery.queryKey, (old) =>
      old?.map((one) => (one.id === id ? { ...one, ...change } : one)),
    )
  /** Shows a change at once, and returns what stood there before. */
  const show = (change: Partial<Channel>): Channel => {
    patch(change)
    return channel
  }
  const putBack = (_error: Error, _input: void, before: Channel | undefined) => before && patch(before)
  const refresh = () => queries.invalidateQueries({ queryKey: channelsQuery.queryKey })

  const resume = useMutation({
    mutationFn: () => unwrap(channelsApi[':id'].resume.$post({ param: { id } })),
    meta: { failed: `${channel.name} could not be resumed` },
    onMutate: () => show({ state: 'active', stateReason: null }),
    onError: putBack,
    onSettled: refresh,
  })
  const pause = useMutation({
    mutationFn: () => unwrap(channelsApi[':id'].pause.$post({ param: { id } })),
    meta: { failed: `${channel.name} could not be paused` },
    onMutate: () => {
      toasts.show({ title: `${channel.name} is paused`, undo: () => resume.mutate() })
      return show({ state: 'paused' })
    },
    onError: putBack,
    onSettled: refresh,
  })
  const test = useMutation({
    mutationFn: () => testChannel(id),
    meta: { failed: `${channel.name} could not be tested` },
    onSuccess: (health) => patch({ health, healthAt: new Date().toISOString() }),
    onSettled: refresh,
  })
  const disconnect = useMutation({
    mutationFn: () => unwrap(channelsApi[':id'].$delete({ param: { id } })),
    meta: { failed: `${channel.name} could not be disconnected` },
    onMutate: () => show({ state: 'disconnected' }),
    onSuccess: () =>
      toasts.show({ title: `${channel.name} is disconnected`, detail: 'Its conversations stay.' }),
    onError: putBack,
    onSettled: refresh,
  })
  return { pause, resume, test, disconnect }
}
