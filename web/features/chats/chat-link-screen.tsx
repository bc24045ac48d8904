import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiError, unwrap } from '../../app/api.ts'
import { meQuery } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { causeOf, ErrorState } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { SignInLayout } from '../sign-in/sign-in-layout.tsx'
import { chatsApi, linksQuery, pendingLinkQuery, type PendingLink } from './chats-api.ts'

/** The page that the bot's private link opens: is this chat user you? Opening it changes nothing. */
export function ChatLinkScreen() {
  const { token } = useSearch({ from: '/chat-link' })
  const navigate = useNavigate()
  const query = useQuery({ ...pendingLinkQuery(token), enabled: token.length >= 20 })
  const isSignedOut = query.error instanceof ApiError && query.error.status === 401
  useEffect(() => {
    if (!isSignedOut) return
    const from = `/chat-link?token=${encodeURIComponent(token)}`
    void navigate({ to: '/sign-in', search: { from }, replace: true })
  }, [isSignedOut, token, navigate])
  if (token.length < 20) {
    return <Spent problem="This link is incomplete. Open it again from the chat." />
  }
  if (query.data) return <Confirm token={token} pending={query.data} />
  if (query.error && !isSignedOut) {
    return isSpent(query.error) ? (
      <Spent problem={causeOf(query.error)} />
    ) : (
      <SignInLayout title="Link your chat user">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </SignInLayout>
    )
  }
  return (
    <SignInLayout title="Link your chat user">
      <output aria-label="Loading" className="block animate-late space-y-4">
        <Skeleton />
        <Skeleton className="h-10" />
      </output>
    </SignInLayout>
  )
}

const isSpent = (error: unknown) =>
  error instanceof ApiError && ['not_found', 'conflict', 'precondition', 'invalid'].includes(error.code)

function Confirm({ token, pending }: { token: string; pending: PendingLink }) {
  const queries = useQueryClient()
  const me = useQuery(meQuery)
  const confirm = useMutation({
    mutationFn: () => unwrap(chatsApi.links.$post({ json: { token } })),
    meta: { quiet: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: linksQuery.queryKey }),
  })
  const where = pending.workspace ? `${pending.surfaceName}, ${pending.workspace}` : pending.surfaceName
  if (confirm.data) {
    return (
      <SignInLayout
        title="You are linked"
        intro={`Go back to ${pending.surfaceName} and write again: the bot knows you now.`}
      >
        <Button asChild look="primary" size="lg">
          <Link to="/settings/chats">Your chats</Link>
        </Button>
      </SignInLayout>
    )
  }
  if (isSpent(confirm.error)) return <Spent problem={causeOf(confirm.error)} />
  return (
    <SignInLayout
      title={`Are you ${pending.name}?`}
      intro={`On ${where}. What ${pending.name} does there then counts as done by ${me.data?.user.name ?? 'you'}, with your rights.`}
      problem={confirm.error ? causeOf(confirm.error) : undefined}
    >
      <Button look="primary" size="lg" busy={confirm.isPending} onClick={() => confirm.mutate()}>
        Yes, link me
      </Button>
      <Button asChild look="quiet" size="lg">
        <Link to="/">No, that is not me</Link>
      </Button>
    </SignInLayout>
  )
}

const Spent = ({ problem }: { problem: string }) => (
  <SignInLayout
    title="This link no longer works"
    intro="Each works once and not for long. Write to the bot again: it answers with a new one."
    problem={problem}
  >
    <Button asChild look="primary" size="lg">
      <Link to="/">Go to Parley</Link>
    </Button>
  </SignInLayout>
)
