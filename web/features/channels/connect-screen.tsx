import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { ArrowLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { PageHeader } from '../../app/page-header.tsx'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { channelsQuery, connectorsQuery, type Channel, type Connector } from './channels-api.ts'
import { ConnectForm } from './connect-form.tsx'
import { ConnectGuide } from './connect-guide.tsx'
import { ConnectResult } from './connect-result.tsx'

/** Pick a platform, follow its guide, fill in its form, see whether it works. */
export function ConnectScreen() {
  const { platform, channel } = useSearch({ from: '/shell/channels/connect' })
  const query = useQuery(connectorsQuery)
  const connector = query.data?.find((one) => one.id === platform)
  return (
    <>
      <PageHeader
        title={connector ? `Connect ${connector.name}` : 'Connect a channel'}
        action={
          <Button asChild look="quiet">
            <Link to={connector ? '/channels/connect' : '/channels'}>
              <ArrowLeft aria-hidden className="size-4" />
              {connector ? 'Platforms' : 'Channels'}
            </Link>
          </Button>
        }
      />
      <div className="scroll-quiet min-h-0 flex-1">
        <QueryView query={query}>
          {(connectors) =>
            connector ? (
              <Steps key={connector.id} connector={connector} again={channel} />
            ) : (
              <Platforms connectors={connectors} />
            )
          }
        </QueryView>
      </div>
    </>
  )
}

const Platforms = ({ connectors }: { connectors: readonly Connector[] }) => (
  <ul className="mx-auto grid max-w-4xl gap-3 p-4 md:grid-cols-2 md:py-8">
    {connectors.map((connector) => (
      <li key={connector.id}>
        <Link
          to="/channels/connect"
          search={{ platform: connector.id }}
          className="group flex h-full items-center gap-3 rounded border border-line p-4 transition-colors duration-150 hover:bg-hover"
        >
          <span className="flex size-10 shrink-0 items-center justify-center rounded-md bg-fill text-muted group-hover:text-ink">
            <ChannelMark connector={connector.id} name="" className="size-5" />
          </span>
          <span className="min-w-0 flex-1">
            <span className="block text-read font-semibold">{connector.name}</span>
            <span className="block text-list text-muted">{connector.summary}</span>
          </span>
          <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
        </Link>
      </li>
    ))}
  </ul>
)

function Steps({ connector, again }: { connector: Connector; again: string | undefined }) {
  const [connected, setConnected] = useState<Channel>()
  const { data: channels } = useQuery(channelsQuery)
  const before = channels?.find((one) => one.id === again)
  if (connected) return <ConnectResult channel={connected} />
  return (
    <div className="mx-auto grid max-w-4xl gap-6 p-4 md:grid-cols-2 md:gap-10 md:py-8">
      <ConnectGuide connector={connector} />
      <ConnectForm connector={connector} again={before} onConnected={setConnected} />
    </div>
  )
}
