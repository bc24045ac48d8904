import type { ReplyMarkup } from './check-payload.ts'
import { deriveNumber } from './keyed.ts'
import type { Span } from './parse-html.ts'

export interface Person {
  id: number
  name: string
}

export interface StoredFile {
  id: string
  name: string
  mime: string
  bytes: Uint8Array
}

export interface Message {
  id: number
  topic: number | undefined
  from: Person | 'bot'
  at: Date
  text: string
  spans: Span[]
  photo?: StoredFile
  document?: StoredFile
  album?: string
  markup: ReplyMarkup | undefined
  replyTo: number | undefined
  edited: boolean
}

export interface Chat {
  id: number
  kind: 'private' | 'supergroup'
  title: string
  /** Names of the topics by number. */
  topics: Map<number, string>
  messages: Message[]
  /** In a group: whether it is in. In a private chat: whether the person opened it. */
  bot: 'in' | 'kicked' | 'never'
  /** It is another chat now. */
  movedTo?: number
}

/** The words that showed over a chat when a button was pressed, for the presser alone. */
export interface Alert {
  chat: string
  user: number
  at: Date
  text: string
}

/** A message that wants a reply of this person. */
export interface Question {
  chat: Chat
  message: Message
}

export interface Group {
  handle: string
  chat: Chat
  people: Person[]
}

export interface World {
  chats: Map<number, Chat>
  groups: Map<string, Group>
  alerts: Alert[]
  /** By the person. */
  questions: Map<number, Question>
  files: Map<string, StoredFile>
  nextMessage: number
}

const names = ['Ana', 'Ben', 'Chris', 'Dana']
const topics: Array<[number, string]> = [
  [2, 'social'],
  [3, 'support'],
]
const epoch = Date.UTC(2026, 0, 1)

/** Numbers begin at the time, with room for ten a second: none of an earlier run comes back. */
export const makeWorld = (now: Date): World => ({
  chats: new Map(),
  groups: new Map(),
  alerts: [],
  questions: new Map(),
  files: new Map(),
  nextMessage: Math.max(100, Math.floor((now.getTime() - epoch) / 100)),
})

/** A group with topics, and its people; Dana never opened the bot, so that it may not write to her first. */
export function groupOf(world: World, secret: string, handle: string): Group {
  const known = world.groups.get(handle)
  if (known) return known
  const chat: Chat = {
    id: -(1_000_000_000_000 + deriveNumber(secret, 10, 'group', handle)),
    kind: 'supergroup',
    title: `Parley ${handle}`,
    topics: new Map(topics),
    messages: [],
    bot: 'in',
  }
  const people = names.map((name) => ({ id: deriveNumber(secret, 10, 'person', handle, name), name }))
  for (const { id, name } of people) {
    const opened = name === 'Dana' ? 'never' : 'in'
    world.chats.set(id, { id, kind: 'private', title: name, topics: new Map(), messages: [], bot: opened })
  }
  world.chats.set(chat.id, chat)
  const group = { handle, chat, people }
  world.groups.set(handle, group)
  world.groups.set(String(chat.id), group)
  return group
}

export function addMessage(
  world: World,
  chat: Chat,
  content: Pick<Message, 'from' | 'at' | 'text'> & Partial<Message>,
): Message {
  const message: Message = {
    id: world.nextMessage++,
    topic: undefined,
    spans: [],
    markup: undefined,
    replyTo: undefined,
    edited: false,
    ...content,
  }
  chat.messages.push(message)
  if (chat.messages.length > 2000) chat.messages.shift()
  return message
}

/** `-100…:7` is topic 7 of that group. */
export function placeOf(
  world: World,
  channel: string,
): { chat: Chat; topic: number | undefined } | undefined {
  const [id = '', topic] = channel.split(':')
  const chat = world.chats.get(Number(id))
  return chat && { chat, topic: topic === undefined ? undefined : Number(topic) }
}
