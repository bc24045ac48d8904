import { serve } from '@hono/node-server'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import type { Command } from '#contracts/command.ts'
import { textReply } from '#contracts/reply.ts'
import type { ChatForm, ChatInput, ChatView, Surface, SurfaceIo, WorkspaceIo } from '#contracts/surface.ts'
import { must } from '#kernel/assert.ts'
import type { Clock } from '#kernel/clock.ts'
import { makeLog } from '#kernel/log.ts'
import { makeSandboxHost } from '#kernel/sandbox-host.ts'
import type { SandboxHost } from '#kernel/sandbox-host.ts'
import { until } from '#test/kit/until.ts'
import type { Core } from './core.ts'
import { answerInput, directPlace, postView, updateView } from './deliver.ts'
import { download, health, listChannels } from './look.ts'
import { makeOAuth } from './oauth.ts'
import { receiveRequest } from './receive.ts'
import { makeRests } from './rest.ts'
import { runDiscord } from './run.ts'
import { makeDiscordSandbox } from './sandbox/index.ts'
import type { DiscordSandbox } from './sandbox/index.ts'

/** discord.js, unchanged, between our door and the sandbox, on real sockets. */
let aheadMs = 0
/** The SDK waits by the machine's clock, so ours goes with it. */
const clock: Clock = { now: () => new Date(Date.now() + aheadMs) }
const taken: ChatInput[] = []
const keys = new Set<string>()
let forms: Record<string, ChatForm> = {}
let isAway = false
let discord: DiscordSandbox
let host: SandboxHost
let io: SurfaceIo
let appUrl = ''
let guilds: string[] = []
const restOf = makeRests()
const closers: Array<() => Promise<void> | void> = []
const running: Array<{ stop: AbortController; done: Promise<void> }> = []

const view = (text: string, over: Partial<ChatView> = {}): ChatView => ({
  parts: [{ kind: 'text', text }],
  private: false,
  tone: undefined,
  ...over,
})
const button = (id: string, label = 'Press', asks = false): ChatView['parts'][number] => ({
  kind: 'buttons',
  buttons: [{ label, id, asks }],
})

const commands = new Map<string, Command>(
  [
    defineCommand({
      name: 'resolve',
      summary: 'Close a conversation',
      scope: undefined,
      args: z.object({ note: z.string().optional(), conversation: z.string().describe('Its number') }),
      order: ['note', 'conversation'],
      examples: [],
      complete: {
        conversation: async (_ctx, typed) => [{ label: `#${typed}1 Mia`, value: `${typed}1` }],
      },
      run: async () => textReply(''),
    }),
    defineCommand({
      name: 'inbox',
      summary: '',
      scope: undefined,
      args: z.object({ list: z.enum(['open', 'mine']).default('open') }),
      order: ['list'],
      examples: [],
      run: async () => textReply(''),
    }),
    defineCommand({
      name: 'inner',
      summary: '',
      scope: undefined,
      hidden: true,
      args: z.object({}),
      order: [],
      examples: [],
      run: async () => textReply(''),
    }),
  ].map((command) => [command.name, command as Command]),
)

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

const desk = (handle = 'demo'): WorkspaceIo => {
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

beforeAll(async () => {
  appUrl = await new Promise((resolve) => {
    const fetch = (request: Request) =>
      receiveRequest(core, io, request, new URL(request.url).pathname.split('/').at(-1) ?? '')
    const server = serve({ hostname: '127.0.0.1', port: 0, fetch }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    )
    closers.push(() => new Promise<void>((closed) => void server.close(() => closed())))
  })
  const surface = { id: 'discord', sandbox: makeDiscordSandbox } as Partial<Surface> as Surface
  host = await makeSandboxHost({
    connectors: new Map(),
    surfaces: new Map([['discord', surface]]),
    secrets: { sign: (...parts: string[]) => parts.join('-') } as Parameters<
      typeof makeSandboxHost
    >[0]['secrets'],
    clock,
    appUrl,
  })
  discord = must(host.chat('discord'), 'sandbox') as DiscordSandbox
  io = {
    env: discord.env,
    sandbox: true,
    clock,
    log: makeLog({ level: process.env['TEST_LOG'] ?? 'silent' }),
    publicUrl: appUrl,
  }
})
afterEach(async () => {
  for (const { stop, done } of running.splice(0)) {
    stop.abort()
    await done
  }
})
afterAll(async () => {
  await host.close()
  for (const close of closers) await close()
})
beforeEach(() => {
  taken.length = 0
  keys.clear()
  forms = {}
  isAway = false
})

/** Runs the surface until the test ends. */
async function online(over: Record<string, string> = {}, handles = ['demo']): Promise<void> {
  guilds = handles.map((handle) => discord.workspace(handle).externalId)
  const stop = new AbortController()
  const own = { ...io, env: { ...io.env, ...over } }
  running.push({ stop, done: runDiscord(core, own, () => restOf(own), stop.signal) })
  if (over['DISCORD_INTERACTIONS'] === 'http')
    await until(() => discord.calls().some(({ method, ok }) => method === 'PATCH /applications/@me' && ok))
  else await until(() => discord.connected() === 1, { what: 'the gateway' })
  for (const handle of handles)
    await until(() => discord.commands(handle).length > 0, { what: 'the commands' })
}

const at = (handle = 'demo', name = 'Ana') => {
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
const lastSeen = (channel: string) => must(seen(channel).at(-1), 'a message')
const count = (method: string, from = 0) =>
  discord.calls().filter((call) => call.method === method && call.ok && call.at >= from).length
const input = () => until(() => taken.at(-1), { what: 'what was done' })
const rest = () => restOf(io)
const idOfButton = (channel: string) => {
  const found = seen(channel)
    .flatMap(({ id, blocks }) =>
      blocks.flatMap((block) =>
        block.kind === 'buttons' ? block.buttons.map((one) => ({ ...one, message: id })) : [],
      ),
    )
    .at(-1)
  return must(found, 'a button')
}
async function pressLast(channel: string, { user, workspace }: { user: string; workspace: string }) {
  const { id = '', message } = idOfButton(channel)
  return discord.act({ workspace, user, channel, kind: 'press', message, button: id })
}

test('commands are registered once for each server, and written again only when they differ', async () => {
  await online({}, ['demo', 'second'])
  expect(discord.commands('demo')).toEqual(['inbox', 'parley', 'resolve'])
  expect(discord.commands('second')).toEqual(['inbox', 'parley', 'resolve'])
  const put = 'PUT /applications/:id/guilds/:id/commands'
  const before = count(put)
  for (const { stop } of running) stop.abort()
  const from = Date.now()
  await online({}, ['demo', 'second'])
  const get = 'GET /applications/:id/guilds/:id/commands'
  await until(() => count(get, from) >= 2)
  expect(count(put)).toBe(before)
})

test('a slash command is stored, then acknowledged privately; its public answer is a message of its own', async () => {
  await online()
  const { workspace, user, channel } = at()
  const done = await discord.act({ workspace, user, channel, kind: 'slash', text: 'resolve 12 all *fine*' })
  expect(done.error).toBeUndefined()
  const first = await input()
  expect(first).toMatchObject({
    surface: 'discord',
    sandbox: true,
    workspace,
    user: { id: user, name: 'Ana' },
    place: { channel, direct: false },
    act: { kind: 'command', name: 'resolve', args: { conversation: '12', note: 'all *fine*' } },
  })
  expect(first.user).not.toHaveProperty('email')
  expect(lastSeen(channel)).toMatchObject({ onlyYou: true })
  expect(seen(channel, 'Ben').filter(({ onlyYou }) => onlyYou)).toEqual([])
  const posted = await answerInput(await rest(), desk(), first, view('Done *well*'))
  expect(lastSeen(channel)).toMatchObject({
    id: posted?.message,
    onlyYou: false,
    blocks: [{ kind: 'text', text: 'Done *well*', style: 'normal' }],
  })
  expect(seen(channel).some(({ onlyYou }) => onlyYou)).toBe(false)
  // The same act answered once more is the same message.
  expect(await answerInput(await rest(), desk(), first, view('Done *well*'))).toEqual(posted)
})

test('a private answer takes the place of the waiting note, and nobody else sees it', async () => {
  await online()
  const { workspace, user, channel } = at()
  await discord.act({ workspace, user, channel, kind: 'slash', text: 'parley what is new?' })
  const one = await input()
  expect(one.act).toEqual({ kind: 'line', text: 'what is new?' })
  const before = seen(channel, 'Ben').length
  expect(await answerInput(await rest(), desk(), one, view('For you', { private: true }))).toBeUndefined()
  expect(lastSeen(channel)).toMatchObject({ onlyYou: true, blocks: [{ text: 'For you' }] })
  expect(seen(channel, 'Ben')).toHaveLength(before)
})

test('choices while an option is typed are cut to what Discord takes', async () => {
  await online()
  const { user, channel } = at()
  const { choices, error } = await discord.type({
    user,
    channel,
    command: 'resolve',
    option: 'conversation',
    typed: '4',
  })
  expect(error).toBeUndefined()
  expect(choices?.slice(0, 2)).toEqual(['41', 'v0'])
  expect(choices).toHaveLength(25)
})

test('a press is stored and leaves the card as it is; the card is drawn anew by the bot, without the interaction', async () => {
  await online()
  const { workspace, user, channel } = at()
  const posted = await postView(
    await rest(),
    desk(),
    { channel },
    {
      ...view('Card', { tone: 'warn' }),
      parts: [{ kind: 'text', text: 'Card' }, button('tok_1')],
    },
  )
  const done = await pressLast(channel, { workspace, user })
  expect(done.error).toBeUndefined()
  const one = await input()
  expect(one.act).toEqual({ kind: 'press', button: 'tok_1', message: posted })
  await updateView(await rest(), desk(), posted, view('Decided', { tone: 'good' }))
  expect(lastSeen(channel)).toMatchObject({ id: posted.message, edited: true, accent: '#2e7d32' })
  await answerInput(await rest(), desk(), one, view('Not yours', { private: true }))
  expect(lastSeen(channel)).toMatchObject({ onlyYou: true, blocks: [{ text: 'Not yours' }] })
  aheadMs += 16 * 60_000
  await updateView(await rest(), desk(), posted, view('Much later'))
  expect(seen(channel).find(({ id }) => id === posted.message)?.blocks).toMatchObject([
    { text: 'Much later' },
  ])
  await expect(answerInput(await rest(), desk(), one, view('Too late'))).rejects.toMatchObject({
    kind: 'expired',
  })
})

test('the eleventh button is a line of a menu', async () => {
  await online()
  const { workspace, user, channel } = at()
  const buttons = Array.from({ length: 12 }, (_, one) => ({ label: `B${one}`, id: `t${one}`, asks: false }))
  await postView(await rest(), desk(), { channel }, { ...view(''), parts: [{ kind: 'buttons', buttons }] })
  expect((await pressLast(channel, { workspace, user })).error).toBeUndefined()
  expect((await input()).act).toMatchObject({ kind: 'press', button: 't11' })
})

test('a button that asks opens its form; what is filled in comes back by name', async () => {
  await online()
  const { workspace, user, channel } = at()
  forms['tok_ask'] = {
    id: 'tok_ask',
    title: 'Request changes',
    submit: 'Send',
    fields: [
      { name: 'reason', label: 'Why?', kind: 'text', required: true, value: 'Because' },
      {
        name: 'who',
        label: 'Who?',
        kind: 'choice',
        required: false,
        options: [{ value: 'm1', label: 'Mia' }],
      },
    ],
  }
  const card = { ...view('Card'), parts: [button('tok_ask', 'Changes', true)] }
  const posted = await postView(await rest(), desk(), { channel }, card)
  expect((await pressLast(channel, { workspace, user })).error).toBeUndefined()
  expect(discord.form(workspace, user)).toEqual({
    title: 'Request changes',
    submit: 'Submit',
    fields: [
      { name: 'reason', label: 'Why?', multiline: true, required: true, value: 'Because' },
      {
        name: 'who',
        label: 'Who?',
        multiline: false,
        required: false,
        options: [{ value: 'm1', label: 'Mia' }],
      },
    ],
  })
  expect(taken).toEqual([])
  const empty = await discord.act({ workspace, user, channel, kind: 'submit', values: {} })
  expect(empty.error).toContain('required')
  const values = { reason: 'Two\nlines', who: 'm1' }
  const done = await discord.act({ workspace, user, channel, kind: 'submit', values })
  expect(done.error).toBeUndefined()
  expect((await input()).act).toEqual({ kind: 'submit', form: 'tok_ask', values, message: posted })
  expect(discord.form(workspace, user)).toBeUndefined()
})

test('what cannot be stored is not acknowledged as if it were', async () => {
  await online()
  const { workspace, user, channel } = at()
  isAway = true
  const done = await discord.act({ workspace, user, channel, kind: 'slash', text: 'inbox' })
  expect(done.error).toBeUndefined()
  expect(lastSeen(channel)).toMatchObject({
    onlyYou: true,
    blocks: [{ text: 'This did not reach Parley. Please try once more.' }],
  })
})

test('a mention and a direct message are lines, with what they answer and their files', async () => {
  await online()
  const { workspace, user, channel, dm } = at()
  await discord.act({ workspace, user, channel, kind: 'write', text: 'inbox mine', mention: true })
  expect(await input()).toMatchObject({ workspace, act: { kind: 'line', text: 'inbox mine' } })
  const answer = await answerInput(await rest(), desk(), must(taken[0], 'line'), view('Here'))
  expect(answer?.channel).toBe(channel)
  taken.length = 0
  await discord.act({ workspace, user, channel: dm, kind: 'write', text: 'draft this', photo: true })
  const direct = await input()
  expect(direct).toMatchObject({
    place: { channel: dm, direct: true },
    act: { kind: 'line', text: 'draft this', files: [{ name: 'photo.png', mime: 'image/png' }] },
  })
  expect(direct).not.toHaveProperty('workspace')
  const file = must(direct.act.kind === 'line' ? direct.act.files?.[0] : undefined, 'file')
  const { bytes } = await download(desk(), file, 10_000)
  expect(Buffer.from(bytes).subarray(1, 4).toString()).toBe('PNG')
  await expect(download(desk(), { ...file, ref: `${appUrl}/x` }, 1)).rejects.toMatchObject({
    kind: 'rejected',
  })
  await expect(download(desk(), file, 5)).rejects.toMatchObject({ kind: 'rejected' })
  // A word in a channel that is not for the bot is none of its business.
  taken.length = 0
  await discord.act({ workspace, user, channel, kind: 'write', text: 'lunch?' })
  await discord.act({ workspace, user, channel, kind: 'write', text: 'help', mention: true })
  expect((await input()).act).toMatchObject({ text: 'help' })
  expect(taken).toHaveLength(1)
})

test('a private answer to words in a channel goes to the person directly', async () => {
  await online()
  const { workspace, user, channel, dm } = at()
  await discord.act({ workspace, user, channel, kind: 'write', text: 'inbox', mention: true })
  await answerInput(await rest(), desk(), await input(), view('Only for you', { private: true }))
  expect(lastSeen(dm)).toMatchObject({ blocks: [{ text: 'Only for you' }] })
  expect(JSON.stringify(seen(channel))).not.toContain('Only for you')
})

test('a thread hangs on the card; what is typed there is a note, elsewhere it is not ours', async () => {
  await online()
  const { workspace, user, support } = at()
  const card = await postView(await rest(), desk(), { channel: support }, view('Conversation'))
  const place = { channel: support, thread: card.message }
  const inThread = await postView(await rest(), desk(), place, view('A customer wrote'))
  expect(inThread).toMatchObject(place)
  await discord.act({
    workspace,
    user,
    channel: support,
    kind: 'write',
    text: 'I know her',
    thread: card.message,
  })
  expect(await input()).toMatchObject({
    place: { ...place, direct: false },
    act: { kind: 'thread_message', text: 'I know her', message: place },
  })
  taken.length = 0
  const other = await discord.act({ workspace, user, channel: support, kind: 'write', text: 'by the way' })
  const theirs = must(other.id, 'message')
  await discord.act({ workspace, user, channel: support, kind: 'write', text: 'ours?', thread: theirs })
  // Opened by a person, but on our card.
  const second = await postView(await rest(), desk(), { channel: support }, view('Another'))
  await discord.act({ workspace, user, channel: support, kind: 'write', text: 'yes', thread: second.message })
  expect((await input()).act).toMatchObject({ kind: 'thread_message', text: 'yes' })
  expect(taken).toHaveLength(1)
})

test('a cut connection is resumed: what happened meanwhile comes, once', async () => {
  await online()
  const { workspace, user, channel } = at()
  discord.fault({ kind: 'disconnect', times: 1 })
  await discord.act({ workspace, user, channel, kind: 'write', text: 'one', mention: true })
  await until(() => taken.length === 1, { what: 'the resumed message' })
  discord.cut('reconnect')
  await discord.act({ workspace, user, channel, kind: 'write', text: 'two', mention: true })
  await until(() => taken.length === 2, { what: 'the message after the reconnect' })
  discord.fault({ kind: 'repeat', times: 1, method: 'MESSAGE_CREATE' })
  await discord.act({ workspace, user, channel, kind: 'write', text: 'three', mention: true })
  await until(() => taken.length === 3)
  expect(taken.map(({ act }) => (act.kind === 'line' ? act.text : ''))).toEqual(['one', 'two', 'three'])
})

test('a repeated interaction is acknowledged and known', async () => {
  await online()
  const { workspace, user, channel } = at()
  discord.fault({ kind: 'repeat', times: 1, method: 'INTERACTION_CREATE' })
  const done = await discord.act({ workspace, user, channel, kind: 'slash', text: 'inbox mine' })
  expect(done.error).toBeUndefined()
  await until(() => discord.calls().some(({ error }) => error?.includes('already been acknowledged')))
  expect(taken).toHaveLength(1)
})

test('an acknowledgement that comes too late is one that Discord does not take', async () => {
  await online()
  const { workspace, user, channel } = at()
  const method = 'POST /interactions/:id/:id/callback'
  discord.fault({ kind: 'delay', ms: 3_200, times: 1, method })
  const done = await discord.act({ workspace, user, channel, kind: 'slash', text: 'inbox open' })
  expect(done.error).toBe('The application did not respond')
  await until(() => discord.calls().some(({ error }) => error?.includes('Unknown interaction')))
  // The act itself was stored; its answer finds the interaction closed, and the caller posts.
  await expect(
    answerInput(await rest(), desk(), await input(), view('Late', { private: true })),
  ).rejects.toMatchObject({ kind: 'expired' })
})

test('without the right to read content the bot still hears what is said to it', async () => {
  discord.allowContent(false)
  try {
    await online()
    const { workspace, user, dm } = at()
    await discord.act({ workspace, user, channel: dm, kind: 'write', text: 'help' })
    expect((await input()).act).toMatchObject({ text: 'help' })
    const checks = await health(await rest(), desk())
    expect(checks.find(({ name }) => name === 'Message content')?.ok).toBe(false)
  } finally {
    discord.allowContent(true)
  }
})

test('a bot that was taken out is told of, now or when it comes back', async () => {
  await online({}, ['demo', 'leaving'])
  const { externalId } = discord.workspace('leaving')
  discord.kick('leaving')
  expect(await input()).toMatchObject({ workspace: externalId, act: { kind: 'removed' } })
  const checks = await health(await rest(), {
    ...desk(),
    workspace: { ...desk().workspace, externalId, name: 'leaving' },
  })
  expect(checks).toContainEqual(expect.objectContaining({ name: 'Server', ok: false }))
  for (const { stop, done } of running.splice(0)) {
    stop.abort()
    await done
  }
  taken.length = 0
  const stop = new AbortController()
  running.push({ stop, done: runDiscord(core, io, rest, stop.signal) })
  expect(await input()).toMatchObject({ workspace: externalId, act: { kind: 'removed' } })
})

test('a lost answer is asked for under the same nonce: one message', async () => {
  const method = 'POST /channels/:id/messages'
  const { channel, support } = at('lossy')
  for (const kind of ['drop_answer', 'server_error'] as const) {
    discord.fault({ kind, times: 1, method })
    await postView(await rest(), desk(), { channel }, view(`Once ${kind}`))
  }
  expect(seen(channel)).toHaveLength(2)
  discord.fault({ kind: 'drop_answer', times: 3, method })
  const lost = postView(await rest(), desk(), { channel: support }, view('Unknown'))
  await expect(lost).rejects.toMatchObject({ kind: 'outcome_unknown' })
  expect(seen(support)).toHaveLength(1)
})

test('refusals have one vocabulary', async () => {
  const { channel, user } = at()
  const get = 'GET /guilds/:id/channels'
  const list = async () => listChannels(await rest(), desk())
  expect((await list()).map(({ name }) => name)).toEqual(['social', 'support'])
  discord.fault({ kind: 'rate_limit', retryAfterSeconds: 30, times: 1, method: get })
  const limited = await list().catch((error: unknown) => error)
  expect(limited).toMatchObject({ kind: 'rate_limited' })
  const retryAt = (limited as { retryAt: Date }).retryAt.getTime() - clock.now().getTime()
  expect(retryAt).toBeGreaterThan(20_000)
  const fresh = makeRests()
  const other = await fresh(io)
  discord.fault({ kind: 'server_error', times: 1, method: get })
  await expect(listChannels(other, desk())).rejects.toMatchObject({ kind: 'unavailable' })
  discord.fault({ kind: 'revoked', times: 1, method: get })
  await expect(listChannels(other, desk())).rejects.toMatchObject({ kind: 'auth_expired' })
  const missing = { channel, message: '1' }
  await expect(updateView(other, desk(), missing, view('x'))).rejects.toMatchObject({ kind: 'gone' })
  await expect(postView(other, desk(), { channel: '1' }, view('x'))).rejects.toMatchObject({ kind: 'gone' })
  expect(await directPlace(other, desk(), user)).toEqual({ channel: at().dm })
  const away = at('away').channel
  discord.kick('away')
  await expect(postView(other, desk(), { channel: away }, view('x'))).rejects.toMatchObject({
    kind: 'permission',
  })
})

test('a rate limit of Discord is kept, and a long wait is told at once', async () => {
  const { support: channel } = at('busy')
  const own = await makeRests()(io)
  const done = await Promise.allSettled(
    Array.from({ length: 8 }, (_, one) => postView(own, desk(), { channel }, view(`m${one}`))),
  )
  expect(done.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(5)
  for (const one of done)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'rate_limited' })
})

test('pictures go along; one that is too large, or gone, is named', async () => {
  const { support: channel } = at('pictures')
  const parts: ChatView['parts'] = [
    { kind: 'image', mediaId: 'a', alt: 'A <b> cat' },
    { kind: 'image', mediaId: 'huge', alt: 'The poster' },
    { kind: 'file', mediaId: 'gone', name: 'list.csv', mime: 'text/csv' },
  ]
  const posted = await postView(await rest(), desk(), { channel }, { ...view(''), parts })
  const [image, text] = lastSeen(channel).blocks
  expect(image).toMatchObject({ kind: 'image', alt: 'A <b> cat' })
  expect(text).toMatchObject({
    text: 'The poster: too large for Discord, look in Parley\nlist.csv: look in Parley',
  })
  await updateView(await rest(), desk(), posted, view('Gone'))
  expect(lastSeen(channel).blocks).toEqual([{ kind: 'text', text: 'Gone', style: 'normal' }])
})

test('the invite connects the server that Discord names, not one that somebody typed', async () => {
  const oauth = makeOAuth(restOf)
  const oauthIo = io as unknown as Parameters<typeof oauth.exchange>[0]
  const redirectUri = 'https://desk.example/oauth/discord/callback'
  const url = oauth.authorizeUrl(oauthIo, { redirectUri, state: 's&t', challenge: '' })
  const page = await (await fetch(`${url}&server=invited`)).text()
  const allow = must(/class="allow" href="([^"]+)"/.exec(page)?.[1], 'link').replaceAll('&amp;', '&')
  const back = new URL(allow).searchParams
  expect(back.get('state')).toBe('s&t')
  const grant = { redirectUri, verifier: '', code: back.get('code') ?? '' }
  const [connected] = await oauth.exchange(oauthIo, grant)
  expect(connected).toEqual({
    externalId: back.get('guild_id'),
    name: 'invited',
    credentials: {},
    settings: {},
  })
  await expect(oauth.exchange(oauthIo, grant)).rejects.toMatchObject({ kind: 'rejected' })
})

test('signed requests in place of the gateway: the address is told and proved, everything works the same', async () => {
  await online({ DISCORD_INTERACTIONS: 'http' })
  const { workspace, user, channel } = at()
  const done = await discord.act({ workspace, user, channel, kind: 'slash', text: 'inbox mine' })
  expect(done.error).toBeUndefined()
  const one = await input()
  await answerInput(await rest(), desk(), one, view('Yours'))
  expect(lastSeen(channel)).toMatchObject({ blocks: [{ text: 'Yours' }] })
  forms['tok_h'] = {
    id: 'tok_h',
    title: 'T',
    submit: 'S',
    fields: [{ name: 'a', label: 'A', kind: 'line', required: true }],
  }
  await postView(await rest(), desk(), { channel }, { ...view(''), parts: [button('tok_h', 'Ask', true)] })
  await pressLast(channel, { workspace, user })
  expect(discord.form(workspace, user)?.fields).toHaveLength(1)
  const values = { a: 'b' }
  expect((await discord.act({ workspace, user, channel, kind: 'submit', values })).error).toBeUndefined()
  const asHttp = { ...desk(), env: { ...io.env, DISCORD_INTERACTIONS: 'http' } }
  expect((await health(await rest(), asHttp)).every(({ ok }) => ok)).toBe(true)
  expect((await health(await rest(), desk())).find(({ name }) => name === 'Interactions')?.ok).toBe(false)
  await (await rest()).patch('/applications/@me', { body: { interactions_endpoint_url: null } })
})

test('a request that Discord did not sign, or long ago, is refused', async () => {
  const body = JSON.stringify({ id: '1', application_id: '2', type: 1, token: 't' })
  const now = () => String(Math.floor(clock.now().getTime() / 1000))
  const send = (timestamp: string, signature: string, sent = body) =>
    fetch(`${appUrl}/bots/discord/sandbox/interactions`, {
      method: 'POST',
      body: sent,
      headers: { 'x-signature-timestamp': timestamp, 'x-signature-ed25519': signature },
    })
  const ok = await send(now(), discord.sign(now(), body))
  expect([ok.status, await ok.json()]).toEqual([200, { type: 1 }])
  const old = String(Number(now()) - 600)
  for (const [timestamp, signature, sent] of [
    [now(), 'ab'.repeat(64), body],
    [now(), 'not hex', body],
    [now(), '', body],
    [now(), discord.sign(now(), body), `${body} `],
    [String(Number(now()) + 1), discord.sign(now(), body), body],
    [old, discord.sign(old, body), body],
  ] as const)
    expect((await send(timestamp, signature, sent)).status).toBe(401)
  const broken = '{"type":'
  expect((await send(now(), discord.sign(now(), broken), broken)).status).toBe(400)
  const foreign = '{"type":7,"id":"x"}'
  const answer = await send(now(), discord.sign(now(), foreign), foreign)
  expect([answer.status, ((await answer.json()) as { type: number }).type]).toEqual([200, 4])
})

test('an old button, or one of another shape, is refused in words', async () => {
  const raw = {
    id: '10',
    application_id: '2',
    type: 3,
    token: 't',
    channel_id: '5',
    user: { id: '7', username: 'x' },
    message: { id: '9' },
    data: { custom_id: 'something-else', component_type: 2 },
  }
  const body = JSON.stringify(raw)
  const timestamp = String(Math.floor(clock.now().getTime() / 1000))
  const headers = { 'x-signature-timestamp': timestamp, 'x-signature-ed25519': discord.sign(timestamp, body) }
  const answer = await fetch(`${appUrl}/x/interactions`, { method: 'POST', body, headers })
  expect(await answer.json()).toMatchObject({ type: 4, data: { flags: 64 } })
  expect(taken).toEqual([])
})
