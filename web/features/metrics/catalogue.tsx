import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { MetricView } from '#features/metrics/schema.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { catalogueQuery } from '../ask/ask-api.ts'

/** Every figure, what it is made of, and the platforms that tell it. */
export function Catalogue() {
  const query = useQuery(catalogueQuery)
  const built = (query.data ?? []).filter(({ id }) => !id.startsWith('custom:'))
  return (
    <section aria-labelledby="catalogue" className="flex flex-col gap-4">
      <h2 id="catalogue" className="text-title font-semibold">
        Catalogue
      </h2>
      {query.isError ? (
        <ErrorState
          title="The catalogue could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : query.isPending ? (
        <Skeleton className="h-60 w-full animate-late" />
      ) : (
        [...Map.groupBy(built, ({ category }) => category)].map(([category, metrics]) => (
          <div key={category} className="flex flex-col gap-1">
            <h3 className="text-list font-semibold text-muted">{category}</h3>
            <dl className="divide-y divide-line">
              {metrics.map((metric) => (
                <Entry key={metric.id} metric={metric} />
              ))}
            </dl>
          </div>
        ))
      )}
    </section>
  )
}

function Entry({ metric }: { metric: MetricView }) {
  const { id, name, formula, per, missing } = metric
  return (
    <div className="grid gap-x-4 gap-y-0.5 py-2 md:grid-cols-[12rem_1fr_14rem]">
      <dt className="text-list font-medium">
        {missing === null ? (
          <Link to="/ask" search={{ metrics: id, period: 'last_30_days' }} className="hover:underline">
            {name}
          </Link>
        ) : (
          name
        )}
        <code className="block text-meta font-normal text-muted">{id}</code>
      </dt>
      <dd className="text-list">
        {formula}
        {per ? <span className="block text-meta text-muted">out of {per}</span> : null}
      </dd>
      <dd className="text-list text-muted">{missing ?? tellers(metric)}</dd>
    </div>
  )
}

function tellers({ posts, accounts, category, id }: MetricView): string {
  if (category === 'Inbox' || id === 'posts_published') return 'Our own log'
  const parts = [
    ...(posts.length > 0 ? [`posts of ${posts.join(', ')}`] : []),
    ...(accounts.length > 0 ? [`accounts on ${accounts.join(', ')}`] : []),
  ]
  return parts.length > 0 ? parts.join('; ') : 'No account that is connected'
}
