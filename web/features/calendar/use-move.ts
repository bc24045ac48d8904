import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useToasts } from '../../ui/toast.tsx'
import { plannedWords } from '../posts/post-words.ts'
import { schedulePost, unschedulePost, type CalendarEntry, type CalendarView } from './calendar-api.ts'
import { instantOf } from './wall.ts'

export interface Move {
  postId: string
  title: string
  /** Where it goes, by the clocks of `zone`. */
  wall: string
  zone: string
  /** Where it was; a draft without a time had none. */
  from: { wall: string; zone: string } | undefined
}

/** Moves a post at once; the server's word is last, and undo moves it back. */
export function useMove() {
  const queries = useQueryClient()
  const toasts = useToasts()
  const fresh = () => {
    void queries.invalidateQueries({ queryKey: ['posts'] })
    return queries.invalidateQueries({ queryKey: ['calendar'] })
  }
  const unplan = useMutation({
    mutationFn: unschedulePost,
    meta: { failed: 'The time was not taken away' },
    onSettled: fresh,
  })
  const move = useMutation({
    mutationFn: ({ postId, wall, zone }: Move) => schedulePost(postId, { kind: 'wall', wall, zone }),
    meta: { failed: 'It stays where it was' },
    onMutate: async ({ postId, wall, zone }) => {
      await queries.cancelQueries({ queryKey: ['calendar', 'period'] })
      const before = queries.getQueriesData<CalendarView>({ queryKey: ['calendar', 'period'] })
      const plannedAt = instantOf(wall, zone).toISOString()
      const moved = (entry: CalendarEntry) =>
        entry.id === postId ? { ...entry, plannedAt, wall, zone } : entry
      queries.setQueriesData<CalendarView>(
        { queryKey: ['calendar', 'period'] },
        (old) => old && { ...old, entries: old.entries.map(moved) },
      )
      return { before }
    },
    onError: (_error, _move, context) => {
      for (const [key, data] of context?.before ?? []) queries.setQueryData(key, data)
    },
    onSuccess: ({ post, warnings }, { postId, title, from }) => {
      toasts.show({
        title: `#${post.number} goes out ${post.plannedAt ? plannedWords(post.plannedAt) : 'later'}`,
        ...(warnings.length > 0 ? { detail: warnings.map((one) => one.message).join(' ') } : {}),
        undo: () => (from ? move.mutate({ postId, title, ...from, from: undefined }) : unplan.mutate(postId)),
      })
    },
    onSettled: fresh,
  })
  return move
}
