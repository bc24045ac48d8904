import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { MessagesSquare } from 'lucide-react'
import { useLiveEvents } from '../../app/live.tsx'
import { QueryView } from '../../app/query-view.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { surfacesQuery, workspacesQuery, type Surface, type Workspace } from './chats-api.ts'
import { MyLinks } from './my-links.tsx'
import { SurfaceRow } from './surface-row.tsx'
import { WorkspaceCard } from './workspace-card.tsx'

/** The chats where the team works: what is connected, what goes to which channel, who I am there. */
export function ChatsSettings() {
  const queries = useQueryClient()
  const surfaces = useQuery(surfacesQuery)
  const workspaces = useQuery(workspacesQuery)
  useLiveEvents(['chats.*'], () => void queries.invalidateQueries({ queryKey: ['chats'] }))
  return (
    <>
      <Outcome />
      <QueryView query={surfaces} loading={<Skeleton className="h-40 animate-late" />}>
        {(all) => (
          <>
            <QueryView query={workspaces} loading={<Skeleton className="h-40 animate-late" />}>
              {(connected) => <Workspaces workspaces={connected} surfaces={all} />}
            </QueryView>
            <Card
              title="Connect a chat"
              hint="Approve posts, answer customers and run every command from the chat where your team already is."
            >
              {all.length === 0 ? (
                <p className="text-list text-muted">This installation has no chat surfaces.</p>
              ) : (
                <ul className="-my-3 divide-y divide-line">
                  {all.map((surface) => (
                    <SurfaceRow
                      key={surface.id}
                      surface={surface}
                      hasSandboxWorkspace={(workspaces.data ?? []).some(
                        (one) => one.surface === surface.id && one.sandbox && one.state === 'active',
                      )}
                    />
                  ))}
                </ul>
              )}
            </Card>
            <MyLinks surfaces={all} workspaces={workspaces.data ?? []} />
          </>
        )}
      </QueryView>
    </>
  )
}

/** How a consent page ended, when the reader comes back from one. */
function Outcome() {
  const { connected, failed } = useSearch({ from: '/shell/settings/chats' })
  if (failed) {
    return (
      <p role="alert" className="rounded bg-bad-soft px-3 py-2 text-list text-bad">
        {failed}
      </p>
    )
  }
  if (connected === undefined) return null
  return (
    <output className="block rounded bg-good-soft px-3 py-2 text-list text-good">
      Connected. Choose below what goes to which channel.
    </output>
  )
}

const rank: Record<Workspace['state'], number> = { reconnect: 0, active: 1, disconnected: 2 }

function Workspaces({ workspaces, surfaces }: { workspaces: Workspace[]; surfaces: Surface[] }) {
  if (workspaces.length === 0) {
    return (
      <Card>
        <EmptyState icon={<MessagesSquare />} title="No chat is connected yet">
          Connect one below. Approvals, results and customers&rsquo; messages then come to your team there.
        </EmptyState>
      </Card>
    )
  }
  return workspaces
    .toSorted((a, b) => rank[a.state] - rank[b.state] || a.connectedAt.localeCompare(b.connectedAt))
    .map((workspace) => (
      <WorkspaceCard
        key={workspace.id}
        workspace={workspace}
        surface={surfaces.find(({ id }) => id === workspace.surface)}
      />
    ))
}
