import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChannelIo, OutboundMessage } from '#contracts/connector.ts'
import { makeManualClock } from '#kernel/clock.ts'
import { atSandbox, type AtSandbox } from '#test/contract/at-sandbox.ts'
import { until } from '#test/kit/until.ts'
import { connector } from './index.ts'

let at: AtSandbox
const clock = makeManualClock(new Date('2026-11-20T10:00:00Z'))
const ana = { id: '6543210987654321', name: 'Ana Silva' }
const hours = 3_600_000

beforeAll(async () => {
  at = await atSandbox(connector, { clock })
})
afterAll(() => at.close())

const send = (io: ChannelIo, message: Partial<OutboundMessage>) => {
  if (!connector.send) throw new Error('cannot send')
  return connector.send(io, { id: 'our-id', to: ana.id, ...message })
}

/** Events of this channel that came by webhook, each checked as the product would. */
function events(io: ChannelIo) {
  return at.delivered
    .filter((request) => connector.webhook?.verify(io, request))
    .flatMap(({ body }) => connector.parse(body, { at: clock.now(), env: io.env }))
    .filter((event) => 'account' in event && event.account === io.channel.externalId)
}

test('connects a Page, subscribes, and finds everything in order', async () => {
  const io = await at.connect('Shop')
  expect(io.channel).toMatchObject({ name: 'Shop', externalId: at.sandbox.account('Shop').externalId })
  await connector.activate?.(io)
  const health = await connector.health(io)
  expect(health.map(({ name, ok }) => [name, ok])).toEqual([
    ['Token', true],
    ['App secret', true],
    ['Delivery', true],
    ['Permissions', true],
  ])
  await connector.deactivate?.(io)
  expect((await connector.health(io)).find(({ name }) => name === 'Delivery')).toMatchObject({ ok: false })
})

test('a token of nobody is refused', async () => {
  await expect(connector.connect(at.io, { token: 'EAAnobody' })).rejects.toMatchObject({
    kind: 'auth_expired',
  })
})

test('the handshake is answered for the right verify token only', () => {
  const ask = (token: string) =>
    connector.webhook?.challenge?.(
      at.io,
      new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.challenge': '1158201444',
        'hub.verify_token': token,
      }),
    )
  expect(ask(at.io.env['META_VERIFY_TOKEN'] ?? '')).toBe('1158201444')
  expect(ask('guess')).toBeUndefined()
})

test('what a customer does arrives signed', async () => {
  const io = await at.connect('Arrivals')
  const account = io.channel.externalId
  const { id, status } = await at.sandbox.act({ kind: 'write', account, person: ana, text: 'Olá 📦' })
  expect(status).toBe(200)
  await at.sandbox.act({ kind: 'photo', account, person: ana })
  await at.sandbox.act({ kind: 'reaction', account, person: ana, messageId: id, emoji: '👍' })
  await at.sandbox.act({ kind: 'edit', account, person: ana, messageId: id, text: 'Olá!' })
  await at.sandbox.act({ kind: 'postback', account, person: ana, title: 'Start', payload: 'START' })
  await at.sandbox.act({ kind: 'native_reply', account, person: ana, text: 'typed in the Page inbox' })
  expect(events(io)).toMatchObject([
    { kind: 'message', person: { id: ana.id }, message: { id, text: 'Olá 📦' } },
    { kind: 'message', message: { attachments: [{ kind: 'image' }] } },
    { kind: 'reaction', messageId: id, emoji: '👍' },
    { kind: 'edit', messageId: id, text: 'Olá!' },
    { kind: 'message', message: { postback: { payload: 'START' } } },
    { kind: 'echo', ours: false, message: { text: 'typed in the Page inbox' } },
  ])
  expect(await connector.profile?.(io, ana.id)).toMatchObject({ name: 'Ana Silva' })
  expect(await connector.profile?.(io, '12345')).toEqual({})
})

test('a text goes out once, comes back as our echo with our id, is delivered and read', async () => {
  const io = await at.connect('Echoes')
  const account = io.channel.externalId
  await at.sandbox.act({ kind: 'write', account, person: ana, text: 'hi' })
  const { providerId } = await send(io, { text: 'hello' })
  await until(() => events(io).length === 3)
  await at.sandbox.act({ kind: 'read', account, person: ana })
  expect(events(io).slice(1)).toMatchObject([
    { kind: 'echo', ours: true, metadata: 'our-id', message: { id: providerId, text: 'hello' } },
    { kind: 'receipt', state: 'delivered', messageIds: [providerId] },
    { kind: 'receipt', state: 'read', watermark: clock.now().toISOString() },
  ])
  expect(at.sandbox.creates(account)).toEqual([{ to: ana.id, text: 'hello', times: 1 }])
})

test('a file is uploaded with the call', async () => {
  const io = await at.connect('Files')
  const bytes = () => Promise.resolve(new Uint8Array(2000))
  const attachment = { kind: 'file' as const, name: 'bill.pdf', mime: 'application/pdf', size: 2000, bytes }
  await send(io, { attachment })
  expect(at.sandbox.transcript(io.channel.externalId, ana.id)).toMatchObject([
    { kind: 'file', attachments: [{ name: 'bill.pdf' }] },
  ])
  await expect(send(io, { attachment, text: 'both' })).rejects.toMatchObject({ kind: 'rejected' })
})

describe('the window', () => {
  test('closes after 24 hours, for a person after seven days', async () => {
    const io = await at.connect('Window')
    const account = io.channel.externalId
    await at.sandbox.act({ kind: 'write', account, person: ana, text: 'hi' })
    clock.advance(25 * hours)
    await expect(send(io, { text: 'late' })).rejects.toMatchObject({
      kind: 'window_closed',
      vendorCode: '10/2018278',
    })
    await send(io, { text: 'late, by a person', tag: 'HUMAN_AGENT' })
    clock.advance(6 * 24 * hours)
    await expect(send(io, { text: 'too late', tag: 'HUMAN_AGENT' })).rejects.toMatchObject({
      kind: 'window_closed',
    })
    expect(at.sandbox.creates(account)).toMatchObject([{ text: 'late, by a person', times: 1 }])
  })

  test('another tag is refused by the vendor', async () => {
    const io = await at.connect('Tags')
    await expect(send(io, { text: 'x', tag: 'ACCOUNT_UPDATE' })).rejects.toMatchObject({ kind: 'rejected' })
  })
})

test('2000 characters are the most', async () => {
  const io = await at.connect('Length')
  await send(io, { text: 'é'.repeat(2000) })
  await expect(send(io, { text: 'x'.repeat(2001) })).rejects.toMatchObject({ kind: 'rejected' })
})
