import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Composer } from './composer.tsx'
import { postQuery } from './posts-api.ts'
import { usePostsLive } from './use-posts-live.ts'

/** `/posts/new`, then the post's own address: the words under the cursor stay where they are. */
export function ComposerScreen() {
  const { number } = useParams({ from: '/shell/posts/$number' })
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { can } = useMe()
  const [created, setCreated] = useState<string>()
  const isNew = number === 'new'
  const query = useQuery({ ...postQuery(number), enabled: !isNew })
  usePostsLive()
  if (isNew && !can('posts:write'))
    return (
      <>
        <PageHeader title="New post" />
        <EmptyState title="Your role can read posts, not write them">
          Ask somebody who manages the team for a role that writes.
        </EmptyState>
      </>
    )
  if (!isNew && query.isPending) return <ComposerSkeleton />
  if (!isNew && query.isError && !query.data)
    return <Failed error={query.error} onRetry={() => void query.refetch()} />
  return (
    <Composer
      key={number === created ? 'new' : number}
      post={isNew ? undefined : query.data}
      onCreated={(post) => {
        const to = String(post.number)
        setCreated(to)
        queries.setQueryData(postQuery(to).queryKey, post)
        void queries.invalidateQueries({ queryKey: ['posts', 'list'] })
        void navigate({ to: '/posts/$number', params: { number: to }, replace: true })
      }}
    />
  )
}

const gone = ['not_found', 'invalid']

const Failed = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => (
  <>
    <PageHeader title="Post" />
    {error instanceof ApiError && gone.includes(error.code) ? (
      <EmptyState
        title="This post is gone"
        action={
          <Button asChild>
            <Link to="/posts">See all posts</Link>
          </Button>
        }
      >
        It was deleted, or belongs to another organisation.
      </EmptyState>
    ) : (
      <ErrorState title="The post could not be loaded" error={error} onRetry={onRetry} />
    )}
  </>
)

const ComposerSkeleton = () => (
  <>
    <PageHeader title="Post" />
    <output aria-label="Loading the post" className="flex min-h-0 flex-1 animate-late">
      <span className="mx-auto block w-full max-w-180 space-y-4 p-6">
        <Skeleton className="h-6 w-1/2" />
        <Skeleton className="h-40 w-full" />
        <Skeleton className="h-9 w-full" />
      </span>
      <span className="block w-100 shrink-0 border-l border-line bg-ground p-4 max-lg:hidden">
        <Skeleton className="h-80 w-full" />
      </span>
    </output>
  </>
)
