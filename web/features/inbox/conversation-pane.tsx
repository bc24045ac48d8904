import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { applyRow, findRow } from './cache.ts'
import { Composer } from './composer.tsx'
import { conversationQuery, inbox, type ConversationView } from './inbox-api.ts'
import { PresenceLine } from './presence-line.tsx'
import { Thread } from './thread.tsx'
import { ThreadHeader, type ThreadHeaderProps } from './thread-header.tsx'
import { useTellPresence } from './use-presence.ts'

export interface ConversationPaneProps extends Omit<ThreadHeaderProps, 'conversation'> {
  id: string
  foundId: string | undefined
  onOpenThis: () => void
  onSentAndResolved: (conversation: ConversationView) => void
}

/** Mount it anew for each conversation (`key`). */
export function ConversationPane({ id, ...rest }: ConversationPaneProps) {
  const { data: conversation, error, refetch } = useQuery(conversationQuery(id))
  if (conversation) return <Loaded conversation={conversation} {...rest} />
  if (error) {
    return (
      <ErrorState
        title="This conversation could not be loaded"
        error={error}
        onRetry={() => void refetch()}
      />
    )
  }
  return (
    <div className="h-(--header) animate-late space-y-2 border-b border-line p-3">
      <Skeleton className="w-40" />
      <Skeleton className="h-2.5 w-24" />
    </div>
  )
}

function Loaded({
  conversation,
  foundId,
  onOpenThis,
  onSentAndResolved,
  ...header
}: Omit<ConversationPaneProps, 'id'> & { conversation: ConversationView }) {
  const { id } = conversation
  const { can } = useMe()
  const [unreadAtOpen] = useState(conversation.unread)
  const onTyping = useTellPresence(id)
  const onSeen = useReadUpTo(id)
  return (
    <>
      <ThreadHeader conversation={conversation} {...header} />
      <Thread conversation={conversation} unreadAtOpen={unreadAtOpen} foundId={foundId} onSeen={onSeen} />
      <PresenceLine conversation={conversation} />
      {can('inbox:reply') ? (
        <Composer
          conversation={conversation}
          onTyping={onTyping}
          onOpen={onOpenThis}
          onResolved={() => onSentAndResolved(conversation)}
        />
      ) : (
        <p className="border-t border-line px-4 py-3 text-list text-muted">
          You may read here. Ask an admin for the role of an agent to answer.
        </p>
      )}
    </>
  )
}

/** Tells the server how far I have read, when that changes what is unread. */
function useReadUpTo(id: string) {
  const queries = useQueryClient()
  const { memberId } = useMe()
  return useCallback(
    (seq: string) => {
      const row = findRow(queries, id)
      if (!row || row.unread === 0 || memberId === null) return
      applyRow(queries, row, { memberId, openId: id, unread: () => 0 })
      unwrap(inbox.read.$post({ json: { conversationId: id, seq } })).then(
        () => queries.invalidateQueries({ queryKey: ['inbox', 'unread'] }),
        // It stays unread on the server; the next look says it again.
        () => applyRow(queries, row, { memberId, openId: id, unread: () => row.unread }),
      )
    },
    [queries, id, memberId],
  )
}
