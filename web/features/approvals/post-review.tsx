import { useQuery } from '@tanstack/react-query'
import { CircleCheck, OctagonX, TriangleAlert } from 'lucide-react'
import {
  checksQuery,
  differenceQuery,
  type Approval,
  type PostChecks,
  type PostView,
} from './approvals-api.ts'
import { ContentCard } from './content-card.tsx'
import { DifferenceView } from './difference-view.tsx'
import { shownContent } from './shown-content.ts'

/** What is decided about: the change since the last approval first, then what each account gets, then the checks. */
export function PostReview({ approval, post }: { approval: Approval; post: PostView }) {
  const since = post.approvedVersion
  const isNewer = since !== null && since !== post.version
  const difference = useQuery({ ...differenceQuery(post.id, since ?? 1), enabled: isNewer })
  const checks = useQuery(checksQuery(post.id))
  return (
    <>
      {approval.hash === post.hash ? null : <OtherVersion approval={approval} post={post} />}
      {isNewer && difference.data ? <DifferenceView difference={difference.data} /> : null}
      {shownContent(post).map((content) => (
        <ContentCard key={content.accounts.map(({ name }) => name).join(' ')} content={content} />
      ))}
      {checks.data ? <Checks checks={checks.data} /> : null}
    </>
  )
}

const OtherVersion = ({ approval, post }: { approval: Approval; post: PostView }) => (
  <p className="rounded bg-warn-soft px-3 py-2 text-list text-warn">
    This request was about version {approval.objectVersion}. The post is at version {post.version} now, which
    is shown below.
  </p>
)

/** What platforms say of it, and what it costs. */
function Checks({ checks }: { checks: PostChecks }) {
  const found = checks.targets.flatMap((target) =>
    target.checks.map((check) => ({ ...check, name: target.name })),
  )
  return (
    <section aria-label="Checks" className="rounded border border-line p-4">
      <h3 className="text-list font-semibold">Checks</h3>
      <ul className="mt-2 flex flex-col gap-1.5 text-list">
        {found.length === 0 ? (
          <li className="flex gap-2">
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
            Every account takes it as it is.
          </li>
        ) : null}
        {found.map((check) => {
          const Icon = check.level === 'stop' ? OctagonX : TriangleAlert
          return (
            <li key={`${check.name} ${check.message}`} className="flex gap-2">
              <Icon
                aria-label={check.level === 'stop' ? 'Stops it' : 'Look at this'}
                className={`mt-0.5 size-4 shrink-0 ${check.level === 'stop' ? 'text-bad' : 'text-warn'}`}
              />
              <span>
                <span className="text-muted">{check.name}:</span> {check.message}
              </span>
            </li>
          )
        })}
      </ul>
      {checks.cost.length > 0 ? (
        <p className="mt-2 border-t border-line pt-2 text-meta text-muted">
          Publishing costs {checks.cost.map(({ amount, currency }) => `${amount} ${currency}`).join(' and ')}.
        </p>
      ) : null}
    </section>
  )
}
