import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { PostRowView, PostView } from '#features/posts/schema.ts'
import { unwrap } from '../../app/api.ts'
import { useToasts } from '../../ui/toast.tsx'
import { schedulePost, unschedulePost, type When } from '../calendar/calendar-api.ts'
import { maySubmit, plannedWords, viewerZone } from './post-words.ts'
import { postQuery, postsApi, publishNow, submitPost } from './posts-api.ts'

/** What the reader does with a post as a whole. Each answers with how it stands then. */
export function usePostActs() {
  const queries = useQueryClient()
  const toasts = useToasts()
  const fresh = async (number: number) => {
    void queries.invalidateQueries({ queryKey: ['posts', 'list'] })
    void queries.invalidateQueries({ queryKey: ['calendar'] })
    await queries.invalidateQueries({ queryKey: postQuery(String(number)).queryKey })
  }
  const done = (row: PostRowView, title: string, undo?: () => void, detail?: string) => {
    toasts.show({ title, ...(undo ? { undo } : {}), ...(detail ? { detail } : {}) })
    return fresh(row.number)
  }
  const id = (post: PostView) => ({ param: { id: post.id } })

  const hold = useMutation({
    mutationFn: (post: PostView) => unwrap(postsApi[':id'].hold.$post({ ...id(post), json: {} })),
    meta: { failed: 'It was not put on hold' },
    onSuccess: (row, post) => done(row, 'On hold', () => release.mutate(post)),
  })
  const release = useMutation({
    mutationFn: (post: PostView) => unwrap(postsApi[':id'].release.$post(id(post))),
    meta: { failed: 'It stays on hold' },
    onSuccess: (row) => done(row, 'Off hold'),
  })
  const submit = useMutation({
    mutationFn: (post: PostView) => submitPost(post.id, post.version),
    meta: { failed: 'It was not submitted' },
    onSuccess: (row, post) => done(row, submittedWords(row), () => withdraw.mutate(post)),
  })
  const withdraw = useMutation({
    mutationFn: (post: PostView) => unwrap(postsApi[':id'].withdraw.$post(id(post))),
    meta: { failed: 'It was not taken back' },
    onSuccess: (row) => done(row, 'A draft again'),
  })
  const publish = useMutation({
    mutationFn: publishOrSubmit,
    meta: { failed: 'It was not published' },
    onSuccess: (row) => done(row, row.state === 'scheduled' ? 'Going out now' : submittedWords(row)),
    onError: (_error, post) => fresh(post.number),
  })
  const schedule = useMutation({
    mutationFn: ({ post, when }: { post: PostView; when: When }) => schedulePost(post.id, when),
    meta: { failed: 'The time was not set' },
    onSuccess: ({ post: row, warnings }, { post }) =>
      done(
        row,
        row.plannedAt ? `Planned for ${plannedWords(row.plannedAt)}` : 'Planned',
        () => goBack(post),
        warnings.map((one) => one.message).join(' ') || undefined,
      ),
  })
  const unschedule = useMutation({
    mutationFn: (post: PostView) => unschedulePost(post.id),
    meta: { failed: 'The time was not taken away' },
    onSuccess: (row, post) => done(row, 'It has no time now', () => goBack(post)),
  })
  const goBack = (post: PostView) => {
    if (post.plannedWall && post.plannedZone)
      schedule.mutate({
        post,
        when: { kind: 'wall', wall: post.plannedWall.slice(0, 16), zone: post.plannedZone },
      })
    else unschedule.mutate(post)
  }
  return { hold, release, submit, withdraw, publish, schedule, unschedule }
}

/** What nobody approved yet gets this minute for its time first: so it goes out once its media are ready, too. */
async function publishOrSubmit(post: PostView): Promise<PostRowView> {
  if (!maySubmit(post.state)) return publishNow(post.id)
  const now = new Date().toISOString()
  await schedulePost(post.id, { kind: 'instant', instant: now, zone: viewerZone() })
  try {
    return await submitPost(post.id, post.version)
  } catch (error) {
    await unschedulePost(post.id)
    throw error
  }
}

function submittedWords(row: PostRowView): string {
  if (row.preparing) return 'Its media are being prepared; then it goes on by itself'
  if (row.state === 'in_review') return 'Sent for approval'
  return row.state === 'scheduled' ? 'Scheduled' : 'Approved: nobody has to be asked'
}
