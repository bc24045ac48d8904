import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { QueryView } from '../../app/query-view.tsx'
import { Card } from '../../ui/card.tsx'
import { cx } from '../../ui/cx.ts'
import { PlainTable } from '../../ui/plain-table.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { usageQuery, type UsageView } from './assistant-api.ts'
import { countWords, costWords, dayWords, monthWords, shareOf } from './usage-words.ts'

/** What the model took this month, of how much. */
export function AssistantUsage() {
  const usage = useQuery(usageQuery)
  return (
    <Card title="This month" hint="Months and days are those of UTC.">
      <QueryView query={usage} loading={<Skeleton className="h-40 animate-late" />}>
        {(view) => <Usage view={view} />}
      </QueryView>
    </Card>
  )
}

function Usage({ view }: { view: UsageView }) {
  const isUnknown = view.costUsd === null
  return (
    <div className="flex flex-col gap-5">
      <Budget view={view} />
      <dl className="flex flex-wrap gap-x-10 gap-y-3">
        <Fact name="Calls of the model">{countWords(view.calls)}</Fact>
        <Fact name="Cost, at most">{costWords(view.costUsd)}</Fact>
      </dl>
      {isUnknown ? (
        <p className="max-w-prose text-meta text-muted">
          The price is known only of models that OpenAI lists, at its own address. It is never guessed.
        </p>
      ) : null}
      {view.calls === 0 ? (
        <p className="text-list text-muted">Nothing was asked in {monthWords(view.month)} yet.</p>
      ) : (
        <>
          <UsageTable label="By model" rows={view.models.map((row) => ({ ...row, name: row.model }))} />
          <UsageTable
            label="By day"
            rows={view.days.toReversed().map((row) => ({ ...row, name: dayWords(row.day) }))}
          />
        </>
      )}
    </div>
  )
}

/** The bar says nothing that the words beside it do not. */
function Budget({ view }: { view: UsageView }) {
  const share = shareOf(view)
  const isUsedUp = view.left === 0
  return (
    <div className="flex flex-col gap-1.5">
      <div
        role="meter"
        aria-label="Tokens of the month’s budget"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
        aria-valuetext={`${share} % used`}
        className="h-2 max-w-md overflow-hidden rounded-full bg-selected"
      >
        <div
          className={cx('h-full rounded-full', isUsedUp ? 'bg-bad' : 'bg-accent')}
          style={{ width: `${share}%` }}
        />
      </div>
      <p className={cx('tabular text-list', isUsedUp ? 'text-bad' : 'text-muted')}>
        {countWords(view.tokens)} of {countWords(view.budget)} tokens used
        {isUsedUp ? '. Nothing is asked until next month.' : `, ${countWords(view.left)} left.`}
      </p>
    </div>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt className="text-meta text-muted">{name}</dt>
    <dd className="tabular text-read font-medium">{children}</dd>
  </div>
)

interface UsageTableProps {
  label: string
  rows: ReadonlyArray<{ name: string; calls: number; tokens: number; costUsd: number | null }>
}

const UsageTable = ({ label, rows }: UsageTableProps) => (
  <section>
    <h3 className="mb-1.5 text-meta font-medium text-muted">{label}</h3>
    <PlainTable
      label={label}
      figures
      columns={[
        label.replace('By ', '').replace(/^./, (first) => first.toUpperCase()),
        'Calls',
        'Tokens',
        'Cost',
      ]}
      rows={rows.map((row) => [
        row.name,
        countWords(row.calls),
        countWords(row.tokens),
        costWords(row.costUsd),
      ])}
      className="max-h-80 w-fit"
    />
  </section>
)
