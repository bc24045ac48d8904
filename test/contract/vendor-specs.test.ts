/**
 * What we send is checked against the vendors' own descriptions: Telegram's Bot API and Meta's Postman
 * collections. They are not part of this repository; SPECS_DIR names their folder.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChannelIo } from '#contracts/connector.ts'
import type { HttpClient, HttpOptions } from '#kernel/http-client.ts'
import { must } from '#kernel/assert.ts'
import { connector as instagram } from '#connectors/instagram/index.ts'
import { connector as messenger } from '#connectors/messenger/index.ts'
import { connector as telegram } from '#connectors/telegram/index.ts'
import { asReal, atSandbox, type AtSandbox } from './at-sandbox.ts'

const specs = process.env['SPECS_DIR'] ?? join(import.meta.dirname, '../../../shared/specs')
const present = existsSync(join(specs, 'telegram/api.json'))
if (!present) console.log('No vendor specifications here (SPECS_DIR): requests are not checked against them')

interface Asked {
  method: string
  url: URL
  body: Record<string, unknown>
}

/** Writes down what goes over the wire, then lets it go. */
function recording(io: ChannelIo, asked: Asked[]): ChannelIo {
  const { http } = io
  const raw: HttpClient['raw'] = async (url, options) => {
    const method = options?.method ?? 'GET'
    asked.push({ method, url: new URL(url), body: await readBody(options) })
    return http.raw(url, options)
  }
  return { ...io, http: { ...http, raw } }
}

async function readBody({ body, headers }: HttpOptions = {}): Promise<Record<string, unknown>> {
  if (body === undefined) return {}
  if (body instanceof FormData) return Object.fromEntries(body)
  if (body instanceof Uint8Array) {
    const type = headers?.['content-type'] ?? ''
    return Object.fromEntries(
      await new Response(Buffer.from(body), { headers: { 'content-type': type } }).formData(),
    )
  }
  return (typeof body === 'string' ? JSON.parse(body) : body) as Record<string, unknown>
}

const file = (kind: 'image' | 'video' | 'audio' | 'file') => ({
  kind,
  name: `${kind}.bin`,
  mime: 'application/octet-stream',
  size: 3,
  bytes: () => Promise.resolve(new Uint8Array([1, 2, 3])),
  url: 'https://desk.example.com/media/signed',
})

/** Everything a channel can say. */
async function sayAll(connector: typeof telegram, at: AtSandbox, to: string): Promise<Asked[]> {
  const asked: Asked[] = []
  const io = recording(asReal(await at.connect('specs'), 'https://desk.example.com'), asked)
  await connector.activate?.(io)
  await connector.health(io)
  await connector.send?.(io, { id: 'our-id', to, text: 'hello', quote: '5001:7' })
  for (const kind of ['image', 'video', 'audio', 'file'] as const) {
    await connector.send?.(io, { id: 'our-id', to, attachment: file(kind) })
  }
  for (const what of connector.abilities.signals) await connector.signal?.(io, to, what)
  await connector.deactivate?.(io)
  await connector.poll?.(io, undefined, 0, new AbortController().signal)
  return asked
}

describe.runIf(present)('telegram', () => {
  let at: AtSandbox
  beforeAll(async () => {
    at = await atSandbox(telegram)
  })
  afterAll(() => at.close())

  test('every call has the fields that the Bot API asks for, and no others', async () => {
    const api = JSON.parse(readFileSync(join(specs, 'telegram/api.json'), 'utf8')) as {
      methods: Record<string, { fields?: Array<{ name: string; required: boolean }> }>
    }
    const asked = await sayAll(telegram, at, '5001')
    const methods = asked.map(({ url }) => url.pathname.slice(url.pathname.lastIndexOf('/') + 1))
    expect([...new Set(methods)].join(' ')).toBe(
      'setWebhook getMe getWebhookInfo sendMessage sendPhoto sendVideo sendAudio sendDocument ' +
        'sendChatAction deleteWebhook getUpdates',
    )
    for (const [index, method] of methods.entries()) {
      const fields = must(api.methods[method], `method ${method}`).fields ?? []
      const body = asked[index]?.body ?? {}
      // A file stands in a part of its own, named by the field that attaches it.
      const attached = Object.values(body).flatMap((value) =>
        typeof value === 'string' && value.startsWith('attach://') ? [value.slice('attach://'.length)] : [],
      )
      const names = Object.keys(body).filter((name) => !attached.includes(name))
      expect(fields.map((field) => field.name)).toEqual(expect.arrayContaining(names))
      const required = fields.filter((field) => field.required).map((field) => field.name)
      expect(names).toEqual(expect.arrayContaining(required))
    }
  })
})

describe.runIf(present).each([
  ['messenger', messenger, 'graph.facebook.com'],
  ['instagram', instagram, 'graph.instagram.com'],
] as const)('%s', (id, connector, host) => {
  let at: AtSandbox
  beforeAll(async () => {
    at = await atSandbox(connector)
  })
  afterAll(() => at.close())

  test('messages go where the collection sends them, with all that its examples have', async () => {
    const path = join(specs, `meta/${id}-platform-api.postman_collection.json`)
    const examples = readExamples(JSON.parse(readFileSync(path, 'utf8')) as Collection)
    const ours = (await sayAll(connector, at, '6543210987654321')).filter(
      ({ method, url, body }) => method === 'POST' && url.pathname.endsWith('/messages') && 'message' in body,
    )
    expect(ours).toHaveLength(5)
    for (const kind of ['text', 'attachment']) {
      const example = must(
        examples.find(({ url, keys }) => url.includes(host) && keys.includes(`message.${kind}`)),
        `an example of a ${kind}`,
      )
      const fitting = ours.filter(({ body }) => keysOf(body).includes(`message.${kind}`))
      expect(fitting.length).toBeGreaterThan(0)
      const wanted = example.keys.filter((key) => !/\.(url|is_reusable)$/.test(key))
      for (const { body } of fitting) expect(keysOf(body)).toEqual(expect.arrayContaining(wanted))
    }
  })
})

interface Collection {
  item?: Collection[]
  request?: { method: string; url: string | { raw: string }; body?: { raw?: string } }
}

function readExamples({ item, request }: Collection): Array<{ url: string; keys: string[] }> {
  const below = (item ?? []).flatMap(readExamples)
  const url = typeof request?.url === 'string' ? request.url : (request?.url.raw ?? '')
  if (request?.method !== 'POST' || !url.endsWith('/messages') || !request.body?.raw) return below
  return [{ url, keys: keysOf(JSON.parse(request.body.raw) as object) }, ...below]
}

/** `message.attachment.type` and so on; a form holds its objects as text. */
function keysOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
    const inner: unknown = typeof part === 'string' && part.startsWith('{"') ? JSON.parse(part) : part
    const nested = typeof inner === 'object' && inner !== null ? keysOf(inner, `${prefix}${key}.`) : []
    return [`${prefix}${key}`, ...nested]
  })
}
