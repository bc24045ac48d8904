import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { unwrap } from '../../app/api.ts'
import { causeOf } from '../../ui/error-state.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { applyMessages, lastSeq } from './cache.ts'
import { lengthOf, mentionedIn } from './composer-text.ts'
import { readDraft, writeDraft } from './drafts.ts'
import {
  connectorsQuery,
  inbox,
  membersQuery,
  newestMessages,
  type ConversationView,
  type MessageView,
} from './inbox-api.ts'
import { discardSuggested, sendSuggested, suggestedRepliesQuery } from './suggested-reply-api.ts'
import { useDraft } from './use-draft.ts'
import { isThreadMoved, newClientId, useSend, type Reply } from './use-send.ts'

export interface Refusal {
  message: string
  /** Set when the customer wrote meanwhile: what came, and the reply to send again. */
  moved?: { came: MessageView | undefined; reply: Reply }
}

/** The state and acts of the composer; its looks are elsewhere. */
export function useComposer(conversation: ConversationView, onOpen: () => void) {
  const { id } = conversation
  const queries = useQueryClient()
  const toasts = useToasts()
  const { draft, change, read } = useDraft(id)
  const send = useSend(conversation)
  const [refusal, setRefusal] = useState<Refusal>()
  const { data: members = [] } = useQuery(membersQuery)
  const { data: connectors } = useQuery(connectorsQuery)
  const abilities = connectors?.find((one) => one.id === conversation.channel.connector)?.abilities
  const isHere = useRef(true)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])

  /** What was refused goes back where it was typed, here or, when another conversation is open, in its draft. */
  const giveBack = (patch: Partial<ReturnType<typeof read>>, refused: Refusal) => {
    if (isHere.current) {
      change(patch)
      setRefusal(refused)
      return
    }
    writeDraft(id, { ...readDraft(id), ...patch })
    toasts.show({
      title: `${conversation.contact.name}: not sent`,
      detail: refused.message,
      tone: 'bad',
      action: { label: 'Open', run: onOpen },
    })
  }

  /** A rule's words that somebody changed go out as that suggestion, unless they became more than words. */
  const sendOne = async (reply: Reply, suggestionId: string | undefined) => {
    const seenSeq = String(lastSeq(queries, id) ?? 0)
    if (suggestionId === undefined || reply.files.length > 0 || reply.andResolve) {
      await send.reply(reply, seenSeq)
      // Should it fail, the reply is sent all the same, and the suggestion shows that somebody answered.
      if (suggestionId !== undefined) void discardSuggested(suggestionId).catch(() => undefined)
    } else {
      const { state } = await sendSuggested(suggestionId, { text: reply.text, seenSeq })
      if (state !== 'sent') {
        toasts.show({ title: 'Your words wait for approval', detail: 'They are sent once it is given.' })
      }
    }
    if (suggestionId !== undefined) {
      void queries.invalidateQueries({ queryKey: suggestedRepliesQuery(id).queryKey })
    }
  }

  const sendReply = async (reply: Reply) => {
    setRefusal(undefined)
    const { suggestionId } = read()
    change({ reply: '', files: [], suggestionId: undefined })
    try {
      await sendOne(reply, suggestionId)
      void queries.invalidateQueries({ queryKey: ['inbox', 'counts'] })
    } catch (error) {
      void queries.invalidateQueries({ queryKey: ['inbox', 'conversation', id] })
      const message = causeOf(error)
      const patch = { reply: reply.text, files: [...reply.files], suggestionId }
      if (!isThreadMoved(error)) return giveBack(patch, { message })
      const newest = await newestMessages(id)
        .then(({ data }) => data)
        .catch(() => [])
      applyMessages(queries, id, newest)
      const came = newest.find((one) => one.kind === 'message')
      giveBack(patch, { message, moved: { came, reply } })
    }
  }

  const sendNote = async (text: string) => {
    setRefusal(undefined)
    change({ note: '' })
    try {
      await send.note({ text, mentions: mentionedIn(text, members), clientId: newClientId() })
    } catch (error) {
      giveBack({ note: text }, { message: causeOf(error) })
    }
  }

  const fill = (savedReplyId: string) =>
    unwrap(
      inbox['saved-replies'][':id'].fill.$post({
        param: { id: savedReplyId },
        json: { conversationId: id },
      }),
    )

  const { mode } = draft
  const text = mode === 'reply' ? draft.reply : draft.note
  const limit = mode === 'reply' ? abilities?.text : undefined
  const left = limit ? limit.max - lengthOf(text, limit.unit) : undefined
  return {
    draft,
    change,
    read,
    text,
    setText: (next: string) => change(mode === 'reply' ? { reply: next } : { note: next }),
    left,
    abilities,
    members,
    refusal,
    setRefusal,
    sendReply,
    sendNote,
    showResolved: send.showResolved,
    fill,
  }
}
