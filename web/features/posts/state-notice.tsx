import { useQuery } from '@tanstack/react-query'
import type { PostView } from '#features/posts/schema.ts'
import { softTone } from '../../ui/badge.tsx'
import { cx } from '../../ui/cx.ts'
import { wordsOf } from './post-words.ts'
import { approvalQuery } from './posts-api.ts'
import { ResultList } from './result-list.tsx'

const begun = new Set(['publishing', 'published', 'partly_published', 'failed', 'unknown', 'missed'])

/** Why it stands as it does, who is waited for, and what came of it. */
export function StateNotice({ post }: { post: PostView }) {
  return (
    <>
      {post.stateReason ? (
        <p role="status" className={cx('rounded px-3 py-2.5 text-list', softTone[wordsOf(post).tone])}>
          {post.stateReason}
        </p>
      ) : null}
      {post.approvalId && ['in_review', 'changes_requested', 'rejected'].includes(post.state) ? (
        <Progress id={post.approvalId} />
      ) : null}
      {begun.has(post.state) ? <ResultList post={post} /> : null}
    </>
  )
}

function Progress({ id }: { id: string }) {
  const { data } = useQuery(approvalQuery(id))
  if (!data) return null
  const said = data.decisions.filter(
    ({ decision, reason }) => reason && (decision === 'request_changes' || decision === 'reject'),
  )
  return (
    <section aria-label="Approval" className="rounded border border-line px-3.5 py-3">
      <h2 className="text-meta font-medium text-muted">{data.policyName}</h2>
      <ul className="mt-1.5 flex flex-col gap-1 text-list">
        {data.stages.map((stage, index) => (
          <li key={`${stage.name}${index}`} className={stage.state === 'later' ? 'text-muted' : undefined}>
            <span className="font-medium">{stage.name}</span>
            {': '}
            {stage.state === 'done'
              ? `approved by ${stage.have.map(({ by }) => by.name).join(', ')}`
              : stage.state === 'open'
                ? `${stage.have.length > 0 ? `${stage.have.map(({ by }) => by.name).join(', ')} approved; ` : ''}waits for ${stage.waiting.map(({ name }) => name).join(', ') || 'nobody who can decide'}`
                : 'comes after'}
          </li>
        ))}
      </ul>
      {said.map(({ id: key, by, reason }) => (
        <blockquote key={key} className="mt-2 border-l-2 border-line pl-2.5 text-list">
          <span className="text-muted">{by.name}: </span>
          {reason}
        </blockquote>
      ))}
    </section>
  )
}
