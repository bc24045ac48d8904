import type { UseQueryResult } from '@tanstack/react-query'
import { Eye } from 'lucide-react'
import type { CheckView, PostChecks } from '#features/posts/review.schema.ts'
import type { PostView } from '#features/posts/schema.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ChecksList } from './checks-list.tsx'
import type { Scope } from './edit-draft.ts'
import { isFixed } from './post-words.ts'
import type { Account, Preview } from './posts-api.ts'
import { PreviewCard } from './preview-card.tsx'

export interface SidePaneProps {
  post: PostView | undefined
  accounts: readonly Account[]
  /** Undefined: no account is chosen. */
  checks: UseQueryResult<PostChecks> | undefined
  previews: UseQueryResult<Preview[]> | undefined
  scope: Scope
  onField: (field: CheckView['field'], channelId: string | undefined) => void
}

export function SidePane({ post, accounts, checks, previews, scope, onField }: SidePaneProps) {
  if (!checks || !previews)
    return (
      <EmptyState icon={<Eye />} title="See it as readers will">
        Choose accounts below: each shows here how the post looks there, and what the platform says of it.
      </EmptyState>
    )
  const shown = (previews.data ?? []).filter((one) => scope === 'all' || one.channelId === scope)
  return (
    <div className="flex flex-col gap-4">
      {checks.data && !(post && isFixed(post.state)) ? (
        <ChecksList checks={checks.data} onField={onField} />
      ) : null}
      {previews.isError && !previews.data ? (
        <ErrorState
          title="The preview could not be made"
          error={previews.error}
          onRetry={() => void previews.refetch()}
        />
      ) : previews.data ? (
        shown.map((preview) => (
          <PreviewCard
            key={preview.channelId}
            preview={preview}
            connector={accounts.find((one) => one.id === preview.channelId)?.connector ?? ''}
          />
        ))
      ) : (
        <output aria-label="Loading the preview" className="block animate-late space-y-3">
          <Skeleton className="h-10 w-full" />
          <Skeleton className="aspect-square h-auto w-full" />
        </output>
      )}
    </div>
  )
}
