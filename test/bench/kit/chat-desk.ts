import { setTimeout as wait } from 'node:timers/promises'
import type { ChatSandbox, ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import { allScopes } from '#contracts/scopes.ts'
import { connectChannel } from '#features/channels/index.ts'
import { connectSandbox, drawCard, keepCopy, linkPerson, workspaceIo } from '#features/chats/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { start } from '../../../src/main.ts'
import type { BenchDatabase, BenchEnv } from '../env.ts'
import { freePort } from './program.ts'

const handle = 'demo'
const patienceMs = 30_000

/** A chat app with a colleague whom we know, and where the bot may post. */
export interface BenchChat {
  surface: string
  sandbox: ChatSandbox
  workspaceId: string
  user: string
  direct: string
  places: string[]
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
  const { id: workspaceId } = await connectSandbox(owner, { surface })
  const { people, channels, externalId, direct } = sandbox.workspace(handle)
  const [ana, ...others] = people
  const user = must(ana, 'somebody').id
  const person = { surface, sandbox: true, workspace: externalId, userId: user, userName: 'Ana' }
  await linkPerson(owner, person, 'in a bench')
  // The last one never opened the bot.
  const places = [
    ...channels.map((channel) => channel.id),
    ...others.slice(0, -1).map((other) => direct(other.id)),
  ]
  return { surface, sandbox, workspaceId, user, direct: direct(user), places }
}

/** Gateways connect and libraries load on first use. */
async function untilAnswered(chat: BenchChat): Promise<void> {
  const { sandbox, user, direct: channel } = chat
  const answered = () => seen(chat, channel).some((message) => message.from.bot)
  await until(async () => {
    const { error } = await sandbox.act({ workspace: handle, user, channel, kind: 'slash', text: 'help' })
    return error === undefined
  }, `${chat.surface} to hear us`)
  await until(answered, `an answer in ${chat.surface}`)
}

export const act = (
  chat: BenchChat,
  channel: string,
  deed: { text: string } | { message: string; button: string },
) =>
  chat.sandbox.act({
    workspace: handle,
    user: chat.user,
    channel,
    ...('text' in deed ? { kind: 'slash', ...deed } : { kind: 'press', ...deed }),
  })

export const seen = (chat: BenchChat, channel: string): ChatSandboxMessage[] =>
  chat.sandbox.messages(handle, channel, chat.user)

/** Posts a copy of a card, which is kept in step from now on. @returns the message's id. */
export async function postCopyOf(
  owner: Ctx,
  chat: BenchChat,
  channel: string,
  object: { type: string; id: string },
) {
  const { surface, workspaceId } = chat
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
