import { Repeat, Text as TextIcon } from 'lucide-react'
import type { PostRowView } from '#features/posts/schema.ts'
import { Badge } from '../../ui/badge.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { Time } from '../../ui/time.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { Thumb } from '../library/thumb.tsx'
import { plannedElsewhere, plannedWords, wordsOf } from './post-words.ts'

const marksShown = 5

/** A post in a list: what it says, where, when, and how it stands. */
export function PostLine({ post }: { post: PostRowView }) {
  const { label, tone } = wordsOf(post)
  const marks = [...new Map(post.accounts.map((one) => [one.platform, one])).values()]
  return (
    <>
      {post.thumbMediaId ? (
        <Thumb mediaId={post.thumbMediaId} className="size-11 shrink-0" />
      ) : (
        <span
          aria-hidden
          className="flex size-11 shrink-0 items-center justify-center rounded-sm bg-fill text-faint"
        >
          <TextIcon className="size-4 stroke-[1.5]" />
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="tabular shrink-0 text-meta text-faint">#{post.number}</span>
          <span className="truncate font-medium">{post.title || 'No words yet'}</span>
        </span>
        <span className="flex items-center gap-2 text-meta text-muted">
          <span className="flex shrink-0 gap-1">
            {marks.slice(0, marksShown).map((one) => (
              <ChannelMark
                key={one.platform}
                connector={one.connector}
                name={one.platform}
                className="size-3.5"
              />
            ))}
          </span>
          {post.accounts.length === 0 ? <span>No account yet</span> : null}
          <span className="truncate">{post.stateReason ?? post.labels.join(', ')}</span>
        </span>
        <span className="mt-0.5 flex items-center gap-2 md:hidden">
          <Badge tone={tone}>{label}</Badge>
          <When post={post} />
        </span>
      </span>
      <span className="shrink-0 max-md:hidden">
        <When post={post} />
      </span>
      <span className="flex w-36 shrink-0 justify-end max-md:hidden">
        <Badge tone={tone}>{label}</Badge>
      </span>
    </>
  )
}

function When({ post }: { post: PostRowView }) {
  if (!post.plannedAt)
    return (
      <span className="text-meta text-faint">
        <Time at={post.updatedAt} />
      </span>
    )
  return (
    <Tooltip text={plannedElsewhere(post) ?? post.plannedZone ?? ''}>
      <span className="tabular inline-flex items-center gap-1 text-meta text-muted">
        {post.seriesId ? <Repeat aria-label="Repeats" className="size-3" /> : null}
        {plannedWords(post.plannedAt)}
      </span>
    </Tooltip>
  )
}
