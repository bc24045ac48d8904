import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Routes } from '#features/metrics/routes.ts'
import type { BestTimes } from '#features/metrics/schema.ts'
import { client, unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { plusDays, wallIn, weekdayOf } from './wall.ts'

const metricsApi = client<Routes>('metrics')
const shown = 3
/** Less than this is no reason to wait for an hour. */
const leastLift = 1.05

const bestTimesQuery = (channelIds: readonly string[]) =>
  queryOptions({
    queryKey: ['metrics', 'best-times', channelIds],
    queryFn: (): Promise<BestTimes> =>
      unwrap(metricsApi['best-times'].$get({ query: { accounts: channelIds.join(',') } })),
    staleTime: 10 * 60_000,
  })

interface BestHoursProps {
  channelIds: readonly string[]
  onPick: (wall: string, zone: string) => void
}

/** Hours at which posts of these accounts gathered more than usual; a press fills them in. */
export function BestHours({ channelIds, onPick }: BestHoursProps) {
  const { can } = useMe()
  const { data } = useQuery({
    ...bestTimesQuery(channelIds),
    enabled: can('metrics:read') && channelIds.length > 0,
  })
  const cells = data?.isEnough
    ? data.cells.filter((cell) => cell.confidence !== 'low' && cell.lift >= leastLift).slice(0, shown)
    : []
  if (!data || cells.length === 0) return null
  return (
    <section aria-label="Hours that did best" className="flex flex-col gap-1 border-b border-line pb-3">
      <h3 className="text-meta font-medium text-muted">Hours that did best</h3>
      {cells.map(({ weekday, hour, lift, n }) => {
        const wall = nextAt(weekday, hour, data.zone)
        return (
          <button
            key={wall}
            type="button"
            onClick={() => onPick(wall, data.zone)}
            className="flex min-h-8 items-center justify-between gap-2 rounded-md px-2 text-left text-list hover:bg-fill pointer-coarse:min-h-11"
          >
            <span className="tabular">{wordsOf(wall)}</span>
            <span className="text-meta text-muted">
              {Math.round((lift - 1) * 100)} % above usual, {n} posts
            </span>
          </button>
        )
      })}
    </section>
  )
}

/** The next such weekday and hour that is still to come. */
function nextAt(weekday: number, hour: number, zone: string): string {
  const now = wallIn(Date.now(), zone)
  const ahead = (weekday - weekdayOf(now) + 7) % 7
  const wall = `${plusDays(now.slice(0, 10), ahead)}T${String(hour).padStart(2, '0')}:00`
  return wall > now ? wall : plusDays(wall, 7)
}

const wordsOf = (wall: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(`${wall}Z`))
