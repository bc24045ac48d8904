import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { ChatSandboxOptions } from '#contracts/chat-sandbox.ts'
import type { Clock } from '#kernel/clock.ts'
import { snowflake } from '../snowflake.ts'
import type { Json } from './json.ts'

export interface Person {
  id: string
  name: string
  dm: string
}

export interface Channel {
  id: string
  name: string
  /** 0 text, 1 direct messages, 11 thread. */
  type: 0 | 1 | 11
  guild?: string
  parent?: string
  owner?: string
  archived?: boolean
}

export interface Guild {
  id: string
  handle: string
  name: string
  /** The bot is in it. */
  joined: boolean
  channels: Channel[]
  commands: Json[]
}

export interface StoredFile {
  id: string
  name: string
  mime: string
  bytes: Uint8Array
}

export interface Message {
  id: string
  channel: string
  author: { id: string; name: string; bot: boolean }
  content: string
  components: Json[]
  flags: number
  files: StoredFile[]
  edited: boolean
  /** Only this person sees it. */
  onlyUser?: string
  answers?: string
  nonce?: string
}

export interface OpenModal {
  modal: Json
  message?: string
  channel: string
  guild?: string
  error?: string
}

export interface World {
  clock: Clock
  url: string
  appId: string
  botToken: string
  clientSecret: string
  publicKey: string
  bot: { id: string; name: string; bot: true }
  app: { flags: number; endpoint: string | undefined }
  people: Person[]
  guilds: Map<string, Guild>
  messages: Message[]
  files: Map<string, StoredFile>
  modals: Map<string, OpenModal>
  codes: Map<string, { handle: string; redirectUri: string }>
  nextId(): string
  guild(handle: string): Guild
  guildById(id: string): Guild | undefined
  channel(id: string): Channel | undefined
  message(channel: string, id: string): Message | undefined
  addMessage(message: Omit<Message, 'id' | 'edited'>): Message
  addFile(name: string, mime: string, bytes: Uint8Array): StoredFile
  /** As Discord signs: the timestamp and the raw body. */
  sign(timestamp: string, body: string): string
}

const names = ['Ana', 'Ben', 'Chris', 'Dana']
const readsContent = 1 << 19
const mostMessages = 5_000
const keyHead = Buffer.from('302e020100300506032b657004220420', 'hex')

export function makeWorld({ secret, url, clock }: ChatSandboxOptions): World {
  const derive = (...parts: string[]) => createHmac('sha256', secret).update(JSON.stringify(parts)).digest()
  /** Follows from the installation's secret, so that it survives a restart. */
  const idOf = (...parts: string[]) =>
    String(10n ** 17n + (BigInt(`0x${derive(...parts).toString('hex')}`) % (5n * 10n ** 17n)))
  const key = createPrivateKey({
    key: Buffer.concat([keyHead, derive('key')]),
    format: 'der',
    type: 'pkcs8',
  })
  const x = createPublicKey(key).export({ format: 'jwk' }).x ?? ''
  const appId = idOf('app')
  let counter = 0
  const world: World = {
    clock,
    url,
    appId,
    botToken: `${Buffer.from(appId).toString('base64url')}.${derive('token').toString('base64url')}`,
    clientSecret: derive('client').toString('base64url').slice(0, 32),
    publicKey: Buffer.from(x, 'base64url').toString('hex'),
    bot: { id: appId, name: 'Parley', bot: true },
    app: { flags: readsContent, endpoint: undefined },
    people: names.map((name) => ({ id: idOf('user', name), name, dm: idOf('dm', name) })),
    guilds: new Map(),
    messages: [],
    files: new Map(),
    modals: new Map(),
    codes: new Map(),
    nextId: () => snowflake(clock.now(), (counter += 1)),
    guild(handle) {
      const known = world.guilds.get(handle)
      if (known) return known
      const id = idOf('guild', handle)
      const channels = ['social', 'support'].map((name): Channel => ({
        id: idOf('channel', handle, name),
        name,
        type: 0,
        guild: id,
      }))
      const name = handle === 'demo' ? 'Parley demo' : handle
      const made: Guild = { id, handle, name, joined: false, channels, commands: [] }
      world.guilds.set(handle, made)
      return made
    },
    guildById: (id) => [...world.guilds.values()].find((guild) => guild.id === id),
    channel(id) {
      const person = world.people.find(({ dm }) => dm === id)
      if (person) return { id, name: person.name, type: 1, owner: person.id }
      return [...world.guilds.values()].flatMap(({ channels }) => channels).find((one) => one.id === id)
    },
    message: (channel, id) => world.messages.find((one) => one.id === id && one.channel === channel),
    addMessage(message) {
      const made = { ...message, id: world.nextId(), edited: false }
      world.messages.push(made)
      if (world.messages.length > mostMessages) world.messages.shift()
      return made
    },
    addFile(name, mime, bytes) {
      const file = { id: world.nextId(), name, mime, bytes }
      world.files.set(file.id, file)
      return file
    },
    sign: (timestamp, body) => sign(null, Buffer.from(timestamp + body), key).toString('hex'),
  }
  return world
}
