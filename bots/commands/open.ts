import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { ReplyPart } from '#contracts/reply.ts'
import { getConversation, listMessages } from '#features/inbox/index.ts'
import { claimButton, reopenButton, resolveButton, webButton } from './parts/conversation-buttons.ts'
import { conversationArgument, numberOf } from './parts/conversation-argument.ts'
import { since } from './parts/since.ts'

type Conversation = Awaited<ReturnType<typeof getConversation>>
type Message = Awaited<ReturnType<typeof listMessages>>['items'][number]

const messagesShown = 6

export const command = defineCommand({
  name: 'open',
  summary: 'Show a conversation with its last messages',
  scope: 'inbox:read',
  args: z.object({ conversation: conversationArgument }),
  order: ['conversation'],
  examples: ['open 12'],
  async run(ctx, args) {
    const conversation = await getConversation(ctx, { number: numberOf(args.conversation) })
    const card = await ctx.cards.get('conversation')?.load(ctx, conversation.id)
    if (card) return card
    const { items } = await listMessages(ctx, { conversationId: conversation.id, limit: messagesShown })
    const now = ctx.clock.now()
    return reply(
      { kind: 'heading', text: `#${conversation.number} ${conversation.contact.name}` },
      facts(conversation),
      ...items
        .filter((message) => message.kind !== 'event')
        .reverse()
        .map((message) => line(message, now)),
      ...(ctx.scopes.has('inbox:reply') ? [replyForm(conversation)] : []),
      { kind: 'buttons', buttons: [...actButtons(conversation, ctx.scopes), webButton(conversation.id)] },
    )
  },
})

function facts(conversation: Conversation): ReplyPart {
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

function line(message: Message, now: Date): ReplyPart {
  const files = message.attachments.map((file) => `[${file.name ?? file.kind}]`)
  const said = message.unsentAt
    ? '(taken back)'
    : [message.text, ...files].filter((part) => part !== '').join(' ')
  const who =
    message.kind === 'note' ? `${message.author.name} noted` : message.author.name || message.author.kind
  const failed = message.failure ? `\n${message.failure.message}` : ''
  return {
    kind: 'text',
    text: `${who} · ${since(message.at, now)}\n${said}${failed}`,
    tone: message.failure ? 'bad' : message.kind === 'note' ? 'quiet' : 'normal',
  }
}

function replyForm(conversation: Conversation): ReplyPart {
  return {
    kind: 'form',
    label: 'Send',
    submit: { name: 'reply', args: { conversation: String(conversation.number) } },
    fields: [{ name: 'text', label: `Reply to ${conversation.contact.name}`, kind: 'text', required: true }],
  }
}

function actButtons(conversation: Conversation, scopes: ReadonlySet<string>) {
  if (!scopes.has('inbox:manage')) return []
  const { number, assigneeId, status } = conversation
  return [
    ...(assigneeId === null ? [claimButton(number)] : []),
    status === 'resolved' ? reopenButton(number) : resolveButton(number),
  ]
}
