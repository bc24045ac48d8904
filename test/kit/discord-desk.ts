import { serve } from '@hono/node-server'
import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import type { Command } from '#contracts/command.ts'
import { textReply } from '#contracts/reply.ts'
import type { ChatForm, ChatInput, ChatView, Surface, SurfaceIo, WorkspaceIo } from '#contracts/surface.ts'
import { must } from '#kernel/assert.ts'
import type { Clock } from '#kernel/clock.ts'
import { makeLog } from '#kernel/log.ts'
import { makeSandboxHost } from '#kernel/sandbox-host.ts'
import type { Core } from '#bots/discord/core.ts'
import { receiveRequest } from '#bots/discord/receive.ts'
import { makeRests } from '#bots/discord/rest.ts'
import { runDiscord } from '#bots/discord/run.ts'
import { makeDiscordSandbox } from '#bots/discord/sandbox/index.ts'
import type { DiscordSandbox } from '#bots/discord/sandbox/index.ts'
import { until } from './until.ts'

export const view = (text: string, over: Partial<ChatView> = {}): ChatView => ({
  parts: [{ kind: 'text', text }],
  private: false,
  tone: undefined,
  ...over,
})

export const button = (id: string, label = 'Press', asks = false): ChatView['parts'][number] => ({
  kind: 'buttons',
  buttons: [{ label, id, asks }],
})

const quiet = { summary: '', scope: undefined, examples: [], run: async () => textReply('') }
const commands = new Map<string, Command>(
  [
    defineCommand({
      ...quiet,
      name: 'resolve',
      args: z.object({ note: z.string().optional(), conversation: z.string().describe('Its number') }),
      order: ['note', 'conversation'],
      complete: { conversation: async () => [] },
    }),
    defineCommand({
      ...quiet,
      name: 'inbox',
      args: z.object({ list: z.enum(['open', 'mine']).default('open') }),
      order: ['list'],
    }),
    defineCommand({ ...quiet, name: 'inner', hidden: true, args: z.object({}), order: [] }),
  ].map((command) => [command.name, command as Command]),
)

/** The surface and its sandbox on listeners of their own; what the core would take is kept in `taken`. */
export async function openDiscordDesk() {
  let aheadMs = 0
  let isAway = false
  let guilds: string[] = []
  // The SDK waits by the machine's clock, so ours goes with it.
  const clock: Clock = { now: () => new Date(Date.now() + aheadMs) }
  const taken: ChatInput[] = []
  const keys = new Set<string>()
  const forms: Record<string, ChatForm> = {}
  const restOf = makeRests()
  const running: Array<{ stop: AbortController; done: Promise<void> }> = []

  const core: Core = {
    commands,
    receive(input) {
      if (isAway) return Promise.reject(new Error('the database is away'))
      if (!keys.has(input.key)) taken.push(input)
      keys.add(input.key)
      return Promise.resolve()
    },
    formFor: (press) => Promise.resolve(forms[press.button]),
    complete: ({ typed }) =>
      Promise.resolve([
        { label: `#${typed}1 Mia`, value: `${typed}1` },
        { label: '', value: 'x'.repeat(101) },
        ...Array.from({ length: 40 }, (_, at) => ({ label: 'l'.repeat(200), value: `v${at}` })),
      ]),
    guilds: () => Promise.resolve(guilds),
  }

  const door = await listen((request) =>
    receiveRequest(core, io, request, new URL(request.url).pathname.split('/').at(-1) ?? ''),
  )
  const host = await makeSandboxHost({
    connectors: new Map(),
    surfaces: new Map([
      ['discord', { id: 'discord', sandbox: makeDiscordSandbox } as Partial<Surface> as Surface],
    ]),
    secrets: { sign: (...parts: string[]) => parts.join('-') } as Parameters<
      typeof makeSandboxHost
    >[0]['secrets'],
    clock,
    appUrl: door.url,
  })
  const discord = must(host.chat('discord'), 'sandbox') as DiscordSandbox
  const io: SurfaceIo = {
    env: discord.env,
    sandbox: true,
    clock,
    log: makeLog({ level: process.env['TEST_LOG'] ?? 'silent' }),
    publicUrl: door.url,
  }
  const rest = () => restOf(io)

  function desk(handle = 'demo'): WorkspaceIo {
    const { externalId, name } = discord.workspace(handle)
    return {
      ...io,
      workspace: { id: `w-${handle}`, orgId: `o-${handle}`, externalId, name, credentials: {}, settings: {} },
      file: (id) =>
        id === 'gone'
          ? Promise.reject(new Error('no such file'))
          : Promise.resolve({
              bytes: new Uint8Array(id === 'huge' ? 11 * 1024 * 1024 : 3),
              mime: 'image/png',
              name: `${id}.png`,
            }),
    }
  }

  function run(over: Record<string, string> = {}): void {
    const stop = new AbortController()
    const own = { ...io, env: { ...io.env, ...over } }
    running.push({ stop, done: runDiscord(core, own, () => restOf(own), stop.signal) })
  }

  /** Runs the surface until the test ends. */
  async function online(over: Record<string, string> = {}, handles = ['demo']): Promise<void> {
    guilds = handles.map((handle) => discord.workspace(handle).externalId)
    run(over)
    const isHttp = over['DISCORD_INTERACTIONS'] === 'http'
    await until(() => (isHttp ? told() : discord.connected() === 1), { what: 'Discord to know us' })
    for (const handle of handles)
      await until(() => discord.commands(handle).length > 0, { what: 'the commands' })
  }
  const told = () => discord.calls().some(({ method, ok }) => method === 'PATCH /applications/@me' && ok)

  async function offline(): Promise<void> {
    for (const { stop, done } of running.splice(0)) {
      stop.abort()
      await done
    }
  }

  function at(handle = 'demo', name = 'Ana') {
    const workspace = discord.workspace(handle)
    const person = must(
      workspace.people.find((one) => one.name === name),
      name,
    )
    return {
      workspace: workspace.externalId,
      user: person.id,
      channel: must(workspace.channels[0], '#social').id,
      support: must(workspace.channels[1], '#support').id,
      dm: workspace.direct(person.id),
    }
  }
  const seen = (channel: string, name = 'Ana') => discord.messages('', channel, at('demo', name).user)

  async function pressLast(channel: string, { user, workspace }: { user: string; workspace: string }) {
    const buttons = seen(channel).flatMap(({ id: message, blocks }) =>
      blocks.flatMap((block) =>
        block.kind === 'buttons' ? block.buttons.map(({ id = '' }) => ({ id, message })) : [],
      ),
    )
    const { id, message } = must(buttons.at(-1), 'a button')
    return discord.act({ workspace, user, channel, kind: 'press', message, button: id })
  }

  return {
    discord,
    io,
    clock,
    taken,
    forms,
    appUrl: door.url,
    restOf,
    rest,
    desk,
    run,
    online,
    offline,
    at,
    seen,
    lastSeen: (channel: string) => must(seen(channel).at(-1), 'a message'),
    count: (method: string, from = 0) =>
      discord.calls().filter((call) => call.method === method && call.ok && call.at >= from).length,
    input: () => until(() => taken.at(-1), { what: 'what was done' }),
    pressLast,
    advance: (ms: number) => void (aheadMs += ms),
    away: (is: boolean) => void (isAway = is),
    reset() {
      taken.length = 0
      keys.clear()
      for (const key of Object.keys(forms)) delete forms[key]
      isAway = false
    },
    async close() {
      await host.close()
      await door.close()
    },
  }
}

function listen(
  fetch: (request: Request) => Promise<Response>,
): Promise<{ url: string; close: () => Promise<void> }> {
  return new Promise((resolve) => {
    const server = serve({ hostname: '127.0.0.1', port: 0, fetch }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () => new Promise<void>((closed) => void server.close(() => closed())),
      }),
    )
  })
}
