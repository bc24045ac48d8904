import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import type { CheckView, PostChecks } from '#features/posts/review.schema.ts'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { gatherChecks } from './gather-checks.ts'

export interface ChecksListProps {
  checks: PostChecks
  /** Leads to the field of the editor that it is about. */
  onField: (field: CheckView['field'], channelId: string | undefined) => void
}

/** What each platform says, the same words of several accounts once; a click leads to the place. */
export function ChecksList({ checks, onField }: ChecksListProps) {
  const found = gatherChecks(checks)
  const cost = checks.cost
    .map(({ amount, currency }) =>
      amount.toLocaleString(undefined, { style: 'currency', currency, maximumFractionDigits: 3 }),
    )
    .join(', ')
  return (
    <section aria-label="Checks" className="rounded border border-line bg-surface">
      {found.length === 0 ? (
        <p className="flex items-center gap-2 px-3 py-2.5 text-list text-muted">
          <CircleCheck aria-hidden className="size-4 text-good" />
          Every account would take it.
        </p>
      ) : (
        <ul>
          {found.map((check) => (
            <li key={check.key} className="border-b border-line last:border-0">
              <button
                type="button"
                onClick={() =>
                  onField(check.field, check.accounts.length === 1 ? check.channelId : undefined)
                }
                className="ring-inside flex w-full gap-2 px-3 py-2.5 text-left text-list hover:bg-hover"
              >
                {check.level === 'stop' ? (
                  <CircleAlert aria-label="Stops it" className="mt-0.5 size-4 shrink-0 text-bad" />
                ) : (
                  <TriangleAlert aria-label="Warning" className="mt-0.5 size-4 shrink-0 text-warn" />
                )}
                <span className="min-w-0 flex-1">
                  {check.message}
                  <span className="flex flex-wrap gap-x-2.5 text-meta text-muted">
                    {check.accounts.map((one) => (
                      <span key={one.channelId} className="inline-flex items-center gap-1">
                        <ChannelMark connector={one.platform} className="size-3" />
                        {one.name}
                      </span>
                    ))}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {cost ? (
        <p className="border-t border-line px-3 py-2 text-meta text-muted">
          Publishing costs {cost} at the platform.
        </p>
      ) : null}
    </section>
  )
}
