import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { applyMessages, applyRow, dropMessage, lastSeq } from './cache.ts'
import { inbox, type ConversationView, type MediaView, type MessageView } from './inbox-api.ts'

export interface Reply {
  text: string
  files: readonly MediaView[]
  andResolve: boolean
  /** Kept when the same reply is sent again, so that it arrives once. */
  clientId: string
  quoteMessageId?: string | undefined
}

/** The browser's UUID exists on https and localhost only. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export const isThreadMoved = (error: unknown) =>
  error instanceof ApiError && error.details['reason'] === 'thread_moved'

/** Sends replies and notes: they stand in the thread at once, and leave it again when they are refused. */
export function useSend(conversation: ConversationView) {
  const queries = useQueryClient()
  const { user, memberId } = useMe()
  const { id } = conversation

  const optimistic = (kind: 'message' | 'note', text: string, clientId: string): MessageView => ({
    id: clientId,
    conversationId: id,
    seq: String((lastSeq(queries, id) ?? 0) + 1),
    kind,
    author: { kind: 'member', id: memberId, name: user.name },
    text,
    attachments: [],
    story: null,
    postback: null,
    referral: null,
    event: null,
    quote: null,
    reactions: {},
    mentions: [],
    editedAt: null,
    unsentAt: null,
    state: kind === 'message' ? 'sending' : null,
    failure: null,
    retryAt: null,
    clientId,
    at: new Date().toISOString(),
    version: 0,
  })

  const reply = useMutation({
    meta: { quiet: true },
    mutationFn: ({
      text,
      files,
      andResolve,
      clientId,
      quoteMessageId,
      seenSeq,
    }: Reply & { seenSeq: string }) =>
      unwrap(
        inbox.replies.$post({
          json: {
            conversationId: id,
            text,
            mediaIds: files.map((file) => file.id),
            clientId,
            seenSeq,
            andResolve,
            ...(quoteMessageId === undefined ? {} : { quoteMessageId }),
          },
        }),
      ),
    onMutate: ({ text, files, clientId }) => {
      const attachments = files.map(({ id: mediaId, kind, name, mime, sizeBytes, width, height }) => ({
        kind,
        mediaId,
        name,
        mime,
        sizeBytes,
        ...(width && height ? { width, height } : {}),
      }))
      applyMessages(queries, id, [{ ...optimistic('message', text, clientId), attachments }])
    },
    onSuccess: (written, { clientId }) => {
      // The parts of a reply that the platform wants apart have no client id.
      if (!written.some((message) => message.clientId === clientId)) dropMessage(queries, id, clientId)
      applyMessages(queries, id, written)
    },
    onError: (_error, { clientId }) => dropMessage(queries, id, clientId),
  })

  const note = useMutation({
    meta: { quiet: true },
    mutationFn: ({ text, mentions, clientId }: { text: string; mentions: string[]; clientId: string }) =>
      unwrap(inbox.notes.$post({ json: { conversationId: id, text, mentions, clientId } })),
    onMutate: ({ text, clientId }) => applyMessages(queries, id, [optimistic('note', text, clientId)]),
    onSuccess: (written) => applyMessages(queries, id, [written]),
    onError: (_error, { clientId }) => dropMessage(queries, id, clientId),
  })

  return {
    reply: (wish: Reply, seenSeq: string) => reply.mutateAsync({ ...wish, seenSeq }),
    note: note.mutateAsync,
    showResolved: () => applyRow(queries, { ...conversation, status: 'resolved' }, { memberId, force: true }),
  }
}
