import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Ellipsis, FlaskConical, Pause, Play, PlugZap, Settings2, Stethoscope, Unplug } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '../../app/me.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { Time } from '../../ui/time.tsx'
import { ChannelFacts } from './channel-facts.tsx'
import { channelWords } from './channel-words.ts'
import { connectorsQuery, type Channel } from './channels-api.ts'
import { Checks } from './checks.tsx'
import { useChannelActs } from './use-channel-acts.ts'

export interface ChannelCardProps {
  channel: Channel
  onSettings: (channel: Channel) => void
  onParked: (channel: Channel) => void
}

export function ChannelCard({ channel, onSettings, onParked }: ChannelCardProps) {
  const { can } = useMe()
  const acts = useChannelActs(channel)
  const { data: connectors } = useQuery(connectorsQuery)
  const connector = connectors?.find(({ id }) => id === channel.connector)
  const words = channelWords(channel, connector?.abilities.messages === false)
  const [shown, setShown] = useState(false)
  const test = () => {
    setShown(true)
    acts.test.mutate()
  }
  const isGone = channel.state === 'disconnected'
  return (
    <article
      aria-labelledby={`channel-${channel.id}`}
      className="flex flex-col rounded border border-line bg-surface"
    >
      <header className="flex items-center gap-3 p-4 pb-3">
        <span className="flex size-9 shrink-0 items-center justify-center rounded-md bg-fill text-muted">
          <ChannelMark connector={channel.connector} name={channel.connectorName} />
        </span>
        <div className="min-w-0 flex-1">
          <h2 id={`channel-${channel.id}`} className="truncate text-read font-semibold">
            {channel.name}
          </h2>
          <p className="truncate text-meta text-muted">
            {channel.connectorName}
            {channel.sandbox ? ' · sandbox' : ''}
          </p>
        </div>
        <Badge tone={words.tone}>{words.label}</Badge>
        {can('channels:write') ? (
          <CardMenu
            channel={channel}
            onSettings={() => onSettings(channel)}
            onDisconnect={() => acts.disconnect.mutate()}
          />
        ) : null}
      </header>
      <p className="px-4 text-list text-muted">{words.text}</p>
      {isGone ? null : <ChannelFacts channel={channel} onParked={() => onParked(channel)} />}
      {shown && channel.health ? (
        <div className="border-t border-line px-4 py-3">
          <Checks checks={channel.health} label={`Checks of ${channel.name}`} />
        </div>
      ) : null}
      <span className="flex-1" />
      <footer className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2.5">
        {can('channels:write') ? (
          <Acts channel={channel} acts={acts} talks={connector?.abilities.messages !== false} onTest={test} />
        ) : (
          <span className="text-meta text-muted">Only an admin can change it.</span>
        )}
        <span className="flex-1" />
        {channel.healthAt && channel.health && !isGone ? (
          <button
            type="button"
            aria-expanded={shown}
            onClick={() => setShown(!shown)}
            className="rounded-sm text-meta text-muted hover:text-ink pointer-coarse:min-h-11"
          >
            Checked <Time at={channel.healthAt} />
          </button>
        ) : null}
      </footer>
    </article>
  )
}

interface ActsProps {
  channel: Channel
  acts: ReturnType<typeof useChannelActs>
  /** Customers write there; else it only publishes. */
  talks: boolean
  onTest: () => void
}

function Acts({ channel, acts, talks, onTest }: ActsProps) {
  if (channel.state === 'disconnected' || channel.state === 'reconnect') {
    return (
      <Button asChild look={channel.state === 'reconnect' ? 'primary' : 'secondary'} size="sm">
        <Link to="/channels/connect" search={{ platform: channel.connector, channel: channel.id }}>
          <PlugZap aria-hidden className="size-3.5" />
          {channel.state === 'reconnect' ? 'Reconnect' : 'Connect again'}
        </Link>
      </Button>
    )
  }
  return (
    <>
      <Button
        size="sm"
        icon={<Stethoscope aria-hidden className="size-3.5" />}
        busy={acts.test.isPending}
        onClick={onTest}
      >
        Test
      </Button>
      {channel.state === 'paused' ? (
        <Button
          size="sm"
          icon={<Play aria-hidden className="size-3.5" />}
          onClick={() => acts.resume.mutate()}
        >
          Resume
        </Button>
      ) : (
        <Button
          size="sm"
          icon={<Pause aria-hidden className="size-3.5" />}
          onClick={() => acts.pause.mutate()}
        >
          Pause
        </Button>
      )}
      {channel.sandbox ? (
        <Button asChild size="sm" look="quiet">
          <Link to="/sandbox" search={talks ? { channel: channel.id } : { tab: 'posts' }}>
            <FlaskConical aria-hidden className="size-3.5" />
            {talks ? 'Play the customer' : 'See what is out'}
          </Link>
        </Button>
      ) : null}
    </>
  )
}

function CardMenu({
  channel,
  onSettings,
  onDisconnect,
}: {
  channel: Channel
  onSettings: () => void
  onDisconnect: () => void
}) {
  const [asking, setAsking] = useState(false)
  if (channel.state === 'disconnected') return null
  return (
    <>
      <Menu
        align="end"
        trigger={<IconButton label={`More for ${channel.name}`} icon={<Ellipsis />} className="-mr-2" />}
      >
        <MenuItem icon={<Settings2 />} onSelect={onSettings}>
          Settings
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Unplug />} danger onSelect={() => setAsking(true)}>
          Disconnect…
        </MenuItem>
      </Menu>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={`Disconnect ${channel.name}?`}
        act="Disconnect"
        danger
        onConfirm={onDisconnect}
      >
        Customers who write there do not reach you any more. Conversations stay. To take it back, connect it
        again.
      </Confirm>
    </>
  )
}
