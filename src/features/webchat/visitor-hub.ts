import { sql } from 'kysely'
import type { LoggedEvent } from '#contracts/event.ts'
import { messageChanged, messageCreated, messageReceived } from '#features/inbox/index.ts'
import type { App } from '#kernel/app.ts'
import type { PresenceEntry } from '#kernel/presence.ts'
import { firstName, readMessages } from './read-messages.ts'
import type { Thread } from './read-messages.ts'
import type { ChatMessage } from './schema.ts'

export type ChatNews =
  | { kind: 'messages'; pos: string; messages: ChatMessage[]; removed: string[] }
  | { kind: 'typing'; name: string; typing: boolean }
  | { kind: 'seen' }

export interface Listener {
  thread: Thread
  hear(news: ChatNews): void
}

/** Open visitors' streams of this process: one subscription per organisation, told apart by conversation. */
export interface VisitorHub {
  /** Answers how to leave. The oldest of too many streams of one visitor is told to end. */
  join(listener: Listener, end: () => void): () => void
}

interface Member {
  listener: Listener
  end: () => void
}

interface Room {
  members: Map<string, Set<Member>>
  /** Whose conversation it is; '' when it is none of a web chat. */
  owners: Map<string, string>
  /** Keeps the order of events although each is looked up. */
  work: Promise<void>
  leave(): void
}

const maxStreamsPerVisitor = 6
const maxOwners = 20_000
const messageTypes = new Set<string>([messageReceived.type, messageCreated.type, messageChanged.type])

export const ownerKey = (channelId: string, visitorId: string): string => `${channelId}/${visitorId}`

const hubs = new WeakMap<App, VisitorHub>()

/** One per program: however many requests ask, the same. */
export function visitorHub(app: App): VisitorHub {
  const known = hubs.get(app)
  if (known) return known
  const made = makeVisitorHub(app)
  hubs.set(app, made)
  return made
}

function makeVisitorHub(app: App): VisitorHub {
  const rooms = new Map<string, Room>()

  function openRoom(orgId: string): Room {
    const queue = (task: () => Promise<void>) => {
      room.work = room.work
        .then(task)
        .catch((error: unknown) => app.log.warn({ err: error, orgId }, 'news did not reach visitors'))
    }
    const stopEvents = app.hub.subscribe(orgId, (events) => {
      const news = events.filter((event) => messageTypes.has(event.type))
      if (news.length > 0) queue(() => tellMessages(app, room, orgId, news))
    })
    const stopPresence = app.presence.onChange((of, entry) => {
      if (of === orgId && entry.kind !== 'contact') queue(() => tellPresence(app, room, orgId, entry))
    })
    const room: Room = {
      members: new Map(),
      owners: new Map(),
      work: Promise.resolve(),
      leave() {
        stopEvents()
        stopPresence()
      },
    }
    rooms.set(orgId, room)
    return room
  }

  return {
    join(listener, end) {
      const { orgId, channelId, visitorId } = listener.thread
      const room = rooms.get(orgId) ?? openRoom(orgId)
      const key = ownerKey(channelId, visitorId)
      const members = room.members.get(key) ?? new Set<Member>()
      room.members.set(key, members)
      const member: Member = { listener, end }
      members.add(member)
      if (members.size > maxStreamsPerVisitor) members.values().next().value?.end()
      return () => {
        members.delete(member)
        if (members.size === 0 && room.members.get(key) === members) room.members.delete(key)
        if (room.members.size > 0 || rooms.get(orgId) !== room) return
        rooms.delete(orgId)
        room.leave()
      }
    },
  }
}

async function tellMessages(app: App, room: Room, orgId: string, events: LoggedEvent[]): Promise<void> {
  const news = events.map((event) => ({ event, conversationId: conversationOf(event) }))
  await learnOwners(
    app,
    room,
    orgId,
    news.map((one) => one.conversationId),
  )
  const byOwner = Map.groupBy(news, (one) => room.owners.get(one.conversationId) ?? '')
  for (const [key, ofOwner] of byOwner) {
    const members = room.members.get(key)
    const [first] = members ?? []
    const pos = ofOwner.at(-1)?.event.pos
    if (!members || !first || pos === undefined) continue
    const ids = [...new Set(ofOwner.flatMap((one) => one.event.objectId ?? []))]
    // What the visitor may see is read, never taken from the event: one rule in one place.
    const messages = await readMessages(app, first.listener.thread, ids)
    const removed = ofOwner.flatMap((one) => (isUnsent(one.event) ? (one.event.objectId ?? []) : []))
    const told: ChatNews[] = [{ kind: 'messages', pos, messages, removed }]
    const conversationId = ofOwner[0]?.conversationId ?? ''
    const watched = app.presence.of(orgId, conversationId).some((entry) => entry.kind !== 'contact')
    if (watched && messages.some((message) => message.from === 'visitor')) told.push({ kind: 'seen' })
    for (const { listener } of members) for (const one of told) listener.hear(one)
  }
}

async function tellPresence(app: App, room: Room, orgId: string, entry: PresenceEntry): Promise<void> {
  await learnOwners(app, room, orgId, [entry.conversationId])
  const members = room.members.get(room.owners.get(entry.conversationId) ?? '')
  if (!members) return
  const name = firstName(entry.name)
  for (const { listener } of members) {
    listener.hear({ kind: 'typing', name, typing: entry.state === 'typing' })
    if (entry.state !== 'gone') listener.hear({ kind: 'seen' })
  }
}

async function learnOwners(app: App, room: Room, orgId: string, conversationIds: string[]): Promise<void> {
  const unknown = [...new Set(conversationIds)].filter((id) => id !== '' && !room.owners.has(id))
  if (unknown.length === 0) return
  const { rows } = await sql<{ id: string; channelId: string; externalId: string }>`
    select c.id, i.channel_id as "channelId", i.external_id as "externalId"
    from conversations c join contact_identities i on i.org_id = c.org_id and i.id = c.identity_id
    where c.org_id = ${orgId} and c.id = any(${unknown}::uuid[])`.execute(app.pools.tenant(orgId))
  if (room.owners.size > maxOwners) room.owners.clear()
  for (const id of unknown) room.owners.set(id, '')
  for (const row of rows) room.owners.set(row.id, ownerKey(row.channelId, row.externalId))
}

function messageOf(event: LoggedEvent): Record<string, unknown> {
  const message = event.payload['message']
  return typeof message === 'object' && message !== null ? { ...message } : {}
}

function conversationOf(event: LoggedEvent): string {
  const id = messageOf(event)['conversationId']
  return typeof id === 'string' ? id : ''
}

const isUnsent = (event: LoggedEvent): boolean => typeof messageOf(event)['unsentAt'] === 'string'
