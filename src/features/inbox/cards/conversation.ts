import { z } from 'zod'
import { defineCard } from '#contracts/card.ts'
import type { CardAudience } from '#contracts/card.ts'
import type { LoggedEvent } from '#contracts/event.ts'
import { reply } from '#contracts/reply.ts'
import type { ReplyPart } from '#contracts/reply.ts'
import { since } from '#kernel/since.ts'
import {
  claimButton,
  giveButton,
  reopenButton,
  resolveButton,
  snoozeButton,
  webButton,
} from '../conversation-buttons.ts'
import { conversationChanged, messageChanged, messageCreated, messageReceived } from '../events.ts'
import { saidIn } from '../preview.ts'
import { getConversation, listMessages } from '../queries.ts'
import type { ConversationView, MessageView } from '../schema.ts'

const messagesShown = 6

/** A conversation with its last messages, and what the reader may do. */
export const card = defineCard({
  type: 'conversation',
  async load(ctx, id) {
    const conversation = await getConversation(ctx, { conversationId: id })
    const { items } = await listMessages(ctx, { conversationId: id, limit: messagesShown })
    const now = ctx.clock.now()
    const drawn = reply(
      { kind: 'heading', text: `#${conversation.number} ${conversation.contact.name}` },
      facts(conversation),
      ...items
        .filter((message) => message.kind !== 'event')
        .reverse()
        .map((message) => line(message, now)),
      ...(ctx.scopes.has('inbox:reply') ? [replyForm(conversation)] : []),
      { kind: 'buttons', buttons: [...actButtons(conversation, ctx.scopes), webButton(conversation.id)] },
    )
    return { ...drawn, card: { type: 'conversation', id } }
  },
  posts: [{ on: messageReceived, to: async (_ctx, event) => begun(event) }],
  follows: [
    { on: messageReceived, ids: ofConversation },
    { on: messageCreated, ids: ofConversation },
    { on: conversationChanged, ids: ofConversation },
    { on: messageChanged, ids: ofMessage },
  ],
})

/** Where the team follows its inbox, each conversation is a message with a thread. */
function begun({ payload }: LoggedEvent): CardAudience | undefined {
  const { started, conversation, message } = messageReceived.payload.parse(payload)
  if (!started) return undefined
  return { id: conversation.id, memberIds: [], purpose: 'inbox', since: new Date(message.at) }
}

const withMessage = z.object({ message: z.object({ conversationId: z.string() }) })
const withConversation = z.object({ conversation: z.object({ id: z.string() }) })

function ofMessage({ payload }: LoggedEvent): string[] {
  return [withMessage.parse(payload).message.conversationId]
}

function ofConversation({ payload }: LoggedEvent): string[] {
  return [withConversation.parse(payload).conversation.id]
}

function facts(conversation: ConversationView): ReplyPart {
  return {
    kind: 'fields',
    fields: [
      { label: 'Channel', value: conversation.channel.name },
      { label: 'Status', value: conversation.status },
      ...(conversation.labels.length > 0 ? [{ label: 'Labels', value: conversation.labels.join(', ') }] : []),
      ...(conversation.window.reason
        ? [{ label: 'Cannot write now', value: conversation.window.reason }]
        : []),
    ],
  }
}

function line(message: MessageView, now: Date): ReplyPart {
  const said = saidIn(message)
  const who =
    message.kind === 'note' ? `${message.author.name} noted` : message.author.name || message.author.kind
  const failed = message.failure ? `\n${message.failure.message}` : ''
  return {
    kind: 'text',
    text: `${who} · ${since(message.at, now)}\n${said}${failed}`,
    tone: message.failure ? 'bad' : message.kind === 'note' ? 'quiet' : 'normal',
  }
}

function replyForm(conversation: ConversationView): ReplyPart {
  return {
    kind: 'form',
    label: 'Send',
    submit: { name: 'reply', args: { conversation: String(conversation.number) } },
    fields: [{ name: 'text', label: `Reply to ${conversation.contact.name}`, kind: 'text', required: true }],
  }
}

function actButtons(conversation: ConversationView, scopes: ReadonlySet<string>) {
  if (!scopes.has('inbox:manage')) return []
  const { number, assigneeId, status } = conversation
  return [
    ...(assigneeId === null ? [claimButton(number)] : []),
    giveButton(number),
    ...(status === 'open' || status === 'pending' ? [snoozeButton(number)] : []),
    status === 'resolved' ? reopenButton(number) : resolveButton(number),
  ]
}
