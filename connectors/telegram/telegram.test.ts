import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asReal, atSandbox, type AtSandbox } from '#test/contract/at-sandbox.ts'
import type { ChannelIo } from '#contracts/connector.ts'
import { connector } from './index.ts'
import { poll } from './receive.ts'
import { send, signal } from './send.ts'

let at: AtSandbox
const ana = { id: '5001', name: 'Ana Silva', username: 'anasilva' }
const never = new AbortController().signal

beforeAll(async () => {
  at = await atSandbox(connector, { secret: 'fixed' })
})
afterAll(() => at.close())

const parsePoll = (io: ChannelIo, bodies: Array<{ body: Uint8Array }>) =>
  bodies.flatMap(({ body }) =>
    connector.parse(body, { at: new Date(), channelExternalId: io.channel.externalId, env: io.env }),
  )

describe('connecting', () => {
  test('asks Telegram who the bot is', async () => {
    const io = await at.connect('shop')
    expect(io.channel.externalId).toBe(at.sandbox.account('shop').externalId)
    expect(io.channel.settings['botInfo']).toMatchObject({ is_bot: true, first_name: 'shop' })
    expect(await connector.health(io)).toMatchObject([{ ok: true }, { ok: true }])
  })

  test('refuses a token that Telegram does not know, and never shows it', async () => {
    const token = '1234567890:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    const error: unknown = await connector.connect(at.io, { token }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ConnectorError', kind: 'auth_expired' })
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('AAAA')
  })

  test('a token keeps its worth when the sandbox is made anew', async () => {
    const again = await atSandbox(connector, { secret: 'fixed' })
    expect(again.sandbox.account('shop')).toEqual(at.sandbox.account('shop'))
    await again.close()
  })
})

describe('polling', () => {
  test('hands over each update once its cursor is confirmed, and wakes at once for news', async () => {
    const io = await at.connect('polled')
    await connector.activate?.(io)
    const account = io.channel.externalId
    const waiting = poll(io, undefined, 10_000, never)
    await at.sandbox.act({ kind: 'write', account, person: ana, text: 'first' })
    const first = await waiting
    expect(parsePoll(io, first.bodies)).toMatchObject([
      { kind: 'message', account, person: { id: '5001', name: 'Ana Silva' }, message: { text: 'first' } },
    ])
    const repeated = await poll(io, undefined, 0, never)
    expect(repeated.bodies[0]?.key).toBe(first.bodies[0]?.key)
    expect((await poll(io, first.cursor, 0, never)).bodies).toEqual([])
    expect((await poll(io, undefined, 0, never)).bodies).toEqual([])
  })

  test('ends at once when it is aborted', async () => {
    const io = await at.connect('aborted')
    const abort = new AbortController()
    const waiting = poll(io, undefined, 20_000, abort.signal)
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test('photo, edit and reaction arrive, and the photo can be fetched', async () => {
    const io = await at.connect('kinds')
    const account = io.channel.externalId
    const opened = await poll(io, undefined, 0, never)
    const { id } = await at.sandbox.act({ kind: 'photo', account, person: ana, text: 'look' })
    await at.sandbox.act({ kind: 'edit', account, person: ana, messageId: id, text: 'look here' })
    await at.sandbox.act({ kind: 'reaction', account, person: ana, messageId: id, emoji: '❤' })
    const events = parsePoll(io, (await poll(io, opened.cursor, 0, never)).bodies)
    expect(events).toMatchObject([
      { kind: 'message', message: { id, text: 'look', attachments: [{ kind: 'image' }] } },
      { kind: 'edit', messageId: id, text: 'look here' },
      { kind: 'reaction', messageId: id, emoji: '❤' },
    ])
    const [first] = events
    const ref = first?.kind === 'message' ? first.message.attachments[0]?.ref : undefined
    const file = await connector.download?.(io, ref ?? '', 1_000_000)
    expect(
      Buffer.from(file?.bytes ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
  })
})

describe('webhook', () => {
  test('is asked for where we have a public address, and taken back', async () => {
    const io = asReal(await at.connect('public'), 'https://desk.example.com')
    await connector.activate?.(io)
    expect(await connector.health(io)).toMatchObject([{ ok: true }, { ok: true }])
    expect(await connector.health({ ...io, publicUrl: undefined })).toMatchObject([
      { ok: true },
      { ok: false },
    ])
    await connector.deactivate?.(io)
    expect(await connector.health(io)).toMatchObject([{ ok: true }, { ok: false, name: 'Delivery' }])
  })

  test('pushes with the secret; where we poll after all, it goes', async () => {
    const io = await at.connect('pushed')
    const account = io.channel.externalId
    const { token = '', webhookSecret = '' } = io.credentials
    const url = `${at.appUrl}/webhooks/telegram/here`
    await io.http.raw(`${io.env['TELEGRAM_API_URL']}/bot${token}/setWebhook`, {
      method: 'POST',
      body: { url, secret_token: webhookSecret },
      trust: 'sandbox',
    })
    const { status } = await at.sandbox.act({ kind: 'write', account, person: ana, text: 'hello' })
    expect(status).toBe(200)
    const request = at.delivered.at(-1)
    if (!request) throw new Error('nothing came')
    expect(request.path).toBe('/webhooks/telegram/here')
    expect(connector.webhook?.verify(io, request)).toBe(true)
    expect(connector.webhook?.verify({ ...io, credentials: { webhookSecret: 'x' } }, request)).toBe(false)
    expect(connector.webhook?.key?.(request.headers, request.body)).toMatch(/^\d+$/)
    await at.sandbox.act({ kind: 'write', account, person: ana, text: 'pushed, too' })
    expect((await poll(io, undefined, 0, never)).bodies).toEqual([])
    await at.sandbox.act({ kind: 'write', account, person: ana, text: 'polled' })
    expect((await poll(io, undefined, 0, never)).bodies).toHaveLength(1)
  })

  test('a second poller ends the first, which may try again', async () => {
    const io = await at.connect('twice')
    const first = poll(io, undefined, 20_000, never)
    const second = poll(io, undefined, 20_000, never)
    await expect(Promise.race([first, second])).rejects.toMatchObject({ kind: 'unavailable' })
    await at.sandbox.act({ kind: 'write', account: io.channel.externalId, person: ana, text: 'x' })
    await Promise.allSettled([first, second])
  })
})

describe('sending', () => {
  test('text with a quote, and a file of each kind', async () => {
    const io = await at.connect('sender')
    const account = io.channel.externalId
    const { id } = await at.sandbox.act({ kind: 'write', account, person: ana, text: 'hi' })
    const { providerId } = await send(io, { id: 'm1', to: '5001', text: 'hello', quote: id })
    expect(providerId).toMatch(/^5001:\d+$/)
    for (const kind of ['image', 'video', 'audio', 'file'] as const) {
      const bytes = () => Promise.resolve(new Uint8Array([1, 2, 3]))
      const attachment = { kind, name: `${kind}.bin`, mime: 'x/y', size: 3, bytes }
      await send(io, { id: kind, to: '5001', attachment })
    }
    await signal(io, '5001', 'typing')
    expect(at.sandbox.transcript(account, '5001').map((entry) => [entry.from, entry.kind])).toEqual([
      ['customer', 'text'],
      ['us', 'text'],
      ['us', 'image'],
      ['us', 'video'],
      ['us', 'audio'],
      ['us', 'file'],
    ])
    expect(at.sandbox.transcript(account, '5001').at(-1)?.attachments).toEqual([
      { kind: 'file', name: 'file.bin' },
    ])
  })

  test('a text beyond the limit is rejected by the vendor, and nothing is sent', async () => {
    const io = await at.connect('long')
    const failed = send(io, { id: 'm1', to: '5001', text: 'x'.repeat(4097) })
    await expect(failed).rejects.toMatchObject({ kind: 'rejected' })
    expect(at.sandbox.creates(io.channel.externalId)).toEqual([])
  })
})
