import type { ChatSandboxForm } from '#contracts/chat-sandbox.ts'
import type { ReplyMarkup } from './check-payload.ts'
import type { Chat, Message, Question, World } from './world.ts'

/** A message that wants a reply opens before those it names: in a group those mentioned, or the one it answers. */
export function openQuestion(world: World, chat: Chat, message: Message): void {
  const { markup } = message
  if (!markup || !('force_reply' in markup || 'keyboard' in markup)) return
  for (const person of targetsOf(chat, message, markup.selective === true))
    world.questions.set(person, { chat, message })
}

function targetsOf(chat: Chat, message: Message, selective: boolean): number[] {
  if (chat.kind === 'private') return [chat.id]
  if (!selective) return []
  const named = message.spans.flatMap(({ href }) => /^tg:\/\/user\?id=(\d+)$/.exec(href ?? '')?.[1] ?? [])
  const answered = chat.messages.find(({ id }) => id === message.replyTo)?.from
  return [...named.map(Number), ...(answered && answered !== 'bot' ? [answered.id] : [])]
}

export const optionsOf = (markup: ReplyMarkup | undefined): string[] =>
  markup && 'keyboard' in markup
    ? markup.keyboard.flat().map((key) => (typeof key === 'string' ? key : key.text))
    : []

/** What the reply field shows. Telegram asks for one thing at a time. */
export function drawQuestion({ message }: Question): ChatSandboxForm {
  const options = optionsOf(message.markup)
  const [title = '', ...lines] = message.text.split('\n')
  const optional = /^\/skip|\/skip (leaves|keeps)/m.test(message.text)
  const value = message.spans.find(({ tag }) => tag === 'blockquote')
  return {
    title,
    submit: 'Reply',
    fields: [
      {
        name: 'answer',
        label: lines[0] ?? title,
        multiline: options.length === 0,
        required: !optional,
        ...(value ? { value: message.text.slice(value.from, value.to) } : {}),
        ...(options.length > 0
          ? { options: options.map((option) => ({ value: option, label: option })) }
          : {}),
      },
    ],
  }
}
