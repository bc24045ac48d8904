import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, Copy, Ellipsis, FileStack, OctagonPause, Trash2, Undo2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { PostView } from '#features/posts/schema.ts'
import { unwrap } from '../../app/api.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { isFixed, savesByItself, wordsOf } from './post-words.ts'
import { postsApi } from './posts-api.ts'
import type { Composing } from './use-composer.ts'
import type { usePostActs } from './use-post-acts.ts'
import { VersionsSheet } from './versions-sheet.tsx'

export interface ComposerHeaderProps {
  post: PostView | undefined
  composing: Composing
  acts: ReturnType<typeof usePostActs>
  readOnly: boolean
  views: ReactNode
}

export function ComposerHeader({ post, composing, acts, readOnly, views }: ComposerHeaderProps) {
  const words = post && wordsOf(post)
  return (
    <PageHeader
      title={post ? `#${post.number} ${post.title}` : 'New post'}
      meta={
        <span className="inline-flex items-center gap-2">
          {words ? <Badge tone={words.tone}>{words.label}</Badge> : null}
          {readOnly ? null : <SaveState composing={composing} post={post} />}
        </span>
      }
      views={views}
      action={
        <>
          {post ? <PostMenu post={post} composing={composing} acts={acts} readOnly={readOnly} /> : null}
          <Button look="quiet" icon={<ArrowLeft aria-hidden className="size-4" />} asChild>
            <Link to="/posts">All posts</Link>
          </Button>
        </>
      }
    />
  )
}

function SaveState({ composing, post }: { composing: Composing; post: PostView | undefined }) {
  const { isDirty, isSaving, problem, conflict } = composing
  const text = conflict
    ? 'Not saved'
    : isSaving
      ? 'Saving…'
      : isDirty
        ? post && !savesByItself(post.state)
          ? 'Not saved: it will be asked for anew'
          : 'Not saved yet'
        : post
          ? 'Saved'
          : ''
  if (problem && isDirty)
    return (
      <span role="alert" className="text-meta text-bad">
        Not saved: {problem}
      </span>
    )
  return (
    <output aria-live="polite" className="text-meta text-muted max-md:sr-only">
      {text}
    </output>
  )
}

function PostMenu({
  post,
  composing,
  acts,
  readOnly,
}: Omit<ComposerHeaderProps, 'views' | 'post'> & { post: PostView }) {
  const [versions, setVersions] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const { duplicate, remove } = useCopyAndDelete(post)
  const mayHold = ['in_review', 'approved', 'scheduled', 'draft'].includes(post.state)
  const mayTakeBack = ['approved', 'scheduled', 'on_hold', 'rejected'].includes(post.state)
  return (
    <>
      <Menu align="end" trigger={<IconButton label="More for this post" icon={<Ellipsis />} />}>
        <MenuItem icon={<FileStack />} onSelect={() => setVersions(true)}>
          Versions
        </MenuItem>
        <MenuItem icon={<Copy />} onSelect={() => duplicate.mutate()}>
          Copy to a new draft
        </MenuItem>
        {mayHold && !readOnly ? (
          <MenuItem icon={<OctagonPause />} onSelect={() => acts.hold.mutate(post)}>
            Put on hold
          </MenuItem>
        ) : null}
        {mayTakeBack && !readOnly ? (
          <MenuItem icon={<Undo2 />} onSelect={() => acts.withdraw.mutate(post)}>
            Make it a draft again
          </MenuItem>
        ) : null}
        <MenuLine />
        <MenuItem icon={<Trash2 />} danger onSelect={() => setDeleting(true)}>
          Delete…
        </MenuItem>
      </Menu>
      {versions ? (
        <VersionsSheet
          post={post}
          mayEdit={!readOnly}
          onClose={() => setVersions(false)}
          onRestore={({ body }) => {
            composing.setDraft((old) => ({ ...old, body }))
            setVersions(false)
          }}
        />
      ) : null}
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete #${post.number}?`}
        act="Delete post"
        danger
        onConfirm={() => remove.mutate()}
      >
        {isFixed(post.state)
          ? 'It goes from this desk only. What is out stays out: delete that at the platform.'
          : 'Nobody is asked for it any more, and it does not go out.'}
      </Confirm>
    </>
  )
}

function useCopyAndDelete(post: PostView) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const toasts = useToasts()
  const fresh = () => queries.invalidateQueries({ queryKey: ['posts', 'list'] })
  const duplicate = useMutation({
    mutationFn: () => unwrap(postsApi[':id'].duplicate.$post({ param: { id: post.id } })),
    meta: { failed: 'It was not copied' },
    onSuccess: (copy) => {
      toasts.show({ title: `#${copy.number} is a draft of the same` })
      void fresh()
      return navigate({ to: '/posts/$number', params: { number: String(copy.number) } })
    },
  })
  const remove = useMutation({
    mutationFn: () => unwrap(postsApi[':id'].$delete({ param: { id: post.id } })),
    meta: { failed: 'It was not deleted' },
    onSuccess: () => {
      toasts.show({
        title: `#${post.number} is deleted`,
        undo: () =>
          void unwrap(postsApi[':id'].restore.$post({ param: { id: post.id } })).then(
            () =>
              Promise.all([
                fresh(),
                navigate({ to: '/posts/$number', params: { number: String(post.number) } }),
              ]),
            () => toasts.show({ title: 'It could not be brought back', tone: 'bad' }),
          ),
      })
      void fresh()
      return navigate({ to: '/posts' })
    },
  })
  return { duplicate, remove }
}
