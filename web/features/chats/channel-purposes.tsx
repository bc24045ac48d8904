import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Hash } from 'lucide-react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { Chip } from '../../ui/chip.tsx'
import { useToasts } from '../../ui/toast.tsx'
import {
  chatChannelsQuery,
  chatsApi,
  purposes,
  purposeWords,
  type ChatChannel,
  type Purpose,
  type Workspace,
} from './chats-api.ts'

/** What goes to which channel; a press changes it at once. */
export function ChannelPurposes({
  workspace,
  channels,
}: {
  workspace: Workspace
  channels: readonly ChatChannel[]
}) {
  const { can } = useMe()
  const choose = useChoose(workspace)
  if (channels.length === 0) {
    return (
      <p className="text-list text-muted">
        The bot sees no channel yet. Invite it to one in {workspace.surfaceName}, then look here again.
      </p>
    )
  }
  return (
    <>
      <h3 className="text-list font-semibold">What goes where</h3>
      <ul className="mt-1 divide-y divide-line">
        {channels.map((channel) => (
          <li
            key={channel.channel}
            className="flex flex-wrap items-center gap-x-3 gap-y-1.5 py-2"
            aria-label={channel.name}
          >
            <span className="flex min-w-36 flex-1 items-center gap-1 truncate text-list font-medium">
              <Hash aria-hidden className="size-3.5 shrink-0 text-faint" />
              {channel.name.replace(/^#/, '')}
            </span>
            <span className="flex flex-wrap gap-1.5">
              {purposes.map((purpose) => (
                <PurposeChip
                  key={purpose}
                  purpose={purpose}
                  channel={channel}
                  mayChange={can('chats:write')}
                  onChange={(next) => choose.mutate({ channel, purposes: next })}
                />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function PurposeChip({
  purpose,
  channel,
  mayChange,
  onChange,
}: {
  purpose: Purpose
  channel: ChatChannel
  mayChange: boolean
  onChange: (purposes: Purpose[]) => void
}) {
  const on = channel.purposes.includes(purpose)
  const { label, hint } = purposeWords[purpose]
  if (!mayChange) return on ? <Chip selected>{label}</Chip> : null
  return (
    <Chip
      selected={on}
      title={hint}
      aria-label={`${label} in ${channel.name}`}
      onClick={() =>
        onChange(on ? channel.purposes.filter((one) => one !== purpose) : [...channel.purposes, purpose])
      }
    >
      {label}
    </Chip>
  )
}

interface Choice {
  channel: ChatChannel
  purposes: Purpose[]
  isUndo?: boolean
}

function useChoose(workspace: Workspace) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const { queryKey } = chatChannelsQuery(workspace.id)
  const show = (channel: string, next: Purpose[]) =>
    queries.setQueryData(queryKey, (old) =>
      old?.map((one) => (one.channel === channel ? { ...one, purposes: next } : one)),
    )
  const choose = useMutation({
    mutationFn: ({ channel, purposes: next }: Choice) =>
      unwrap(
        chatsApi.workspaces[':id'].channels.$put({
          param: { id: workspace.id },
          json: { channel: channel.channel, name: channel.name, purposes: next },
        }),
      ),
    meta: { failed: 'The channel stays as it was' },
    onMutate: ({ channel, purposes: next, isUndo }: Choice) => {
      show(channel.channel, next)
      if (isUndo) return
      const words = next.map((one) => purposeWords[one].label.toLowerCase())
      const list = new Intl.ListFormat('en').format(words)
      toasts.show({
        title: next.length > 0 ? `${channel.name} gets ${list}` : `Nothing goes to ${channel.name}`,
        undo: () =>
          choose.mutate({
            channel: { ...channel, purposes: next },
            purposes: channel.purposes,
            isUndo: true,
          }),
      })
    },
    onError: (_error, { channel }) => show(channel.channel, channel.purposes),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  })
  return choose
}
