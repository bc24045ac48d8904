import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'
import { Time } from '../../ui/time.tsx'
import { countWords } from './channel-words.ts'
import { connectorsQuery, type Channel } from './channels-api.ts'

/** How it is, in numbers and times. */
export function ChannelFacts({ channel, onParked }: { channel: Channel; onParked: () => void }) {
  const { data: connectors } = useQuery(connectorsQuery)
  const publishes = connectors?.find(({ id }) => id === channel.connector)?.publishes
  return (
    <dl className="grid grid-cols-3 gap-3 px-4 py-3">
      <Fact term="Last event">{channel.lastEventAt ? <Time at={channel.lastEventAt} /> : 'None yet'}</Fact>
      <Fact term="Failed today" bad={channel.failedSends > 0}>
        {countWords(channel.failedSends)}
      </Fact>
      <Fact term="Set aside" bad={channel.parked > 0}>
        {channel.parked > 0 ? (
          <button
            type="button"
            onClick={onParked}
            className="rounded-sm font-medium underline underline-offset-2"
          >
            {countWords(channel.parked)}, look
          </button>
        ) : (
          '0'
        )}
      </Fact>
      {channel.tokenSince || channel.tokenExpiresAt ? <Token channel={channel} /> : null}
      {publishes ? (
        <Fact term="Publishes" className="col-span-3">
          {publishes.formats.map(({ label }) => label).join(', ')}
        </Fact>
      ) : null}
      {channel.lastError && channel.lastErrorAt ? (
        <div className="col-span-3 text-meta text-muted">
          Last trouble <Time at={channel.lastErrorAt} />: {channel.lastError}
        </div>
      ) : null}
    </dl>
  )
}

/** How old the token is, and when it ends. */
function Token({ channel }: { channel: Channel }) {
  const ends = channel.tokenExpiresAt
  return (
    <Fact term="Token" className="col-span-3">
      {channel.tokenSince ? (
        <>
          since <Time at={channel.tokenSince} />
        </>
      ) : null}
      {channel.tokenSince && ends ? ', ' : ''}
      {ends ? (
        <>
          ends <Time at={ends} />
        </>
      ) : null}
    </Fact>
  )
}

interface FactProps {
  term: string
  bad?: boolean
  className?: string
  children: ReactNode
}

const Fact = ({ term, bad, className, children }: FactProps) => (
  <div className={cx('min-w-0', className)}>
    <dt className="truncate text-meta text-muted">{term}</dt>
    <dd className={bad ? 'tabular text-list font-medium text-bad' : 'tabular text-list'}>{children}</dd>
  </div>
)
