import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, CircleCheck, MessageSquareWarning, X } from 'lucide-react'
import { useState, useSyncExternalStore, type ReactNode } from 'react'
import { ApiError } from '../../app/api.ts'
import { useTitle } from '../../app/page-header.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { causeOf, ErrorState } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { stateWords, zonedTime } from '../approvals/approval-words.ts'
import { ContentCard } from '../approvals/content-card.tsx'
import { ReasonDialog } from '../approvals/reason-dialog.tsx'
import { formatWords } from '../approvals/shown-content.ts'
import {
  decideAsGuest,
  readPost,
  readRequest,
  type GuestPost,
  type GuestRequest,
  type GuestVerdict,
} from './guest-api.ts'

const onHash = (listener: () => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** What somebody outside the team sees: one post, and a decision. The token stays behind the #, so no server logs it. */
export function GuestScreen() {
  const token = useSyncExternalStore(onHash, () => location.hash.slice(1))
  const request = useQuery({
    queryKey: ['guest', 'request', token],
    queryFn: () => readRequest(token),
    enabled: token !== '',
    retry: false,
  })
  if (token === '') {
    return <Dead>This link is incomplete. Open it again from the message that it came with.</Dead>
  }
  if (request.data) return <Asked token={token} request={request.data} />
  if (request.error) {
    return isDead(request.error) ? (
      <Dead>{causeOf(request.error)}</Dead>
    ) : (
      <Page title="Your approval">
        <ErrorState error={request.error} onRetry={() => void request.refetch()} />
      </Page>
    )
  }
  return (
    <Page title="Your approval">
      <output aria-label="Loading" className="block animate-late space-y-4">
        <Skeleton className="w-1/2" />
        <Skeleton className="h-48" />
      </output>
    </Page>
  )
}

const isDead = (error: unknown) =>
  error instanceof ApiError && ['forbidden', 'unauthenticated', 'not_found'].includes(error.code)

const Page = ({ title, children }: { title: string; children: ReactNode }) => {
  useTitle(title)
  return (
    <main className="h-full overflow-auto bg-ground">
      <div className="mx-auto flex max-w-2xl flex-col gap-4 px-4 py-6 md:py-10">
        <p className="flex items-center gap-2 text-list font-semibold">
          <img src="/favicon.svg" alt="" className="size-5" />
          Parley
        </p>
        {children}
      </div>
    </main>
  )
}

const Dead = ({ children }: { children: ReactNode }) => (
  <Page title="This link does not work">
    <h1 className="text-title font-semibold">This link does not work</h1>
    <p className="text-read text-muted">{children}</p>
  </Page>
)

function Asked({ token, request }: { token: string; request: GuestRequest }) {
  const { approval, guest } = request
  const post = useQuery({
    queryKey: ['guest', 'post', token, approval.hash],
    queryFn: () => readPost(token),
    enabled: approval.type === 'post',
    retry: false,
  })
  const [said, setSaid] = useState<GuestVerdict>()
  const words = stateWords[approval.state]
  return (
    <Page title={approval.title}>
      <div>
        <p className="text-list text-muted">{guest}, you are asked to approve this:</p>
        <h1 className="mt-1 flex flex-wrap items-center gap-2 text-title font-semibold break-words">
          {approval.title}
          {approval.state === 'pending' ? null : <Badge tone={words.tone}>{words.label}</Badge>}
        </h1>
        <When approval={approval} post={post.data} />
      </div>
      {post.data?.contents.map((content) => (
        <ContentCard
          key={content.accounts.map(({ name }) => name).join(' ')}
          content={{
            ...content,
            format: formatWords[content.format],
            options: [],
            media: content.media.map(({ url, ...media }) => ({ ...media, urls: [url] })),
          }}
        />
      ))}
      {post.error ? <ErrorState error={post.error} onRetry={() => void post.refetch()} /> : null}
      {said ? (
        <Thanks>{thanks[said]}</Thanks>
      ) : approval.state === 'pending' && (post.data || approval.type !== 'post') ? (
        <Decide token={token} request={request} onSaid={setSaid} />
      ) : null}
    </Page>
  )
}

function When({ approval, post }: { approval: GuestRequest['approval']; post: GuestPost | undefined }) {
  const at = post?.plannedAt ?? approval.slotAt
  return (
    <p className="mt-1 text-list text-muted">
      {at ? (
        <>
          Goes out {zonedTime(at, post?.plannedZone)} · <Time at={at} />
        </>
      ) : (
        'No time is planned yet.'
      )}
      {approval.approveBy ? ` Please decide by ${zonedTime(approval.approveBy, post?.plannedZone)}.` : ''}
    </p>
  )
}

const thanks: Record<GuestVerdict, string> = {
  approve: 'Thank you, you approved it. There is nothing more to do.',
  request_changes: 'Thank you. The team knows what should change, and will ask again.',
  reject: 'Thank you. The team knows that it shall not go out.',
}

interface DecideProps {
  token: string
  request: GuestRequest
  onSaid: (verdict: GuestVerdict) => void
}

function Decide({ token, request, onSaid }: DecideProps) {
  const { approval } = request
  const queries = useQueryClient()
  const [asking, setAsking] = useState<'request_changes' | 'reject'>()
  const decide = useMutation({
    mutationFn: (input: { decision: GuestVerdict; reason?: string }) =>
      decideAsGuest(token, { ...input, hash: approval.hash }),
    meta: { quiet: true },
    onSuccess: (after, { decision }) => {
      onSaid(decision)
      queries.setQueryData(['guest', 'request', token], after)
    },
    onError: () => queries.invalidateQueries({ queryKey: ['guest'] }),
  })
  return (
    <div className="sticky bottom-0 -mx-4 flex flex-col gap-2 border-t border-line bg-ground px-4 py-3">
      {decide.error ? (
        <p role="alert" className="text-list text-bad">
          {causeOf(decide.error)}
        </p>
      ) : null}
      <div role="toolbar" aria-label="Decide" className="flex flex-wrap gap-2">
        <Button
          look="primary"
          size="lg"
          icon={<Check aria-hidden className="size-4" />}
          busy={decide.isPending}
          onClick={() => decide.mutate({ decision: 'approve' })}
          className="max-md:flex-1"
        >
          Approve
        </Button>
        <Button
          size="lg"
          icon={<MessageSquareWarning aria-hidden className="size-4" />}
          onClick={() => setAsking('request_changes')}
          className="max-md:flex-1"
        >
          Request changes
        </Button>
        <Button
          size="lg"
          icon={<X aria-hidden className="size-4" />}
          onClick={() => setAsking('reject')}
          className="max-md:flex-1"
        >
          Reject
        </Button>
      </div>
      {asking ? (
        <ReasonDialog
          verdict={asking}
          title={approval.title}
          onClose={() => setAsking(undefined)}
          onDecide={(reason) => {
            setAsking(undefined)
            decide.mutate({ decision: asking, reason })
          }}
        />
      ) : null}
    </div>
  )
}

const Thanks = ({ children }: { children: ReactNode }) => (
  <output className="flex items-center gap-2 rounded bg-good-soft px-3 py-2.5 text-read text-good">
    <CircleCheck aria-hidden className="size-5 shrink-0" />
    {children}
  </output>
)
