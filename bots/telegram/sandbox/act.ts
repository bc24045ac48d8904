import { randomUUID } from 'node:crypto'
import type { ChatSandboxAction, ChatSandboxResult } from '#contracts/chat-sandbox.ts'
import { invalid, notFound } from '#kernel/errors.ts'
import { describeBot, describeChat, describeMessage, seconds } from './bot.ts'
import type { Bot } from './bot.ts'
import { optionsOf } from './questions.ts'
import { samplePicture } from './sample-picture.ts'
import { keepFile } from './send.ts'
import { addMessage, placeOf } from './world.ts'
import type { Chat, Group, Message, Person } from './world.ts'

const spinnerMs = 15_000

interface Scene {
  bot: Bot
  person: Person
  chat: Chat
  topic: number | undefined
}

/** A person does something in Telegram; resolves when the bot has taken it in. */
export async function act(bot: Bot, group: Group, action: ChatSandboxAction): Promise<ChatSandboxResult> {
  const person = group.people.find(({ id }) => String(id) === action.user)
  const place = placeOf(bot.world, action.channel)
  if (!person || !place) throw notFound('person or chat of the sandbox')
  const scene = { bot, person, ...place }
  switch (action.kind) {
    case 'write': {
      const mention = action.mention && place.chat.kind !== 'private' ? `@${bot.username} ` : ''
      const photo = action.photo ? { photo: keepFile(bot.world, samplePicture(), 'photo.png') } : {}
      const replyTo = action.thread === undefined ? {} : { replyTo: Number(action.thread) }
      return write(scene, { text: `${mention}${action.text}`, ...photo, ...replyTo })
    }
    case 'slash': {
      const [name = '', ...rest] = action.text.trim().replace(/^\//, '').split(' ')
      const of = place.chat.kind === 'private' ? '' : `@${bot.username}`
      return write(scene, { text: [`/${name.replaceAll('-', '_')}${of}`, ...rest].join(' ') })
    }
    case 'press':
      return press(scene, action.message, action.button)
    case 'submit':
      return submit(scene, Object.values(action.values))
    case 'start':
      return start(scene, action.token)
  }
}

type Content = Pick<Message, 'text'> & Partial<Message>

export async function write(
  { bot, person, chat, topic }: Scene,
  content: Content,
): Promise<ChatSandboxResult> {
  const message = addMessage(bot.world, chat, { from: person, at: bot.clock.now(), topic, ...content })
  const question = bot.world.questions.get(person.id)
  const isAnswer =
    question?.chat === chat && (content.replyTo === question.message.id || chat.kind === 'private')
  if (isAnswer) bot.world.questions.delete(person.id)
  if (chat.kind === 'private' && chat.bot === 'never') chat.bot = 'in'
  if (chat.bot !== 'in' || !isForBot(bot, chat, message)) return { id: String(message.id), acknowledgedMs: 0 }
  const body = { message: describeMessage(bot, chat.id, message) }
  return { id: String(message.id), ...(await deliver(bot, chat, body)) }
}

/** A bot in privacy mode hears what is said to it and nothing else. */
function isForBot(bot: Bot, chat: Chat, { text, replyTo }: Message): boolean {
  if (chat.kind === 'private') return true
  const [, of] = /^\/\w+(?:@(\w+))?/.exec(text) ?? []
  if (text.startsWith('/')) return of === undefined || of === bot.username
  const answered = chat.messages.find(({ id }) => id === replyTo)
  return answered?.from === 'bot' || text.includes(`@${bot.username}`)
}

async function deliver(bot: Bot, chat: Chat, body: Record<string, unknown>): Promise<ChatSandboxResult> {
  const from = performance.now()
  const done = await bot.updates.tell(chat.id, body)
  const acknowledgedMs = performance.now() - from
  return { acknowledgedMs, ...(done ? {} : { error: 'The bot does not answer.' }) }
}

async function press(
  { bot, person, chat, topic }: Scene,
  messageId: string,
  data: string,
): Promise<ChatSandboxResult> {
  const message = chat.messages.find(({ id }) => String(id) === messageId)
  if (!message) throw notFound('message')
  const query = randomUUID()
  const from = performance.now()
  const answered = new Promise<boolean>((resolve) => {
    const channel = topic === undefined ? String(chat.id) : `${chat.id}:${topic}`
    bot.presses.set(query, { user: person.id, chat: channel, at: bot.clock.now(), done: () => resolve(true) })
    setTimeout(() => resolve(false), spinnerMs).unref()
  })
  void bot.updates.tell(chat.id, {
    callback_query: {
      id: query,
      from: { id: person.id, is_bot: false, first_name: person.name },
      chat_instance: String(chat.id),
      data,
      message: describeMessage(bot, chat.id, message),
    },
  })
  const isDone = await answered
  const acknowledgedMs = performance.now() - from
  return { acknowledgedMs, ...(isDone ? {} : { error: 'The button keeps turning: the bot did not answer.' }) }
}

/** Each value answers the question that stands open, one after the other; what is left of a form is skipped. */
async function submit(scene: Scene, values: string[]): Promise<ChatSandboxResult> {
  let result: ChatSandboxResult | undefined
  const left = [...values]
  for (;;) {
    // The bot asks on before it says that it has taken in the answer.
    const question = scene.bot.world.questions.get(scene.person.id)
    if (!question) break
    const value = left.shift()
    const isOptional = /\/skip/.test(question.message.text)
    if (value === undefined && !isOptional) break
    const said =
      value === undefined || (value === '' && isOptional) ? '/skip' : chosen(question.message, value)
    result = await write(
      { ...scene, chat: question.chat, topic: question.message.topic },
      { text: said, replyTo: question.message.id },
    )
  }
  if (!result) throw invalid('No form is open before this person.')
  return result
}

const chosen = ({ markup }: Message, value: string): string =>
  optionsOf(markup).find((option) => option.toLowerCase() === value.toLowerCase()) ?? value

/** In a chat of their own, or by adding the bot to the group. */
async function start(scene: Scene, token: string): Promise<ChatSandboxResult> {
  const { bot, chat, person } = scene
  if (chat.kind === 'private') return write(scene, { text: `/start ${token}` })
  chat.bot = 'in'
  await bot.updates.tell(chat.id, membership(bot, chat, person, 'member'))
  return write(scene, { text: `/start@${bot.username} ${token}` })
}

export async function kick({ bot, chat, person }: Scene): Promise<ChatSandboxResult> {
  chat.bot = 'kicked'
  return deliver(bot, chat, membership(bot, chat, person, 'kicked'))
}

const membership = (bot: Bot, chat: Chat, person: Person, status: string) => ({
  my_chat_member: {
    chat: describeChat(chat),
    from: { id: person.id, is_bot: false, first_name: person.name },
    date: seconds(bot.clock.now()),
    old_chat_member: { status: status === 'member' ? 'left' : 'member', user: describeBot(bot) },
    new_chat_member: { status, user: describeBot(bot), ...(status === 'kicked' ? { until_date: 0 } : {}) },
  },
})
