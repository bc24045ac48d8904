import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { CheckView } from '#features/posts/review.schema.ts'
import type { PostView } from '#features/posts/schema.ts'
import { useMe } from '../../app/me.ts'
import { useShortcut } from '../../app/shortcuts.tsx'
import { cx } from '../../ui/cx.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { useWide } from '../../app/use-wide.ts'
import { BottomBar } from './bottom-bar.tsx'
import { ComposerHeader } from './composer-header.tsx'
import { ConflictNotice } from './conflict-notice.tsx'
import { toContent, type PostDraft, type Scope } from './edit-draft.ts'
import { PostEditor } from './post-editor.tsx'
import { isFixed } from './post-words.ts'
import { accountsQuery, checkQuery, previewQuery } from './posts-api.ts'
import { SidePane } from './side-pane.tsx'
import { StateNotice } from './state-notice.tsx'
import { useComposer } from './use-composer.ts'
import { usePostActs } from './use-post-acts.ts'
import { useRested } from '../../app/use-rested.ts'

const restMs = 350
const views = [
  { value: 'write', label: 'Write' },
  { value: 'look', label: 'Preview' },
] as const

export interface ComposerProps {
  post: PostView | undefined
  start?: PostDraft | undefined
  onCreated: (post: PostView) => void
}

/** Writes at the left; what each platform shows and says of it at the right. */
export function Composer({ post, start, onCreated }: ComposerProps) {
  const { can } = useMe()
  const readOnly = !can('posts:write') || (post !== undefined && isFixed(post.state))
  const composing = useComposer({ post, start, onCreated })
  const acts = usePostActs()
  const { draft, setDraft, conflict } = composing
  const [chosen, setScope] = useState<Scope>('all')
  const [view, setView] = useState<'write' | 'look'>('write')
  const isWide = useWide('1100px')
  const scope = draft.targets.some((target) => target.channelId === chosen) ? chosen : 'all'
  const accounts = useQuery(accountsQuery).data ?? []
  const used = accounts.filter((one) => draft.targets.some((target) => target.channelId === one.id))
  const rested = useRested(draft, restMs)
  const content = useMemo(
    () => ({ ...toContent(rested), ...(post ? { postId: post.id } : {}) }),
    [rested, post],
  )
  const checks = useQuery(checkQuery(content))
  const previews = useQuery(previewQuery(content))
  useShortcut('send', () => void composing.save(), { enabled: !readOnly && composing.isDirty })
  const goTo = (field: CheckView['field'], channelId: string | undefined) => {
    setView('write')
    if (channelId) setScope(channelId)
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-field="${field === 'media' ? 'text' : field}"]`)?.focus(),
    )
  }
  const side = (
    <SidePane
      post={post}
      accounts={used}
      checks={draft.targets.length > 0 ? checks : undefined}
      previews={draft.targets.length > 0 ? previews : undefined}
      scope={scope}
      onField={goTo}
    />
  )
  return (
    <div className="flex h-full min-h-0 flex-col">
      <ComposerHeader
        post={post}
        composing={composing}
        acts={acts}
        readOnly={readOnly}
        views={
          isWide ? undefined : (
            <Segmented label="View" value={view} segments={views} onValueChange={setView} />
          )
        }
      />
      {conflict && post && composing.base !== undefined ? (
        <ConflictNotice
          id={post.id}
          base={composing.base}
          conflict={conflict}
          onTheirs={() => void composing.takeTheirs()}
          onMine={composing.keepMine}
        />
      ) : null}
      <div className="flex min-h-0 flex-1">
        <div className={cx('scroll-quiet min-w-0 flex-1', !isWide && view === 'look' && 'hidden')}>
          <div className="mx-auto flex max-w-180 flex-col gap-4 p-4 md:px-6">
            {post ? <StateNotice post={post} /> : null}
            <PostEditor
              draft={draft}
              onDraft={setDraft}
              scope={scope}
              onScope={setScope}
              accounts={used}
              checks={checks.data}
              readOnly={readOnly}
            />
          </div>
        </div>
        {isWide ? (
          <div className="scroll-quiet w-100 shrink-0 border-l border-line bg-ground p-4">{side}</div>
        ) : view === 'look' ? (
          <div className="scroll-quiet flex-1 bg-ground p-4">
            <div className="mx-auto max-w-100">{side}</div>
          </div>
        ) : null}
      </div>
      <BottomBar post={post} accounts={accounts} composing={composing} acts={acts} readOnly={readOnly} />
    </div>
  )
}
