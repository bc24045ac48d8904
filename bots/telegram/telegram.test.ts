import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChatInput, ChatView, WorkspaceIo } from '#contracts/surface.ts'
import { must } from '#kernel/assert.ts'
import { systemClock } from '#kernel/clock.ts'
import { makeLog } from '#kernel/log.ts'
import { makeSandboxHost } from '#kernel/sandbox-host.ts'
import type { SandboxHost } from '#kernel/sandbox-host.ts'
import { callTelegram } from './client.ts'
import { surface } from './index.ts'
import { makeTelegramChatSandbox } from './sandbox/make-sandbox.ts'
import type { TelegramChatSandbox } from './sandbox/make-sandbox.ts'
import { samplePicture } from './sandbox/sample-picture.ts'

/** The real SDK against the sandbox on a listener of its own; no database. */
let host: SandboxHost
let telegram: TelegramChatSandbox
let io: WorkspaceIo
let group: ReturnType<TelegramChatSandbox['workspace']>
const logged: string[] = []

beforeEach(async () => {
  let made: TelegramChatSandbox | undefined
  const sandbox = (options: Parameters<typeof makeTelegramChatSandbox>[0]) =>
    (made = makeTelegramChatSandbox(options))
  const secrets = { sign: (...parts: string[]) => `${randomUUID()}-${parts.join('-')}` }
  host = await makeSandboxHost({
    connectors: new Map(),
    surfaces: new Map([['telegram', { ...surface, sandbox }]]),
    secrets: secrets as Parameters<typeof makeSandboxHost>[0]['secrets'],
    clock: systemClock,
    appUrl: 'http://127.0.0.1:9',
  })
  telegram = must(made, 'sandbox')
  group = telegram.workspace('demo')
  const { externalId, name, credentials } = group
  logged.length = 0
  const log = makeLog({ level: 'silent' })
  io = {
    env: telegram.env,
    sandbox: true,
    clock: systemClock,
    log: Object.assign(Object.create(log) as typeof log, {
      warn: (...said: unknown[]) => void logged.push(JSON.stringify(said)),
    }),
    publicUrl: 'http://127.0.0.1:3000',
    workspace: { id: randomUUID(), orgId: randomUUID(), externalId, name, credentials, settings: {} },
    file: (mediaId) =>
      Promise.resolve(
        mediaId.startsWith('text')
          ? { bytes: Buffer.from('a,b'), mime: 'text/csv', name: 'figures.csv' }
          : { bytes: samplePicture(mediaId), mime: 'image/png', name: `${mediaId}.png` },
      ),
  }
})

afterEach(() => host.close())

const person = (name: string) =>
  must(
    group.people.find((one) => one.name === name),
    name,
  )
const channel = (name: string) =>
  must(
    group.channels.find((one) => one.name === name),
    name,
  ).id
const seen = (at: string, name = 'Ana') => telegram.messages('demo', at, person(name).id)
const called = (method: string) => telegram.calls().filter((call) => call.method === method)

const view = (...parts: ChatView['parts']): ChatView => ({ parts, private: false, tone: undefined })
const words = (text: string): ChatView => view({ kind: 'text', text })
const card = (text: string, ...more: ChatView['parts']): ChatView =>
  view({ kind: 'heading', text }, ...more, {
    kind: 'buttons',
    buttons: [
      { label: 'Approve', id: 'tok1', asks: false, style: 'primary' },
      { label: 'Reject', id: 'tok2', asks: true, style: 'danger' },
    ],
  })

const input = (act: ChatInput['act'], facts: Partial<ChatInput> & { name?: string } = {}): ChatInput => ({
  key: randomUUID(),
  surface: 'telegram',
  sandbox: true,
  workspace: group.externalId,
  user: { id: person(facts.name ?? 'Ana').id, name: facts.name ?? 'Ana' },
  place: { channel: group.externalId, direct: false },
  at: new Date().toISOString(),
  act,
  handle: {},
  ...facts,
})

test('a card stands in its topic, is drawn anew in its place, and loses its buttons', async () => {
  const posted = await surface.post(io, { channel: channel('#social') }, card('Post <1>'))
  expect(posted.channel).toBe(channel('#social'))
  expect(seen(posted.channel)).toMatchObject([
    {
      id: posted.message,
      from: { bot: true },
      blocks: [
        { kind: 'text', text: 'Post <1>', style: 'heading' },
        {
          kind: 'buttons',
          buttons: [
            { label: 'Approve', id: 'b:tok1' },
            { label: 'Reject', id: 'a:tok2' },
          ],
        },
      ],
    },
  ])
  expect(seen(channel('#support'))).toEqual([])
  await surface.update(io, posted, words('Approved by Ben'))
  expect(seen(posted.channel)).toMatchObject([
    { id: posted.message, edited: true, blocks: [{ kind: 'text', text: 'Approved by Ben' }] },
  ])
  expect(seen(posted.channel)[0]?.blocks).toHaveLength(1)
})

test('the same state drawn once more is no failure', async () => {
  const posted = await surface.post(io, { channel: group.externalId }, card('Post'))
  await surface.update(io, posted, card('Post'))
  expect(called('editMessageText')).toMatchObject([{ ok: false }])
})

test('a picture carries the card; drawn anew it keeps its place, also when the words grow too long for it', async () => {
  const picture = { kind: 'image', mediaId: 'fern', alt: 'A fern' } as const
  const posted = await surface.post(io, { channel: group.externalId }, card('Post', picture))
  expect(seen(posted.channel)[0]?.blocks.map(({ kind }) => kind)).toEqual(['image', 'text', 'buttons'])
  const other = { ...picture, mediaId: 'moss' }
  await surface.update(io, posted, card('Post v2', other))
  expect(called('editMessageMedia')).toMatchObject([{ ok: true }])
  await surface.update(io, posted, card('Post v3', other, { kind: 'quote', text: 'long '.repeat(400) }))
  const [drawn] = seen(posted.channel)
  expect(drawn?.blocks.map(({ kind }) => kind)).toEqual(['image', 'text', 'text', 'buttons'])
  expect(JSON.stringify(drawn?.blocks)).toContain('Post v3')
  await surface.update(io, posted, words('Published'))
  expect(seen(posted.channel)).toMatchObject([{ blocks: [{ kind: 'image' }, { text: 'Published' }] }])
})

test('more pictures follow as an album, files as documents; what is no picture goes as a file', async () => {
  const image = (mediaId: string) => ({ kind: 'image', mediaId, alt: '' }) as const
  const file = { kind: 'file', mediaId: 'text-1', name: 'figures.csv', mime: 'text/csv' } as const
  await surface.post(
    io,
    { channel: group.externalId },
    view({ kind: 'text', text: 'Look' }, image('a'), image('b'), image('c'), file),
  )
  expect(telegram.calls().map(({ method }) => method)).toEqual([
    'sendPhoto',
    'sendMediaGroup',
    'sendDocument',
  ])
  await surface.post(io, { channel: person('Ana').id }, view(image('text-2')))
  expect(seen(person('Ana').id)).toMatchObject([{ blocks: [{ kind: 'file', name: 'figures.csv' }] }])
})

test('a private answer to a pressed button shows over the chat, for the presser alone', async () => {
  const posted = await surface.post(io, { channel: group.externalId }, card('Post'))
  const pressing = telegram.act({
    workspace: 'demo',
    user: person('Ana').id,
    channel: posted.channel,
    kind: 'press',
    message: posted.message,
    button: 'b:tok1',
  })
  const [update] = await callTelegram(io, (api) => api.getUpdates())
  const callback = must(update?.callback_query, 'press').id
  const press = input({ kind: 'press', button: 'tok1', message: posted }, { handle: { callback } })
  const refusal = { ...words('You are not an approver of this post.'), private: true }
  expect(await surface.answer(io, press, refusal)).toBeUndefined()
  expect(await pressing).not.toHaveProperty('error')
  expect(seen(group.externalId).filter((message) => message.onlyYou)).toMatchObject([
    { blocks: [{ text: 'You are not an approver of this post.' }] },
  ])
  expect(seen(group.externalId, 'Ben').filter((message) => message.onlyYou)).toEqual([])
  // The button was answered: the next words go to the chat with the bot.
  await surface.answer(io, press, refusal)
  expect(seen(person('Ana').id)).toMatchObject([
    { blocks: [{ text: 'You are not an approver of this post.' }] },
  ])
})

test('a private answer to words goes to the chat with the bot; who never opened it is shown the way, and no more', async () => {
  const line = { kind: 'line', text: 'inbox' } as const
  const secret = { ...words('Customer Ana Lindqvist wrote'), private: true }
  const posted = await surface.answer(io, input(line), secret)
  expect(posted?.channel).toBe(person('Ana').id)
  expect(await surface.answer(io, input(line, { name: 'Dana' }), secret)).toBeUndefined()
  const said = seen(group.externalId)
  expect(JSON.stringify(said)).not.toContain('Lindqvist')
  expect(said.at(-1)?.blocks).toMatchObject([
    { text: 'Dana, open me once, so that I can answer you in private.' },
    {
      kind: 'buttons',
      buttons: [{ url: expect.stringMatching(/^https:\/\/t\.me\/parley_\d+_bot\?start=hello$/) as string }],
    },
  ])
})

test('what Telegram says is told in our words', async () => {
  const post = () => surface.post(io, { channel: group.externalId }, words('Hi'))
  const fault = (one: Parameters<typeof telegram.fault>[0]) => telegram.fault(one)
  fault({ kind: 'rate_limit', times: 1, retryAfterSeconds: 7 })
  await expect(post()).rejects.toMatchObject({ kind: 'rate_limited', retryAt: expect.any(Date) as Date })
  fault({ kind: 'revoked', times: 1 })
  await expect(post()).rejects.toMatchObject({ kind: 'auth_expired' })
  fault({ kind: 'server_error', times: 1 })
  await expect(post()).rejects.toMatchObject({ kind: 'unavailable' })
  fault({ kind: 'drop_answer', times: 1, method: 'sendMessage' })
  await expect(post()).rejects.toMatchObject({ kind: 'outcome_unknown' })
  expect(seen(group.externalId)).toHaveLength(1)
  await expect(surface.post(io, { channel: '-100999' }, words('Hi'))).rejects.toMatchObject({ kind: 'gone' })
  await expect(surface.post(io, { channel: `${group.externalId}:99` }, words('Hi'))).rejects.toMatchObject({
    kind: 'gone',
  })
  await expect(surface.post(io, { channel: person('Dana').id }, words('Hi'))).rejects.toMatchObject({
    kind: 'gone',
  })
  const lost = { channel: group.externalId, message: '1' }
  await expect(surface.update(io, lost, words('Hi'))).rejects.toMatchObject({ kind: 'gone' })
  const away = { ...io, env: { ...io.env, TELEGRAM_API_URL: 'http://127.0.0.1:9' } }
  await expect(surface.post(away, { channel: group.externalId }, words('Hi'))).rejects.toMatchObject({
    kind: 'unavailable',
  })
})

test('a token is in no failure and no log line', async () => {
  const token = must(io.env['TELEGRAM_TEAM_BOT_TOKEN'], 'token')
  const away = { ...io, env: { ...io.env, TELEGRAM_API_URL: 'http://127.0.0.1:9' } }
  const failure: unknown = await surface
    .post(away, { channel: group.externalId }, words('Hi'))
    .catch((error: unknown) => error)
  const { inspect } = await import('node:util')
  expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(token)
  expect(logged.join('\n')).not.toContain(token)
})

test('too many messages in a minute are refused with the time to wait', async () => {
  const place = { channel: person('Ben').id }
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, (_, at) => surface.post(io, place, words(`${at}`))),
  )
  const refused = results.filter((result) => result.status === 'rejected')
  expect(refused.length).toBeGreaterThan(3)
  for (const { reason } of refused) expect(reason).toMatchObject({ kind: 'rate_limited' })
})

test('a group that moved: its messages follow', async () => {
  const moving = telegram.migrate('demo')
  const posted = await surface.post(io, { channel: group.externalId }, words('Hi'))
  expect(posted.channel).not.toBe(group.externalId)
  await callTelegram(io, (api) => api.getUpdates())
  const [update] = await callTelegram(io, (api) => api.getUpdates())
  await callTelegram(io, (api) => api.getUpdates({ offset: must(update, 'update').update_id + 1 }))
  expect(await moving).toBe(posted.channel)
})

test('health tells what works and what does not', async () => {
  expect(await surface.health(io)).toMatchObject([
    { name: 'Token', ok: true, detail: expect.stringMatching(/^The bot is @parley_/) as string },
    { name: 'Updates', ok: true },
    { name: 'Group', ok: true },
  ])
  telegram.fault({ kind: 'revoked', times: 1 })
  expect(await surface.health(io)).toMatchObject([{ name: 'Token', ok: false }])
  const kicking = telegram.kick({ workspace: 'demo', user: person('Ben').id })
  expect(await surface.health(io)).toMatchObject([{}, {}, { name: 'Group', ok: false }])
  const [update] = await callTelegram(io, (api) => api.getUpdates())
  await callTelegram(io, (api) => api.getUpdates({ offset: must(update, 'update').update_id + 1 }))
  await kicking
})

test('the deep links open the bot, or ask for a group', async () => {
  expect(await surface.connectUrl?.(io, 'tok', 'person')).toMatch(
    /^https:\/\/t\.me\/parley_\d+_bot\?start=tok$/,
  )
  expect(await surface.connectUrl?.(io, 'tok', 'workspace')).toMatch(/\?startgroup=tok$/)
})

test('importing the surface loads no SDK', async () => {
  const { execFile } = await import('node:child_process')
  const { promisify } = await import('node:util')
  const script = `await import('#bots/telegram/index.ts'); const { createRequire } = await import('node:module');
    console.log(Object.keys(createRequire(process.cwd() + '/x.js').cache).filter((path) => path.includes('grammy')).length)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  expect(stdout.trim()).toBe('0')
})
