import { useQueryClient } from '@tanstack/react-query'
import { useLiveEvents } from '../../app/live.tsx'

/** Posts as the log says they are: from chat, from others, from the platforms. */
export function usePostsLive(): void {
  const queries = useQueryClient()
  useLiveEvents(['post.*'], ({ type, objectId }) => {
    if (type === 'post.templates-changed') {
      void queries.invalidateQueries({ queryKey: ['posts', 'templates'] })
      void queries.invalidateQueries({ queryKey: ['posts', 'snippets'] })
      return
    }
    void queries.invalidateQueries({ queryKey: ['posts', 'list'] })
    void queries.invalidateQueries({ queryKey: ['posts', 'one'] })
    void queries.invalidateQueries({ queryKey: ['posts', 'versions', objectId] })
  })
  useLiveEvents(['approval.*'], () => void queries.invalidateQueries({ queryKey: ['approvals'] }))
  useLiveEvents(['channel.*'], () => void queries.invalidateQueries({ queryKey: ['channels'] }))
}
