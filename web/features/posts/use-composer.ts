import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { PostView } from '#features/posts/schema.ts'
import { ApiError } from '../../app/api.ts'
import { causeOf } from '../../ui/error-state.tsx'
import { draftOf, emptyDraft, hasHalfLink, isBlank, isSame, toUpdate, type PostDraft } from './edit-draft.ts'
import { savesByItself } from './post-words.ts'
import { createPost, postQuery, updatePost } from './posts-api.ts'

/** After the last key. */
const restMs = 1_200

export interface Conflict {
  by: string
  newest: number
}

export interface ComposerOptions {
  post: PostView | undefined
  /** What a post that is not saved yet begins with. */
  start?: PostDraft | undefined
  onCreated: (post: PostView) => void
}

export type Composing = ReturnType<typeof useComposer>

/**
 * What stands in the composer and how it gets saved: by itself where nobody's approval is touched, else when the
 * reader says so. One save at a time; somebody else's version is never overwritten unseen.
 */
export function useComposer({ post, start, onCreated }: ComposerOptions) {
  const queries = useQueryClient()
  const [draft, setDraft] = useState<PostDraft>(() => (post ? draftOf(post) : (start ?? emptyDraft)))
  const [saved, setSaved] = useState<PostDraft>(() => (post ? draftOf(post) : emptyDraft))
  const [isSaving, setSaving] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [conflict, setConflict] = useState<Conflict>()
  const base = useRef(post?.version)
  /** As shown beside a conflict. */
  const [baseVersion, setBaseVersion] = useState(post?.version)
  const running = useRef<Promise<PostView | undefined>>(undefined)
  const latest = useRef({ draft, post, onCreated })
  useEffect(() => {
    latest.current = { draft, post, onCreated }
  })

  const isDirty = useMemo(() => !isSame(draft, saved), [draft, saved])
  const keep = useCallback(
    (result: PostView, sent: PostDraft) => {
      base.current = result.version
      setSaved(sent)
      setProblem(undefined)
      queries.setQueryData(postQuery(String(result.number)).queryKey, result)
    },
    [queries],
  )

  /** Sends what stands there now; answers the post as it is saved, or nothing where it could not be. */
  const save = useCallback(async (): Promise<PostView | undefined> => {
    if (running.current) await running.current
    const { draft: sent, post: known } = latest.current
    const work = async () => {
      setSaving(true)
      try {
        const result = known
          ? await updatePost(known.id, { ...toUpdate(sent), version: base.current })
          : await createPost({ body: sent.body, targets: sent.targets, labels: sent.labels })
        keep(result, sent)
        if (!known) latest.current.onCreated(result)
        return result
      } catch (error) {
        if (error instanceof ApiError && error.code === 'conflict' && 'newest' in error.details) {
          const { by, newest } = error.details
          setBaseVersion(base.current)
          setConflict({ by: typeof by === 'string' ? by : 'Somebody', newest: Number(newest) })
        } else setProblem(causeOf(error))
        return undefined
      } finally {
        setSaving(false)
        running.current = undefined
      }
    }
    running.current = work()
    return running.current
  }, [keep])

  const mayAutosave =
    isDirty &&
    !conflict &&
    !isSaving &&
    !hasHalfLink(draft) &&
    (post ? savesByItself(post.state) : !isBlank(draft))
  useEffect(() => {
    if (!mayAutosave) return
    const timer = setTimeout(() => void save(), restMs)
    return () => clearTimeout(timer)
    // A new draft begins the wait anew.
  }, [mayAutosave, draft, save])

  // Somebody else's version, while nothing of mine waits: shown at once.
  useEffect(() => {
    if (!post || isSaving || isDirty || post.version === base.current) return
    base.current = post.version
    setDraft(draftOf(post))
    setSaved(draftOf(post))
  }, [post, isSaving, isDirty])

  return {
    draft,
    setDraft,
    isDirty,
    isSaving,
    problem,
    conflict,
    base: baseVersion,
    save,
    /** Everything saved, or undefined where that did not work. */
    settle: async () => (isDirty || !post ? save() : post),
    takeTheirs: async () => {
      if (!post) return
      const theirs = await queries.fetchQuery({ ...postQuery(String(post.number)), staleTime: 0 })
      base.current = theirs.version
      setDraft(draftOf(theirs))
      setSaved(draftOf(theirs))
      setConflict(undefined)
    },
    keepMine: () => {
      if (conflict) base.current = conflict.newest
      setConflict(undefined)
      void save()
    },
    discard: () => setDraft(saved),
  }
}
