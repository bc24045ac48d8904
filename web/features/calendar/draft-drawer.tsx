import { useDraggable } from '@dnd-kit/core'
import { Link } from '@tanstack/react-router'
import type { PostRowView } from '#features/posts/schema.ts'
import { Badge } from '../../ui/badge.tsx'
import { cx } from '../../ui/cx.ts'
import { wordsOf } from '../posts/post-words.ts'

/** Posts without a time, to be dragged onto a day. */
export function DraftDrawer({ drafts, mayMove }: { drafts: readonly PostRowView[]; mayMove: boolean }) {
  return (
    <aside
      aria-label="Without a time"
      className="scroll-quiet w-64 shrink-0 border-l border-line bg-ground p-3"
    >
      <h2 className="text-list font-semibold">Without a time</h2>
      <p className="mb-3 text-meta text-muted">
        {drafts.length === 0
          ? 'Every draft has its time.'
          : 'Drag one onto a day, or open it to set its time.'}
      </p>
      <ul className="flex flex-col gap-2">
        {drafts.map((post) => (
          <DraftCard key={post.id} post={post} mayMove={mayMove} />
        ))}
      </ul>
    </aside>
  )
}

function DraftCard({ post, mayMove }: { post: PostRowView; mayMove: boolean }) {
  const { listeners, setNodeRef, isDragging } = useDraggable({ id: post.id, disabled: !mayMove })
  const { label, tone } = wordsOf(post)
  return (
    <li ref={setNodeRef} {...listeners} className={cx('touch-none', isDragging && 'opacity-40')}>
      <Link
        to="/posts/$number"
        params={{ number: String(post.number) }}
        draggable={false}
        className="block rounded border border-line bg-surface p-2 hover:bg-hover"
      >
        <span className="mb-1 line-clamp-2 text-list">{post.title || 'No words yet'}</span>
        <Badge tone={tone}>{label}</Badge>
      </Link>
    </li>
  )
}
