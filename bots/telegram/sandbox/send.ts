import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { bad, forbidden } from './answers.ts'
import type { Refusal } from './answers.ts'
import { describeMessage } from './bot.ts'
import type { Bot } from './bot.ts'
import { checkCaption, checkFile, checkMarkup, checkText, mimeOf } from './check-payload.ts'
import type { Method } from './methods.ts'
import { openQuestion } from './questions.ts'
import { fileParam } from './read-params.ts'
import type { Params } from './read-params.ts'
import { addMessage } from './world.ts'
import type { Chat, Message, StoredFile } from './world.ts'

interface Target {
  chat: Chat
  topic: number | undefined
  replyTo: number | undefined
}

const replyShape = z.object({ message_id: z.number(), allow_sending_without_reply: z.boolean().optional() })

/** Where a message goes, or why it cannot. */
export function targetOf({ world }: Bot, params: Params): { value: Target } | { refusal: Refusal } {
  const chat = world.chats.get(Number(params['chat_id']))
  if (!chat) return { refusal: bad('chat not found') }
  if (chat.movedTo !== undefined) {
    const parameters = { migrate_to_chat_id: chat.movedTo }
    return { refusal: { ...bad('group chat was upgraded to a supergroup chat'), parameters } }
  }
  if (chat.bot === 'never') return { refusal: forbidden("bot can't initiate conversation with a user") }
  if (chat.bot === 'kicked') {
    const why =
      chat.kind === 'private' ? 'bot was blocked by the user' : 'bot was kicked from the supergroup chat'
    return { refusal: forbidden(why) }
  }
  const topic = params['message_thread_id'] === undefined ? undefined : Number(params['message_thread_id'])
  if (topic !== undefined && !chat.topics.has(topic)) return { refusal: bad('message thread not found') }
  const reply = replyShape.safeParse(params['reply_parameters']).data
  const isThere = chat.messages.some(({ id }) => id === reply?.message_id)
  if (reply && !isThere && !reply.allow_sending_without_reply)
    return { refusal: bad('message to be replied not found') }
  return { value: { chat, topic, replyTo: isThere ? reply?.message_id : undefined } }
}

function sendMessage(bot: Bot, params: Params): { result: unknown } | Refusal {
  const target = targetOf(bot, params)
  if ('refusal' in target) return target.refusal
  const said = checkText(params['text'], params['parse_mode'])
  if ('refusal' in said) return said.refusal
  return record(bot, target.value, params, said.value)
}

function sendFile(kind: 'photo' | 'document'): Method {
  return async (bot, params) => {
    const target = targetOf(bot, params)
    if ('refusal' in target) return target.refusal
    const said = checkCaption(params['caption'], params['parse_mode'])
    if ('refusal' in said) return said.refusal
    const file = await takeFile(bot, params, params[kind], kind)
    if ('refusal' in file) return file.refusal
    return record(bot, target.value, params, { ...said.value, [kind]: file.value })
  }
}

export async function takeFile(
  { world }: Bot,
  params: Params,
  named: unknown,
  kind: 'photo' | 'document',
): Promise<{ value: StoredFile } | { refusal: Refusal }> {
  const known = typeof named === 'string' ? world.files.get(named) : undefined
  if (known) return { value: known }
  const file = fileParam(params, named)
  if (!file) return { refusal: bad(`there is no ${kind} in the request`) }
  const bytes = new Uint8Array(await file.arrayBuffer())
  const refusal = checkFile(kind, bytes)
  return refusal ? { refusal } : { value: keepFile(world, bytes, file.name) }
}

const mostFiles = 200

export function keepFile(world: Bot['world'], bytes: Uint8Array, name: string): StoredFile {
  const file = { id: `file-${randomUUID()}`, name, bytes, mime: mimeOf(bytes) ?? 'application/octet-stream' }
  world.files.set(file.id, file)
  const [oldest] = world.files.keys()
  if (world.files.size > mostFiles && oldest !== undefined) world.files.delete(oldest)
  return file
}

function record(
  bot: Bot,
  { chat, topic, replyTo }: Target,
  params: Params,
  content: Pick<Message, 'text'> & Partial<Message>,
): { result: unknown } | Refusal {
  const markup = checkMarkup(params['reply_markup'])
  if ('refusal' in markup) return markup.refusal
  const facts = { from: 'bot' as const, at: bot.clock.now(), topic, replyTo, markup: markup.value }
  const message = addMessage(bot.world, chat, { ...content, ...facts })
  openQuestion(bot.world, chat, message)
  return { result: describeMessage(bot, chat.id, message) }
}

const mediaShape = z
  .array(z.object({ type: z.enum(['photo', 'document']), media: z.string(), caption: z.string().optional() }))
  .min(2)
  .max(10)

async function sendMediaGroup(bot: Bot, params: Params): Promise<{ result: unknown } | Refusal> {
  const target = targetOf(bot, params)
  if ('refusal' in target) return target.refusal
  const media = mediaShape.safeParse(params['media'])
  if (!media.success) return bad('wrong number of messages in the album: it must be from 2 to 10')
  if (params['reply_markup'] !== undefined) return bad("reply markup can't be used in albums")
  const album = randomUUID()
  const files: Array<Partial<Message>> = []
  for (const { type, media: named } of media.data) {
    const file = await takeFile(bot, params, named, type)
    if ('refusal' in file) return file.refusal
    files.push({ [type]: file.value, album })
  }
  const facts = { from: 'bot' as const, at: bot.clock.now(), text: '', topic: target.value.topic }
  const made = files.map((file) => addMessage(bot.world, target.value.chat, { ...facts, ...file }))
  return { result: made.map((message) => describeMessage(bot, target.value.chat.id, message)) }
}

export const sends: Record<string, Method> = {
  sendMessage,
  sendPhoto: sendFile('photo'),
  sendDocument: sendFile('document'),
  sendMediaGroup,
}
