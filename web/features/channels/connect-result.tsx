import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck } from 'lucide-react'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { connectorsQuery, testChannel, type Channel } from './channels-api.ts'
import { Checks } from './checks.tsx'
import { EmbedSnippet } from './embed-snippet.tsx'

/** Connected: what the platform says of it, and where to go from here. */
export function ConnectResult({ channel }: { channel: Channel }) {
  const { can } = useMe()
  const { data: connectors } = useQuery(connectorsQuery)
  const talks = connectors?.find(({ id }) => id === channel.connector)?.abilities.messages !== false
  const checks = useQuery({
    queryKey: ['channels', 'first-test', channel.id],
    queryFn: () => testChannel(channel.id),
    retry: false,
  })
  return (
    <div className="mx-auto flex max-w-xl flex-col gap-6 p-4 md:py-10">
      <div className="flex items-center gap-3">
        <CircleCheck aria-hidden className="size-8 shrink-0 text-good" />
        <div>
          <h2 className="text-title font-semibold" tabIndex={-1} ref={(node) => node?.focus()}>
            {channel.name} is connected
          </h2>
          <p className="text-list text-muted">
            {talks ? 'New messages land in the inbox from now on.' : 'Posts can go out there from now on.'}
          </p>
        </div>
      </div>
      <section aria-label="Checks" className="rounded border border-line p-4">
        {checks.data ? (
          <Checks checks={checks.data} label={`Checks of ${channel.name}`} />
        ) : checks.error ? (
          <p role="alert" className="text-list text-bad">
            {causeOf(checks.error)}
          </p>
        ) : (
          <div className="animate-late space-y-3 py-1">
            <Skeleton className="w-1/2" />
            <Skeleton className="w-4/5" />
          </div>
        )}
      </section>
      {channel.connector === 'webchat' ? <EmbedSnippet channelId={channel.id} /> : null}
      <div className="flex flex-wrap gap-2">
        {channel.sandbox && talks && can('sandbox:use') ? (
          <Button asChild look="primary">
            <Link to="/sandbox" search={{ channel: channel.id }}>
              Play a customer
            </Link>
          </Button>
        ) : null}
        <Button asChild>
          <Link to="/channels">All channels</Link>
        </Button>
      </div>
    </div>
  )
}
