import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ArrowLeft, CircleCheckBig, ExternalLink, UserRoundPlus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useMe } from '../../app/me.ts'
import { useTitle } from '../../app/page-header.tsx'
import { QueryView } from '../../app/query-view.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { lateWords, stateWords, zonedTime } from './approval-words.ts'
import { approvalQuery, postQuery, type Approval, type PostView } from './approvals-api.ts'
import { DecisionBar } from './decision-bar.tsx'
import { DecisionRecord } from './decision-record.tsx'
import { GuestDialog } from './guest-dialog.tsx'
import { PostReview } from './post-review.tsx'
import { ProgressView } from './progress-view.tsx'

export const NoApproval = () => (
  <EmptyState icon={<CircleCheckBig />} title="Choose a request">
    Keys decide: A approves, C requests changes, R rejects, D asks somebody else.
  </EmptyState>
)

export function ApprovalDetail() {
  const { approvalId } = useParams({ from: '/shell/approvals/$approvalId' })
  const query = useQuery(approvalQuery(approvalId))
  return (
    <QueryView query={query} loading={<DetailSkeleton />}>
      {(approval) => <Request key={approval.id} approval={approval} />}
    </QueryView>
  )
}

function Request({ approval }: { approval: Approval }) {
  useTitle(approval.title)
  const isPost = approval.type === 'post'
  const post = useQuery({ ...postQuery(approval.objectId), enabled: isPost })
  return (
    <>
      <Header approval={approval} post={post.data} />
      <div className="scroll-quiet min-h-0 flex-1">
        <div className="mx-auto grid max-w-5xl gap-6 p-4 lg:grid-cols-[minmax(0,1fr)_260px] lg:p-6">
          <div className="flex min-w-0 flex-col gap-4">
            {isPost ? (
              <QueryView query={post} loading={<Skeleton className="h-60 animate-late" />}>
                {(data) => <PostReview approval={approval} post={data} />}
              </QueryView>
            ) : (
              <p className="text-read break-words whitespace-pre-wrap">{approval.title}</p>
            )}
          </div>
          <aside className="flex flex-col gap-6">
            <Facts approval={approval} post={post.data} />
            <ProgressView approval={approval} />
            <DecisionRecord decisions={approval.decisions} />
          </aside>
        </div>
      </div>
      <DecisionBar approval={approval} />
    </>
  )
}

function Header({ approval, post }: { approval: Approval; post: PostView | undefined }) {
  const { can } = useMe()
  const search = useSearch({ from: '/shell/approvals' })
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const words = stateWords[approval.state]
  return (
    <header className="flex shrink-0 items-center gap-3 border-b border-line px-4 py-2.5">
      <IconButton
        label="All requests"
        icon={<ArrowLeft />}
        className="md:hidden"
        onClick={() => void navigate({ to: '/approvals', search })}
      />
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-head font-semibold">{approval.title}</h2>
        <p className="truncate text-meta text-muted">
          {approval.requestedBy.name} asked <Time at={approval.requestedAt} />
          {approval.objectVersion > 1 ? ` · version ${approval.objectVersion}` : ''}
        </p>
      </div>
      <Badge tone={words.tone}>{words.label}</Badge>
      {approval.state === 'pending' && can('posts:publish') ? (
        <IconButton label="Ask a guest by a link" icon={<UserRoundPlus />} onClick={() => setAsking(true)} />
      ) : null}
      {post ? (
        <Button asChild look="quiet" className="max-md:hidden">
          <a href={`/posts/${post.number}`}>
            <ExternalLink aria-hidden className="size-4" />
            Open post
          </a>
        </Button>
      ) : null}
      {asking ? <GuestDialog approval={approval} onClose={() => setAsking(false)} /> : null}
    </header>
  )
}

function Facts({ approval, post }: { approval: Approval; post: PostView | undefined }) {
  const slotAt = post?.plannedAt ?? approval.slotAt
  return (
    <dl className="flex flex-col gap-2.5 text-list">
      <Fact term="Goes out">
        {slotAt ? (
          <>
            {zonedTime(slotAt, post?.plannedZone)} · <Time at={slotAt} />
          </>
        ) : (
          'No time is planned yet'
        )}
      </Fact>
      {approval.approveBy ? (
        <Fact term="Approve by">
          {zonedTime(approval.approveBy, post?.plannedZone)}, {lateWords[approval.onLate]}
        </Fact>
      ) : null}
      {post && post.labels.length > 0 ? <Fact term="Labels">{post.labels.join(', ')}</Fact> : null}
    </dl>
  )
}

const Fact = ({ term, children }: { term: string; children: ReactNode }) => (
  <div>
    <dt className="text-meta text-muted">{term}</dt>
    <dd>{children}</dd>
  </div>
)

const DetailSkeleton = () => (
  <output aria-label="Loading" className="block animate-late space-y-5 p-6">
    <Skeleton className="w-1/2" />
    <Skeleton className="w-1/3" />
    <Skeleton className="h-60" />
  </output>
)
