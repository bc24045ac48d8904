import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { causeOf } from '../../ui/error-state.tsx'
import { Time } from '../../ui/time.tsx'
import { askAccountsQuery, sourcesQuery, type SourceView } from './ask-api.ts'

/** When each account was read last, and what it does not give: nothing is left out in silence. */
export function Sources() {
  const [open, setOpen] = useState(false)
  return (
    <details className="group text-list" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex w-fit cursor-pointer list-none items-center gap-1 rounded-sm text-muted hover:text-ink pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
        Where figures come from
      </summary>
      {open ? <SourceList /> : null}
    </details>
  )
}

function SourceList() {
  const { data, error } = useQuery(sourcesQuery)
  if (error) return <p className="mt-2 text-bad">{causeOf(error)}</p>
  if (!data) return <p className="mt-2 animate-late text-muted">One moment…</p>
  if (data.length === 0)
    return (
      <p className="mt-2 max-w-prose text-muted">
        Figures of the inbox come from our own log. No account tells figures of posts yet:{' '}
        <Link to="/channels" className="text-accent-ink underline underline-offset-2">
          connect one
        </Link>
        , or give it a first reading.
      </p>
    )
  return (
    <ul aria-label="Where figures come from" className="mt-2 flex flex-col divide-y divide-line">
      {data.map((source) => (
        <SourceRow key={source.channelId} source={source} />
      ))}
      <li className="py-2 text-muted">Figures of the inbox come from our own log, as of now.</li>
    </ul>
  )
}

const measureWords = (measure: string) => measure.replaceAll('_', ' ')

function SourceRow({ source }: { source: SourceView }) {
  const { channelId, name, platform, postsAt, accountAt, since, failure, refused, heldBack } = source
  const account = useQuery(askAccountsQuery).data?.find(({ id }) => id === channelId)
  return (
    <li className="flex flex-col gap-0.5 py-2">
      <p>
        <span className="font-medium">{name}</span>{' '}
        <span className="text-muted">{account?.platformName ?? platform}</span>
      </p>
      <p className="text-meta text-muted">
        {postsAt || accountAt ? (
          <>
            {postsAt ? (
              <>
                Posts read <Time at={postsAt} />
              </>
            ) : (
              'Posts not read yet'
            )}
            {' · '}
            {accountAt ? (
              <>
                account read <Time at={accountAt} />
              </>
            ) : (
              'account not read yet'
            )}
            {since ? ` · days known since ${since}` : ''}
          </>
        ) : (
          'Not read yet'
        )}
      </p>
      {failure ? <p className="text-meta text-bad">{failure}</p> : null}
      {refused.map((one) => (
        <p key={one.measure} className="text-meta text-warn">
          {measureWords(one.measure)} is refused ({one.message}). It is asked for again{' '}
          <Time at={one.until} />.
        </p>
      ))}
      {heldBack.map((one) => (
        <p key={`${one.measure} ${one.at}`} className="text-meta text-warn">
          {measureWords(one.measure)} {one.value.toLocaleString('en')} is held back until a second reading
          says the same: {one.why}
        </p>
      ))}
    </li>
  )
}
