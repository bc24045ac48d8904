import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChannelIo, OutboundMessage } from '#contracts/connector.ts'
import { atSandbox, type AtSandbox } from '#test/contract/at-sandbox.ts'
import { until } from '#test/kit/until.ts'
import { connector } from './index.ts'

let at: AtSandbox
const ana = { id: '1784230015550123', name: 'Ana Silva', username: 'ana.silva' }

beforeAll(async () => {
  at = await atSandbox(connector)
})
afterAll(() => at.close())

const send = (io: ChannelIo, message: Partial<OutboundMessage>) => {
  if (!connector.send) throw new Error('cannot send')
  return connector.send(io, { id: 'our-id', to: ana.id, ...message })
}

function events(io: ChannelIo) {
  return at.delivered
    .filter((request) => connector.webhook?.verify(io, request))
    .flatMap(({ body }) => connector.parse(body, { at: new Date(), env: io.env }))
    .filter((event) => 'account' in event && event.account === io.channel.externalId)
}

describe.each([
  ['Instagram Login', 'shop', 'instagram'],
  ['Facebook Login', 'page:shop', 'facebook'],
])('an account with %s', (_name, handle, login) => {
  test('connects, subscribes, and is in order', async () => {
    const io = await at.connect(handle)
    expect(io.channel).toMatchObject({ name: '@shop', settings: { login, username: 'shop' } })
    expect(io.channel.externalId).toBe(at.sandbox.account(handle).externalId)
    await connector.activate?.(io)
    expect((await connector.health(io)).every(({ ok }) => ok)).toBe(true)
    await connector.deactivate?.(io)
  })

  test('receives and answers', async () => {
    const io = await at.connect(handle)
    await connector.activate?.(io)
    const account = io.channel.externalId
    await at.sandbox.act({ kind: 'write', account, person: ana, text: 'Olá 📦' })
    const { providerId } = await send(io, { text: 'hello' })
    await until(() => events(io).length === 2)
    await at.sandbox.act({ kind: 'read', account, person: ana })
    expect(events(io)).toMatchObject([
      { kind: 'message', person: { id: ana.id }, message: { text: 'Olá 📦' } },
      { kind: 'echo', ours: true, message: { id: providerId } },
      { kind: 'receipt', state: 'read', messageIds: [providerId] },
    ])
    expect(await connector.profile?.(io, ana.id)).toMatchObject({ name: 'Ana Silva', username: 'ana.silva' })
  })
})

test('stories, reactions, edits and unsends arrive', async () => {
  const io = await at.connect('stories')
  const account = io.channel.externalId
  await at.sandbox.act({ kind: 'story_mention', account, person: ana })
  await at.sandbox.act({ kind: 'story_reply', account, person: ana, text: 'wow' })
  const { id } = await at.sandbox.act({ kind: 'write', account, person: ana, text: 'oops' })
  await at.sandbox.act({ kind: 'reaction', account, person: ana, messageId: id })
  await at.sandbox.act({ kind: 'unsend', account, person: ana, messageId: id })
  await at.sandbox.act({ kind: 'native_reply', account, person: ana, text: 'typed on the phone' })
  expect(events(io)).toMatchObject([
    { kind: 'message', message: { story: { kind: 'mention' } } },
    { kind: 'message', message: { text: 'wow', story: { kind: 'reply' } } },
    { kind: 'message', message: { id } },
    { kind: 'reaction', messageId: id },
    { kind: 'unsend', messageId: id },
    { kind: 'echo', ours: false, message: { text: 'typed on the phone' } },
  ])
  expect(at.sandbox.transcript(account, ana.id)[2]).toMatchObject({ state: 'removed' })
})

test('a text is measured in bytes', async () => {
  const io = await at.connect('bytes')
  await send(io, { text: 'é'.repeat(500) })
  await expect(send(io, { text: 'é'.repeat(501) })).rejects.toMatchObject({ kind: 'rejected' })
})

test('a file goes by its address, and without one says what is missing', async () => {
  const io = await at.connect('files')
  const bytes = () => Promise.resolve(new Uint8Array())
  const attachment = { kind: 'image' as const, name: 'a.png', mime: 'image/png', size: 1, bytes }
  await expect(send(io, { attachment })).rejects.toMatchObject({ kind: 'rejected' })
  const url = 'https://desk.example.com/media/signed'
  await send(io, { attachment: { ...attachment, url } })
  expect(at.sandbox.transcript(io.channel.externalId, ana.id)).toMatchObject([
    { kind: 'image', attachments: [{ url }] },
  ])
})

test('either secret of the app proves a webhook, another does not', async () => {
  const io = await at.connect('secrets')
  await at.sandbox.act({ kind: 'write', account: io.channel.externalId, person: ana, text: 'x' })
  const request = at.delivered.at(-1)
  if (!request) throw new Error('nothing came')
  const secret = io.env['INSTAGRAM_APP_SECRET']
  const verify = (env: Record<string, string | undefined>) =>
    connector.webhook?.verify({ ...io, env }, request)
  expect(verify({ META_APP_SECRET: secret })).toBe(true)
  expect(verify({ INSTAGRAM_APP_SECRET: secret, META_APP_SECRET: 'other' })).toBe(true)
  expect(verify({ META_APP_SECRET: 'other' })).toBe(false)
  expect(verify({})).toBe(false)
})
