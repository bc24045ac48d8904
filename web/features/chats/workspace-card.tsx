import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Ellipsis, FlaskConical, Stethoscope, Unplug } from 'lucide-react'
import { useState } from 'react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { Checks } from '../channels/checks.tsx'
import { ChannelPurposes } from './channel-purposes.tsx'
import { chatChannelsQuery, chatsApi, workspacesQuery, type Surface, type Workspace } from './chats-api.ts'
import { SurfaceMark } from './surface-mark.tsx'

export function WorkspaceCard({
  workspace,
  surface,
}: {
  workspace: Workspace
  surface: Surface | undefined
}) {
  const { can } = useMe()
  const test = useMutation({
    mutationFn: () => unwrap(chatsApi.workspaces[':id'].test.$post({ param: { id: workspace.id } })),
    meta: { failed: `${workspace.name} could not be tested` },
  })
  const isActive = workspace.state === 'active'
  return (
    <section aria-label={workspace.name} className="rounded border border-line bg-surface">
      <header className="flex items-center gap-3 p-4">
        <SurfaceMark surface={workspace.surface} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-read font-semibold">{workspace.name}</h2>
          <p className="truncate text-meta text-muted">
            {workspace.surfaceName}
            {workspace.sandbox ? ' · sandbox' : ''} · connected <Time at={workspace.connectedAt} />
          </p>
        </div>
        <Badge tone={isActive ? 'good' : 'bad'}>{isActive ? 'Working' : 'Needs you'}</Badge>
        {can('chats:write') ? (
          <WorkspaceMenu workspace={workspace} testing={test.isPending} onTest={() => test.mutate()} />
        ) : null}
      </header>
      {isActive ? null : (
        <p className="px-4 pb-3 text-list text-muted">
          {workspace.reason ?? 'The chat does not let us in any more.'} Connect it again below.
        </p>
      )}
      {test.data ? (
        <div className="border-t border-line px-4 py-3">
          <Checks checks={test.data} label={`Checks of ${workspace.name}`} />
        </div>
      ) : null}
      {isActive && surface?.channels !== false ? <Channels workspace={workspace} /> : null}
      {workspace.sandbox && isActive && can('sandbox:use') ? (
        <footer className="border-t border-line px-4 py-2.5">
          <Button asChild size="sm" look="quiet">
            <Link to="/sandbox" search={{ tab: 'chats', surface: workspace.surface }}>
              <FlaskConical aria-hidden className="size-3.5" />
              Write there as a colleague
            </Link>
          </Button>
        </footer>
      ) : null}
    </section>
  )
}

function Channels({ workspace }: { workspace: Workspace }) {
  const query = useQuery(chatChannelsQuery(workspace.id))
  return (
    <div className="border-t border-line px-4 py-3">
      <QueryView query={query} loading={<Skeleton className="h-20 animate-late" />}>
        {(channels) => <ChannelPurposes workspace={workspace} channels={channels} />}
      </QueryView>
    </div>
  )
}

function WorkspaceMenu({
  workspace,
  testing,
  onTest,
}: {
  workspace: Workspace
  testing: boolean
  onTest: () => void
}) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const [asking, setAsking] = useState(false)
  const disconnect = useMutation({
    mutationFn: () => unwrap(chatsApi.workspaces[':id'].$delete({ param: { id: workspace.id } })),
    meta: { failed: `${workspace.name} could not be disconnected` },
    onMutate: () =>
      queries.setQueryData(workspacesQuery.queryKey, (old) => old?.filter(({ id }) => id !== workspace.id)),
    onSuccess: () =>
      toasts.show({ title: `${workspace.name} is disconnected`, detail: 'What was posted stays there.' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['chats'] }),
  })
  return (
    <>
      <Button
        size="sm"
        icon={<Stethoscope aria-hidden className="size-3.5" />}
        busy={testing}
        onClick={onTest}
        className="max-md:hidden"
      >
        Test
      </Button>
      <Menu
        align="end"
        trigger={<IconButton label={`More for ${workspace.name}`} icon={<Ellipsis />} className="-mr-2" />}
      >
        <MenuItem icon={<Stethoscope />} onSelect={onTest}>
          Test
        </MenuItem>
        <MenuItem icon={<Unplug />} danger onSelect={() => setAsking(true)}>
          Disconnect…
        </MenuItem>
      </Menu>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={`Disconnect ${workspace.name}?`}
        act="Disconnect"
        danger
        onConfirm={() => disconnect.mutate()}
      >
        Nothing more is posted there, and the bot answers nobody. What was posted stays. To take it back,
        connect it again.
      </Confirm>
    </>
  )
}
