import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Plug, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useLiveEvents } from '../../app/live.tsx'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { usePaletteActions } from '../../app/palette.tsx'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ChannelCard } from './channel-card.tsx'
import { ChannelSettings } from './channel-settings.tsx'
import { channelsQuery, lagQuery, type Channel } from './channels-api.ts'
import { ConnectOutcome } from './connect-outcome.tsx'
import { ParkedSheet } from './parked-sheet.tsx'

const grid = 'grid grid-cols-1 items-start gap-4 p-4 lg:grid-cols-2 xl:grid-cols-3'

export function ChannelsScreen() {
  const { can } = useMe()
  const query = useQuery(channelsQuery)
  const [settingsOf, setSettingsOf] = useState<string>()
  const [parkedOf, setParkedOf] = useState<string>()
  useFreshChannels()
  useConnectAction(can('channels:write'))
  const byId = (id: string | undefined) => query.data?.find((channel) => channel.id === id)
  const settings = byId(settingsOf)
  const parked = byId(parkedOf)
  return (
    <>
      <PageHeader
        title="Channels"
        meta={can('jobs:read') ? <Lag /> : undefined}
        action={
          can('channels:write') ? (
            <Button asChild look="primary">
              <Link to="/channels/connect">
                <Plus aria-hidden className="size-4" />
                Connect
              </Link>
            </Button>
          ) : undefined
        }
      />
      <div className="scroll-quiet min-h-0 flex-1">
        <QueryView query={query} loading={<CardSkeletons />}>
          {(channels) =>
            channels.length === 0 ? (
              <NoChannels canConnect={can('channels:write')} />
            ) : (
              <>
                <ConnectOutcome channels={channels} />
                <div className={grid}>
                  {inOrder(channels).map((channel) => (
                    <ChannelCard
                      key={channel.id}
                      channel={channel}
                      onSettings={(one) => setSettingsOf(one.id)}
                      onParked={(one) => setParkedOf(one.id)}
                    />
                  ))}
                </div>
              </>
            )
          }
        </QueryView>
      </div>
      {settings ? <ChannelSettings channel={settings} onClose={() => setSettingsOf(undefined)} /> : null}
      {parked ? <ParkedSheet channel={parked} onClose={() => setParkedOf(undefined)} /> : null}
    </>
  )
}

const rank: Record<Channel['state'], number> = { reconnect: 0, active: 1, paused: 1, disconnected: 2 }

/** What needs somebody first, what is gone last. */
const inOrder = (channels: readonly Channel[]) =>
  channels.toSorted((a, b) => rank[a.state] - rank[b.state] || a.createdAt.localeCompare(b.createdAt))

function useFreshChannels() {
  const queries = useQueryClient()
  useLiveEvents(['channel.*'], () => void queries.invalidateQueries({ queryKey: ['channels'] }))
  useLiveEvents(['message.received'], ({ payload }) => {
    const at = new Date().toISOString()
    const channelId = channelOf(payload)
    queries.setQueryData(channelsQuery.queryKey, (old) =>
      old?.map((channel) => (channel.id === channelId ? { ...channel, lastEventAt: at } : channel)),
    )
  })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function channelOf(payload: unknown): unknown {
  const conversation = isRecord(payload) ? payload['conversation'] : undefined
  const channel = isRecord(conversation) ? conversation['channel'] : undefined
  return isRecord(channel) ? channel['id'] : undefined
}

function useConnectAction(may: boolean) {
  const navigate = useNavigate()
  usePaletteActions(
    useMemo(
      () =>
        may
          ? [
              {
                id: 'channels.connect',
                label: 'Connect a channel',
                group: 'Channels',
                icon: <Plug />,
                run: () => void navigate({ to: '/channels/connect' }),
              },
            ]
          : [],
      [may, navigate],
    ),
  )
}

/** How long what customers wrote waits before the inbox has it. */
function Lag() {
  const { data } = useQuery(lagQuery)
  if (!data) return null
  const oldest = Math.max(
    0,
    ...data.lag.filter((one) => one.lane === 'ingest').map((one) => one.oldestSeconds),
  )
  if (oldest < 2) return <span className="max-md:hidden">No delay</span>
  return <span className="text-warn">Messages wait {Math.round(oldest)} s</span>
}

const NoChannels = ({ canConnect }: { canConnect: boolean }) => (
  <EmptyState
    icon={<Plug />}
    title="No channel yet"
    action={
      canConnect ? (
        <Button asChild look="primary">
          <Link to="/channels/connect">Connect a channel</Link>
        </Button>
      ) : undefined
    }
  >
    {canConnect
      ? 'Connect the places where your customers write. Their messages land in the inbox.'
      : 'An admin of your team can connect the places where your customers write.'}
  </EmptyState>
)

const CardSkeletons = () => (
  <output aria-label="Loading" className={`${grid} animate-late`}>
    {[1, 2, 3].map((n) => (
      <div key={n} className="h-52 space-y-4 rounded border border-line p-4">
        <Skeleton className="w-1/2" />
        <Skeleton className="w-4/5" />
        <Skeleton className="w-3/5" />
      </div>
    ))}
  </output>
)
