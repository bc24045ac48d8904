import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import type { MetricView, OwnMetricView } from '#features/metrics/index.ts'

/** The catalogue: what each figure is, and who tells it. */
export function metricsReply(catalogue: readonly MetricView[], own: readonly OwnMetricView[]): Reply {
  const faulty = own.filter(({ fault }) => fault !== null)
  const rows = [...catalogue]
    .toSorted((a, b) => Number(b.id.startsWith('custom:')) - Number(a.id.startsWith('custom:')))
    .map((metric) => [metric.name, metric.formula, metric.missing ?? tellers(metric)])
  return reply(
    { kind: 'heading', text: 'What can be asked for' },
    { kind: 'table', columns: ['Figure', 'Formula', 'Told by'], rows },
    ...faulty.map(({ name, fault }) => ({
      kind: 'text' as const,
      tone: 'warn' as const,
      text: `${name} cannot be asked for: ${fault ?? ''}`,
    })),
    {
      kind: 'text',
      tone: 'quiet',
      text: 'Make your own: define-metric "Save rate" saves / reach * 100',
    },
  )
}

function tellers({ id, posts, accounts, category }: MetricView): string {
  if (category === 'Inbox' || id === 'posts_published') return 'our own log'
  const all = [...new Set([...posts, ...accounts])]
  return all.length > 0 ? all.join(', ') : 'no account here'
}

/** One of our own, as it was saved. */
export function ownMetricReply(metric: OwnMetricView, said: string): Reply {
  return reply(
    { kind: 'text', tone: 'good', text: `${said} ${metric.name} = ${metric.formula} (${metric.unit}).` },
    {
      kind: 'buttons',
      buttons: [
        {
          label: 'Ask for it',
          command: { name: 'ask', args: { metrics: metric.id, period: 'last_30_days' } },
        },
        { label: 'Delete', style: 'danger', command: { name: 'delete-metric', args: { name: metric.slug } } },
      ],
    },
  )
}
