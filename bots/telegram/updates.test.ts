import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { textReply } from '#contracts/reply.ts'
import type { ReplyField } from '#contracts/reply.ts'
import type { ChatSandboxAction } from '#contracts/chat-sandbox.ts'
import type { ChatInput, SurfaceIo } from '#contracts/surface.ts'
import { must } from '#kernel/assert.ts'
import { makeSurfaceIo } from '#kernel/surface-io.ts'
import { connectSandbox } from '#features/chats/index.ts'
import { makeTeam } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { until } from '#test/kit/until.ts'
import { askField } from './ask-form.ts'
import { callTelegram } from './client.ts'
import { surface } from './index.ts'
import { job as collectAlbum } from './jobs/collect-album.ts'
import { receiveWebhook } from './receive-webhook.ts'
import type { TelegramChatSandbox } from './sandbox/make-sandbox.ts'

const markRead = defineCommand({
  name: 'mark-read',
  summary: 'Mark a conversation as read',
  scope: undefined,
  args: z.object({ conversation: z.string() }),
  order: ['conversation'],
  examples: [],
  run: () => Promise.resolve(textReply('Done.')),
})

/** What people do in Telegram becomes rows of ours; nothing runs them here. */
let desk: TestApp
let io: SurfaceIo
let telegram: TelegramChatSandbox
beforeAll(async () => {
  const found = { surfaces: new Map([['telegram', surface]]), commands: new Map([['mark-read', markRead]]) }
  desk = await makeTestApp({ found, env: { SANDBOX: '1' } })
  io = makeSurfaceIo(desk.app, surface, true)
  telegram = must(desk.app.sandbox?.chat('telegram'), 'sandbox') as TelegramChatSandbox
})
afterAll(() => desk.close())
beforeEach(() => desk.sql`delete from chat_inputs`)

const group = (handle = 'demo') => telegram.workspace(handle)
const person = (name: string, handle = 'demo') =>
  must(
    group(handle).people.find((one) => one.name === name),
    name,
  )
const social = () =>
  must(
    group().channels.find(({ name }) => name === '#social'),
    'topic',
  ).id
const stored = async () =>
  (await desk.sql<Array<{ input: ChatInput }>>`select input from chat_inputs order by received_at, key`).map(
    ({ input }) => input,
  )
type Deed = ChatSandboxAction extends infer A
  ? A extends unknown
    ? Omit<A, 'workspace' | 'user' | 'channel'>
    : never
  : never
const act = (deed: Deed, channel: string, name = 'Ana', workspace = 'demo') =>
  telegram.act({ workspace, user: person(name, workspace).id, channel, ...deed } as ChatSandboxAction)
const ana = () => person('Ana').id

let polling: { stop(): Promise<void> } | undefined
function poll() {
  const ends = new AbortController()
  const running = surface.run?.(desk.app, io, ends.signal)
  return {
    async stop() {
      ends.abort()
      await running
    },
  }
}
afterEach(async () => {
  await polling?.stop()
  polling = undefined
})

describe('asked for', () => {
  beforeEach(() => {
    polling = poll()
  })

  test('words in the chat with the bot, with their keys, people and places', async () => {
    const result = await act({ kind: 'write', text: '  <b>inbox</b> & more ' }, ana())
    expect(result).not.toHaveProperty('error')
    expect(await stored()).toMatchObject([
      {
        surface: 'telegram',
        sandbox: true,
        user: { id: ana(), name: 'Ana' },
        place: { channel: ana(), direct: true },
        act: { kind: 'line', text: '<b>inbox</b> & more' },
        handle: { message: result.id },
      },
    ])
    expect((await stored())[0]).not.toHaveProperty('workspace')
  })

  test('in a group only what is said to the bot: a mention, its command, a reply to it', async () => {
    await act({ kind: 'write', text: 'lunch?' }, social())
    await act({ kind: 'write', text: '/help@another_bot' }, social())
    await act({ kind: 'write', text: 'inbox mine', mention: true }, social())
    await act({ kind: 'slash', text: 'mark-read 12' }, social())
    const card = await callTelegram(io, (api) =>
      api.sendMessage(Number(group().externalId), 'A card', { message_thread_id: 2 }),
    )
    await act({ kind: 'write', text: 'looks good', thread: String(card.message_id) }, social())
    const place = { channel: social(), direct: false }
    expect(await stored()).toMatchObject([
      { workspace: group().externalId, place, act: { kind: 'line', text: 'inbox mine' } },
      { place, act: { kind: 'line', text: 'mark-read 12' } },
      { place, act: { text: 'looks good', reply: { channel: social(), message: String(card.message_id) } } },
    ])
    for (const { act: done } of (await stored()).slice(0, 2)) expect(done).not.toHaveProperty('reply')
  })

  test('workspaces are told apart', async () => {
    const second = group('second')
    await act({ kind: 'write', text: 'hi', mention: true }, group().externalId)
    await act({ kind: 'write', text: 'hi', mention: true }, second.externalId, 'Ana', 'second')
    const inputs = await stored()
    expect(inputs.map(({ workspace }) => workspace)).toEqual([group().externalId, second.externalId])
    expect(new Set(inputs.map(({ user }) => user.id)).size).toBe(2)
  })

  test('one-time tokens: of a person, and of a group that the bot is brought to', async () => {
    await act({ kind: 'start', token: 'person-token_1' }, ana())
    await act({ kind: 'start', token: 'group-token' }, group().externalId)
    await act({ kind: 'write', text: '/start' }, ana())
    await act({ kind: 'write', text: '/start hello' }, ana())
    expect(await stored()).toMatchObject([
      { act: { kind: 'start', token: 'person-token_1' } },
      {
        workspace: group().externalId,
        act: { kind: 'start', token: 'group-token', chatName: 'Parley demo' },
      },
      { act: { kind: 'line', text: 'help' } },
      { act: { kind: 'line', text: 'help' } },
    ])
  })

  test('the bot is taken out of a group', async () => {
    await telegram.kick({ workspace: 'demo', user: ana() })
    expect(await stored()).toMatchObject([{ workspace: group().externalId, act: { kind: 'removed' } }])
    await act({ kind: 'start', token: 'back' }, group().externalId)
  })

  test('a pressed button: its opaque id, and it stops turning', async () => {
    const keyboard = {
      inline_keyboard: [
        [
          { text: 'Go', callback_data: 'b:tok-1' },
          { text: 'Other', callback_data: 'x' },
        ],
      ],
    }
    const card = await callTelegram(io, (api) =>
      api.sendMessage(Number(ana()), 'A card', { reply_markup: keyboard }),
    )
    const message = String(card.message_id)
    expect(await act({ kind: 'press', message, button: 'b:tok-1' }, ana())).not.toHaveProperty('error')
    expect(await act({ kind: 'press', message, button: 'x' }, ana())).not.toHaveProperty('error')
    expect(await stored()).toMatchObject([
      {
        act: { kind: 'press', button: 'tok-1', message: { channel: ana(), message } },
        handle: { callback: expect.any(String) as string },
      },
    ])
  })

  test('a photo with its caption, and its bytes', async () => {
    await act({ kind: 'write', text: 'new arrivals', photo: true }, ana())
    const [input] = await stored()
    const file = input?.act.kind === 'line' ? input.act.files?.[0] : undefined
    expect(input?.act).toMatchObject({ text: 'new arrivals', files: [{ mime: 'image/jpeg' }] })
    const workspace = { id: '', orgId: '', externalId: '', name: '', credentials: {}, settings: {} }
    const bot = { ...io, workspace, file: () => Promise.reject(new Error('no file')) }
    const got = await surface.download?.(bot, must(file, 'file'), 1_000_000)
    expect(Buffer.from(must(got, 'bytes').bytes).toString('latin1', 1, 4)).toBe('PNG')
    await expect(surface.download?.(bot, must(file, 'file'), 10)).rejects.toMatchObject({ kind: 'rejected' })
  })

  test('an album is one act, once, with all its pictures and words', async () => {
    await telegram.album({ workspace: 'demo', user: ana(), channel: ana() }, ['', 'spring', ''])
    expect(await stored()).toEqual([])
    const [part] = await desk.sql<
      Array<{ album: string }>
    >`select distinct whole as album from chat_input_parts`
    const run = { id: '1', attempt: 1, signal: new AbortController().signal }
    for (let time = 0; time < 2; time++)
      await collectAlbum.run(desk.app, { album: must(part, 'part').album }, run)
    const inputs = await stored()
    expect(inputs).toMatchObject([{ act: { kind: 'line', text: 'spring' } }])
    expect(inputs[0]?.act.kind === 'line' && inputs[0].act.files).toHaveLength(3)
  })

  test('a form is asked field by field; its values come as one act', async () => {
    await act({ kind: 'write', text: 'hi', mention: true }, social(), 'Ben')
    const input = must((await stored())[0], 'input')
    const fields: ReplyField[] = [
      { name: 'reason', label: 'Why?', kind: 'text', required: true },
      {
        name: 'when',
        label: 'When?',
        kind: 'choice',
        required: true,
        options: [{ value: 't1', label: 'Tomorrow' }],
      },
      { name: 'note', label: 'Anything else?', kind: 'line', required: false },
    ]
    const message = { channel: social(), message: '1' }
    await askField(desk.app, io, input, { form: 'tok', title: 'Reject', fields, at: 0, values: {}, message })
    expect(telegram.form('demo', person('Ben').id)).toMatchObject({
      title: 'Reject (1 of 3)',
      fields: [{ label: 'Ben: Why?', required: true }],
    })
    expect(telegram.form('demo', ana())).toBeUndefined()
    // Said beside it, it is no answer.
    await act({ kind: 'write', text: 'inbox', mention: true }, social(), 'Ben')
    expect((await stored()).at(-1)).toMatchObject({ act: { kind: 'line', text: 'inbox' } })
    await act({ kind: 'submit', values: { reason: 'typo <here>' } }, social(), 'Ben')
    expect(telegram.form('demo', person('Ben').id)?.fields).toMatchObject([
      { options: [{ label: 'Tomorrow' }] },
    ])
    await act({ kind: 'submit', values: { when: 'never' } }, social(), 'Ben')
    expect(telegram.form('demo', person('Ben').id)?.title).toBe('⚠️ Please choose one of the answers below.')
    await act({ kind: 'submit', values: { when: 'Tomorrow', note: '' } }, social(), 'Ben')
    expect((await stored()).at(-1)).toMatchObject({
      user: { name: 'Ben' },
      act: { kind: 'submit', form: 'tok', values: { reason: 'typo <here>', when: 't1' }, message },
    })
    expect(telegram.form('demo', person('Ben').id)).toBeUndefined()
  })

  test('a form that is cancelled asks no more', async () => {
    await act({ kind: 'write', text: 'hi' }, ana())
    const input = must((await stored())[0], 'input')
    const fields = [{ name: 'reason', label: 'Why?', kind: 'text', required: true } as const]
    await askField(desk.app, io, input, { form: 'tok', title: 'Reject', fields, at: 0, values: {} })
    await act({ kind: 'write', text: '/cancel' }, ana())
    await act({ kind: 'write', text: 'because' }, ana())
    expect((await stored()).map((one) => one.act)).toMatchObject([{ text: 'hi' }, { text: 'because' }])
  })

  test('an update that comes twice is known', async () => {
    telegram.fault({ kind: 'repeat', times: 1 })
    await act({ kind: 'write', text: 'once' }, ana())
    await act({ kind: 'write', text: 'after' }, ana())
    expect((await stored()).map((one) => one.act)).toMatchObject([{ text: 'once' }, { text: 'after' }])
  })

  test('a connection that breaks, and a Telegram that is ill, lose nothing', async () => {
    await act({ kind: 'write', text: 'one' }, ana())
    telegram.fault({ kind: 'disconnect', times: 1 })
    telegram.fault({ kind: 'server_error', times: 1, method: 'getUpdates' })
    await act({ kind: 'write', text: 'two' }, ana())
    expect((await stored()).map((one) => one.act)).toMatchObject([{ text: 'one' }, { text: 'two' }])
  })

  test('the commands that there are, as Telegram writes them', async () => {
    const commands = await until(async () => {
      const list = await callTelegram(io, (api) => api.getMyCommands())
      return list.length > 0 && list
    })
    expect(commands).toEqual([{ command: 'mark_read', description: 'Mark a conversation as read' }])
  })

  test('a group that became a supergroup is followed to its new id', async () => {
    const team = await makeTeam(desk)
    const { id } = await connectSandbox(team.ctx, { surface: 'telegram' })
    const [before] = await desk.sql`select external_id from chat_workspaces where id = ${id}`
    const to = await telegram.migrate(String(before?.['external_id']))
    const [after] = await desk.sql`
      select w.external_id, c.channel, r.external_id as route from chat_workspaces w
      join chat_channels c on c.workspace_id = w.id join chat_routes r on r.workspace_id = w.id where w.id = ${id}`
    expect(after).toEqual({ external_id: to, channel: to, route: to })
  })
})

test('what is said while nobody asks waits for us', async () => {
  const saying = act({ kind: 'write', text: 'early' }, ana())
  polling = poll()
  await saying
  expect((await stored()).map((one) => one.act)).toMatchObject([{ text: 'early' }])
})

test('of two processes one asks', async () => {
  polling = poll()
  const second = poll()
  await act({ kind: 'write', text: 'one' }, ana())
  await act({ kind: 'write', text: 'two' }, ana())
  await second.stop()
  const conflicts = telegram.calls().filter(({ error }) => error?.includes('terminated by other getUpdates'))
  expect(conflicts).toEqual([])
  expect(await stored()).toHaveLength(2)
})

test('with a public address Telegram is asked to bring them; without one we ask again', async () => {
  const ends = new AbortController()
  const real = { ...io, sandbox: false, publicUrl: 'https://desk.example' }
  const running = surface.run?.(desk.app, real, ends.signal)
  const url = await until(async () => (await callTelegram(io, (api) => api.getWebhookInfo())).url)
  expect(url).toBe('https://desk.example/bots/telegram/updates')
  ends.abort()
  await running
  polling = poll()
  await until(async () => (await callTelegram(io, (api) => api.getWebhookInfo())).url === '')
  await act({ kind: 'write', text: 'here' }, ana())
  expect((await stored()).map((one) => one.act)).toMatchObject([{ text: 'here' }])
})

describe('brought by Telegram', () => {
  const update = (id: number, text = 'inbox') => ({
    update_id: id,
    message: {
      message_id: id,
      date: 1_780_000_000,
      from: { id: Number(ana()), is_bot: false, first_name: 'Ana' },
      chat: { id: Number(ana()), type: 'private' },
      text,
    },
  })
  const secret = () => must(io.env['TELEGRAM_TEAM_BOT_SECRET'], 'secret')
  const bring = async (body: string, token: string | undefined, path = 'updates') => {
    const headers = token === undefined ? {} : { 'x-telegram-bot-api-secret-token': token }
    const request = new Request(`http://desk.example/bots/telegram/sandbox/${path}`, {
      method: 'POST',
      headers,
      body,
    })
    return (await receiveWebhook(desk.app, io, request, path)).status
  }

  test('an update is stored before it is acknowledged; the same one is known', async () => {
    for (let time = 0; time < 2; time++) expect(await bring(JSON.stringify(update(901)), secret())).toBe(200)
    expect(await stored()).toHaveLength(1)
  })

  test('without the secret, or with another one, nothing is taken in', async () => {
    expect(await bring(JSON.stringify(update(902)), undefined)).toBe(401)
    expect(await bring(JSON.stringify(update(902)), `${secret()}x`)).toBe(401)
    expect(await bring(JSON.stringify(update(902)), '')).toBe(401)
    expect(await bring(JSON.stringify(update(902)), secret(), 'other')).toBe(404)
    expect(await stored()).toEqual([])
  })

  test.each([
    'not json',
    '[]',
    '{}',
    '{"update_id":"x"}',
    '{"update_id":7,"message":{"message_id":1}}',
    '{"update_id":7,"edited_message":{}}',
    '{"update_id":7,"callback_query":{"id":"1","from":{"id":5},"data":"b:x","message":{"message_id":1,"chat":null}}}',
  ])('%s is acknowledged, and is nothing', async (body) => {
    expect(await bring(body, secret())).toBe(200)
    expect(await stored()).toEqual([])
  })

  test('when our side fails, Telegram is asked to send it again', async () => {
    const lost = await makeTestApp({
      found: { surfaces: new Map([['telegram', surface]]) },
      env: { SANDBOX: '1' },
    })
    const theirs = makeSurfaceIo(lost.app, surface, true)
    const headers = {
      'x-telegram-bot-api-secret-token': must(theirs.env['TELEGRAM_TEAM_BOT_SECRET'], 'secret'),
    }
    const body = JSON.stringify(update(903))
    const send = () =>
      receiveWebhook(
        lost.app,
        theirs,
        new Request('http://desk.example/', { method: 'POST', headers, body }),
        'updates',
      )
    expect((await send()).status).toBe(200)
    await lost.close()
    expect((await send()).status).toBe(503)
  })
})
