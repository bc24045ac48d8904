import { setTimeout as wait } from 'node:timers/promises'
import type { ChatSandbox, ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import { allScopes } from '#contracts/scopes.ts'
import { connectChannel } from '#features/channels/index.ts'
import { connectSandbox, drawCard, keepCopy, linkPerson, workspaceIo } from '#features/chats/index.ts'
import { storeWorkspace } from '#features/chats/store-workspace.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { start } from '../../../src/main.ts'
import type { BenchDatabase, BenchEnv } from '../env.ts'
import { freePort } from './program.ts'

const handle = 'demo'
/** Further workspaces of the same team: each copy stands in a chat of its own, as vendors limit each. */
const others = ['second', 'third', 'fourth']
const patienceMs = 30_000

/** A chat app with a colleague whom we know, and where the bot may post. */
export interface BenchChat {
  surface: string
  sandbox: ChatSandbox
  user: string
  direct: BenchPlace
  /** Where commands are typed. */
  typesIn: BenchPlace
  places: BenchPlace[]
}

export interface BenchPlace {
  workspaceId: string
  handle: string
  /** Somebody who sees it. */
  user: string
  channel: string
}

export interface ChatBenchDesk {
  database: BenchDatabase
  owner: Ctx
  chats: BenchChat[]
  /** An account that posts can be for. */
  channelId: string
}

/** The whole program in this process, as `npm start` runs it: every role, and the sandboxes of all chats connected. */
export async function openChatBenchDesk(env: BenchEnv): Promise<ChatBenchDesk> {
  const database = await env.database()
  const program = await start({
    DATABASE_URL: database.url,
    DATA_DIR: env.folder(),
    PORT: String(await freePort()),
    SANDBOX: '1',
    LOG_LEVEL: process.env['BENCH_LOG'] ?? 'error',
  })
  env.onEnd(() => program.stop())
  const { app } = program
  const member = await app.systemDb
    .selectFrom('members')
    .select(['id', 'name', 'org_id'])
    .where('role', '=', 'owner')
    .executeTakeFirstOrThrow()
  const owner = makeCtx(app, {
    orgId: member.org_id,
    memberId: member.id,
    actor: { kind: 'member', id: member.id, name: member.name },
    scopes: new Set(allScopes),
  })
  const chats: BenchChat[] = []
  for (const surface of app.surfaces.keys()) {
    const sandbox = app.sandbox?.chat(surface)
    if (sandbox) chats.push(await connectChat(owner, surface, sandbox))
  }
  const { id: channelId } = await connectChannel(owner, {
    connector: 'facebook',
    values: {},
    sandbox: true,
    sandboxHandle: 'bench',
  })
  for (const chat of chats) await untilAnswered(chat)
  return { database, owner, chats, channelId }
}

async function connectChat(owner: Ctx, surface: string, sandbox: ChatSandbox): Promise<BenchChat> {
  const { id } = await connectSandbox(owner, { surface })
  const workspace = sandbox.workspace(handle)
  const { people, externalId } = workspace
  const user = must(people[0], 'somebody').id
  const person = { surface, sandbox: true, workspace: externalId, userId: user, userName: 'Ana' }
  await linkPerson(owner, person, 'in a bench')
  const places = placesOf(sandbox, handle, id)
  for (const other of others) {
    const found = { ...sandbox.workspace(other), settings: {} }
    const stored = await storeWorkspace(owner, must(owner.surfaces.get(surface), surface), found, true)
    places.push(...placesOf(sandbox, other, stored.id))
  }
  const own = { workspaceId: id, handle, user, channel: workspace.direct(user) }
  const distinct = [...new Map(places.map((place) => [place.channel, place])).values()]
  return {
    surface,
    sandbox,
    user,
    direct: own,
    typesIn: own,
    places: distinct.toSorted((a, b) => a.turn - b.turn),
  }
}

/** Channels first, then people; a second channel last: it may be a part of the first one's chat. */
function placesOf(sandbox: ChatSandbox, of: string, workspaceId: string) {
  const workspace = sandbox.workspace(of)
  const { people, channels } = workspace
  const [ana, ...colleagues] = people
  const user = must(ana, 'somebody').id
  const at = { workspaceId, handle: of }
  return [
    ...channels.map((channel, n) => ({ ...at, user, channel: channel.id, turn: n * 2 })),
    // The last one never opened the bot.
    ...colleagues
      .slice(0, -1)
      .map((one) => ({ ...at, user: one.id, channel: workspace.direct(one.id), turn: 1 })),
  ]
}

/** Gateways connect and libraries load on first use; and commands may be typed to the bot itself, or only in a channel. */
async function untilAnswered(chat: BenchChat): Promise<void> {
  const channels = [chat.direct, ...chat.places]
  await until(async () => {
    for (const channel of channels) {
      const { error } = await act(chat, channel, { text: 'help' })
      if (error === undefined) chat.typesIn = channel
      if (error === undefined) return true
    }
    return false
  }, `${chat.surface} to hear us`)
  await until(
    () => seen(chat, chat.typesIn).some((message) => message.from.bot),
    `an answer in ${chat.surface}`,
  )
}

export const act = (
  chat: BenchChat,
  { handle: workspace, user, channel }: BenchPlace,
  deed: { text: string } | { message: string; button: string },
) =>
  chat.sandbox.act({
    workspace,
    user,
    channel,
    ...('text' in deed ? { kind: 'slash', ...deed } : { kind: 'press', ...deed }),
  })

export const seen = (chat: BenchChat, place: BenchPlace): ChatSandboxMessage[] =>
  chat.sandbox.messages(place.handle, place.channel, place.user)

/** Posts a copy of a card, which is kept in step from now on. */
export async function postCopyOf(
  owner: Ctx,
  { surface }: BenchChat,
  { workspaceId, channel }: BenchPlace,
  object: { type: string; id: string },
): Promise<void> {
  const workspace = await owner.db
    .selectFrom('chat_workspaces')
    .selectAll()
    .where('org_id', '=', owner.orgId)
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  const { view, card } = await drawCard(owner, object)
  const io = workspaceIo(owner.app, { surface, sandbox: true, workspace })
  const posted = await must(owner.surfaces.get(surface), surface).post(io, { channel }, view)
  await keepCopy(owner, { surface, sandbox: true, workspaceId }, posted, card, {
    memberId: null,
    userId: null,
  })
}

export async function until(met: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await met())) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}`)
    await wait(50)
  }
}
