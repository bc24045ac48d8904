import { describe, expect, test } from 'vitest'
import type { ConnectorIo } from '#contracts/connector.ts'
import { cases } from './cases.ts'
import { connect, readOrigins } from './connect.ts'
import { connector } from './index.ts'
import { parseDelivery } from './parse.ts'

const bytes = (body: unknown) => new TextEncoder().encode(JSON.stringify(body))
const at = new Date('2026-11-20T10:00:00.000Z')
const io = { trust: 'base' } as ConnectorIo

describe('reading deliveries', () => {
  test('a message with its words', () => {
    expect(
      parseDelivery(bytes(cases.message({ id: 'anon-1/9007199254740993', text: 'Hello <b>', at }))),
    ).toEqual([
      {
        kind: 'message',
        account: cases.account,
        at: at.toISOString(),
        person: { id: cases.person, name: 'Ana Silva' },
        message: { id: 'anon-1/9007199254740993', text: 'Hello <b>', attachments: [] },
      },
    ])
  })

  test('a receipt covers everything up to its time', () => {
    const receipt = {
      kind: 'receipt',
      account: 'wc_1',
      at: at.toISOString(),
      person: { id: 'p' },
      state: 'read',
      upTo: at.toISOString(),
    }
    expect(parseDelivery(bytes(receipt))).toMatchObject([
      { kind: 'receipt', state: 'read', watermark: at.toISOString() },
    ])
  })

  test.each([
    ['another kind', bytes(cases.unknown())],
    ['no JSON', new TextEncoder().encode('{')],
  ])('%s is unknown', (_what, body) => {
    expect(parseDelivery(body)).toMatchObject([{ kind: 'unknown' }])
  })
})

describe('connecting', () => {
  test('websites become origins, once each', () => {
    expect(readOrigins('https://Shop.example/cart\n shop.example, http://localhost:8080 ')).toEqual([
      'https://shop.example',
      'http://localhost:8080',
    ])
    for (const line of ['javascript:alert(1)', 'ftp://x.example', 'https://a@shop.example', '*'])
      expect(() => readOrigins(line), line).toThrow('is not the address of a website')
  })

  test('the account and its secret are made here, whatever the form says', async () => {
    const values = { name: 'Shop', account: 'wc_chosen', identitySecret: 'chosen' }
    const made = await connect(io, values)
    expect(made.externalId).not.toBe('wc_chosen')
    expect(made.credentials['identitySecret']).toHaveLength(43)
    const sandboxed = await connect({ ...io, trust: 'sandbox' }, values)
    expect(sandboxed).toMatchObject({ externalId: 'wc_chosen', credentials: { identitySecret: 'chosen' } })
  })

  test('a name is needed and the colour must be one', async () => {
    await expect(connect(io, { name: ' ' })).rejects.toThrow('Give the chat a name')
    await expect(connect(io, { name: 'Shop', accent: 'red;}' })).rejects.toThrow('six hex digits')
  })

  test('a message that stands in our log is sent', async () => {
    const channelIo = {
      ...io,
      channel: { id: 'c', orgId: 'o', externalId: 'e', name: 'n', settings: {} },
      credentials: {},
    }
    expect(await connector.send?.(channelIo, { id: 'm1', to: 'p', text: 'hi' })).toEqual({ providerId: 'm1' })
  })
})
