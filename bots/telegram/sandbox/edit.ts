import { z } from 'zod'
import { bad } from './answers.ts'
import type { Refusal } from './answers.ts'
import { describeMessage } from './bot.ts'
import type { Bot } from './bot.ts'
import { checkCaption, checkMarkup, checkText } from './check-payload.ts'
import type { Method } from './methods.ts'
import type { Params } from './read-params.ts'
import { takeFile, targetOf } from './send.ts'
import type { Chat, Message } from './world.ts'

type Change = Pick<Message, 'text' | 'spans'> & Partial<Pick<Message, 'photo'>>

function found(bot: Bot, params: Params): { value: { chat: Chat; message: Message } } | { refusal: Refusal } {
  const target = targetOf(bot, { chat_id: params['chat_id'] })
  if ('refusal' in target) return target
  const { chat } = target.value
  const message = chat.messages.find(({ id }) => id === Number(params['message_id']))
  if (!message) return { refusal: bad('message to edit not found') }
  return message.from === 'bot' ? { value: { chat, message } } : { refusal: bad("message can't be edited") }
}

/** What was left out of an edit goes: a keyboard that is not sent along is taken away. */
function apply(
  bot: Bot,
  chat: Chat,
  message: Message,
  params: Params,
  change: Change,
): { result: unknown } | Refusal {
  const markup = checkMarkup(params['reply_markup'])
  if ('refusal' in markup) return markup.refusal
  const before = JSON.stringify([message.text, message.spans, message.photo?.id, message.markup])
  const after = { ...change, markup: markup.value }
  const same =
    before === JSON.stringify([after.text, after.spans, after.photo?.id ?? message.photo?.id, after.markup])
  if (same) {
    return bad(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
  }
  Object.assign(message, after, { edited: true })
  return { result: describeMessage(bot, chat.id, message) }
}

function editMessageText(bot: Bot, params: Params): { result: unknown } | Refusal {
  const at = found(bot, params)
  if ('refusal' in at) return at.refusal
  const { chat, message } = at.value
  if (message.photo || message.document) return bad('there is no text in the message to edit')
  const said = checkText(params['text'], params['parse_mode'])
  return 'refusal' in said ? said.refusal : apply(bot, chat, message, params, said.value)
}

function editMessageCaption(bot: Bot, params: Params): { result: unknown } | Refusal {
  const at = found(bot, params)
  if ('refusal' in at) return at.refusal
  const { chat, message } = at.value
  if (!message.photo && !message.document) return bad('there is no caption in the message to edit')
  const said = checkCaption(params['caption'], params['parse_mode'])
  return 'refusal' in said ? said.refusal : apply(bot, chat, message, params, said.value)
}

const photoShape = z.object({
  type: z.literal('photo'),
  media: z.string(),
  caption: z.string().optional(),
  parse_mode: z.string().optional(),
})

async function editMessageMedia(bot: Bot, params: Params): Promise<{ result: unknown } | Refusal> {
  const at = found(bot, params)
  if ('refusal' in at) return at.refusal
  const { chat, message } = at.value
  const media = photoShape.safeParse(params['media']).data
  if (!media) return bad("can't parse InputMedia")
  const said = checkCaption(media.caption, media.parse_mode)
  if ('refusal' in said) return said.refusal
  const file = await takeFile(bot, params, media.media, 'photo')
  if ('refusal' in file) return file.refusal
  // The same picture sent once more is the picture that stands there.
  const same = message.photo && Buffer.from(message.photo.bytes).equals(Buffer.from(file.value.bytes))
  const photo = same ? message.photo : file.value
  return apply(bot, chat, message, params, { ...said.value, ...(photo ? { photo } : {}) })
}

function editMessageReplyMarkup(bot: Bot, params: Params): { result: unknown } | Refusal {
  const at = found(bot, params)
  if ('refusal' in at) return at.refusal
  const { chat, message } = at.value
  return apply(bot, chat, message, params, message)
}

export const edits: Record<string, Method> = {
  editMessageText,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
}
