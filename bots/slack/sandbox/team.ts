import { createHmac } from 'node:crypto'

/** A workspace of the sandbox, with what was said in it. */
export interface Team {
  id: string
  handle: string
  name: string
  botToken: string
  botUserId: string
  botId: string
  people: Person[]
  channels: Channel[]
  messages: Message[]
  /** The modal that stands open before each person. */
  modals: Map<string, View>
  homes: Map<string, View>
  files: Map<string, StoredFile>
  revoked: boolean
}

export interface Person {
  id: string
  name: string
  email: string
  dm: string
}

export interface Channel {
  id: string
  name: string
}

export interface Message {
  channel: string
  ts: string
  from: { user: string; name: string; bot: boolean }
  text: string
  blocks: Block[]
  thread?: string
  onlyUser?: string
  edited: boolean
  metadata?: unknown
  files: StoredFile[]
}

export interface View {
  id: string
  hash: string
  view: Record<string, unknown>
  blocks: Block[]
  error?: string
}

export interface StoredFile {
  id: string
  name: string
  mime: string
  bytes: Uint8Array
}

export type Block = { type: string; [key: string]: unknown }

/** Slack confirmed all of these; the last is nobody's in the demo team, and links by hand. */
const people = [
  { name: 'Ana', email: 'demo@parley.invalid' },
  { name: 'Ben', email: 'mara@parley.invalid' },
  { name: 'Chris', email: 'jonas@parley.invalid' },
  { name: 'Dana', email: 'dana@elsewhere.invalid' },
]

/** Follows from the installation's secret, so that tokens and ids survive a restart. */
export function derive(secret: string, ...parts: string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('hex')
}

export const slackId = (prefix: string, secret: string, ...parts: string[]): string =>
  `${prefix}${derive(secret, prefix, ...parts)
    .slice(0, 10)
    .toUpperCase()}`

export function makeTeam(secret: string, handle: string): Team {
  const id = slackId('T', secret, handle)
  return {
    id,
    handle,
    name: handle === 'demo' ? 'Parley demo' : handle,
    botToken: `xoxb-${id}-${derive(secret, 'bot', handle).slice(0, 32)}`,
    botUserId: slackId('U', secret, handle, 'bot'),
    botId: slackId('B', secret, handle),
    people: people.map((person) => ({
      ...person,
      id: slackId('U', secret, handle, person.name),
      dm: slackId('D', secret, handle, person.name),
    })),
    channels: ['social', 'support'].map((name) => ({ id: slackId('C', secret, handle, name), name })),
    messages: [],
    modals: new Map(),
    homes: new Map(),
    files: new Map(),
    revoked: false,
  }
}

/** A channel or a direct message with the bot that this caller may see. */
export const hasChannel = (team: Team, id: string): boolean =>
  team.channels.some((channel) => channel.id === id) || team.people.some(({ dm }) => dm === id)

export const isDirect = (team: Team, id: string): boolean => team.people.some(({ dm }) => dm === id)
