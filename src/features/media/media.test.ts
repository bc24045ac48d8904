import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { feature as orgs } from '#features/orgs/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { makeServer } from '../../http/server.ts'
import type { Server } from '../../http/server.ts'
import { getMedia, readMedia, signMediaUrl, storeMedia } from './index.ts'
import { routes as publicRoutes } from './public.ts'
import { routes } from './routes.ts'
import { maxMediaBytes } from './schema.ts'
import type { MediaView } from './schema.ts'

let it: TestApp
let server: Server
let team: Team
let other: Team
let agent: Ctx

beforeAll(async () => {
  it = await makeTestApp({
    found: {
      features: new Map([['orgs', orgs]]),
      routes: new Map([['media', routes]]),
      publicRoutes: new Map([['media', publicRoutes]]),
    },
  })
  server = makeServer(it.app, it.found)
  ;[team, other] = await Promise.all([makeTeam(it), makeTeam(it, 'Other')])
  agent = await team.as('agent')
})
afterAll(() => it.close())

const text = (content: string) => new TextEncoder().encode(content)
const picture = async (width = 2000, height = 1000) =>
  new Uint8Array(
    await sharp({ create: { width, height, channels: 3, background: '#246' } })
      .png()
      .toBuffer(),
  )

async function upload(headers: Record<string, string>, bytes: Uint8Array, name: string, mime = '') {
  const form = new FormData()
  form.set('file', new File([Uint8Array.from(bytes)], name, { type: mime }))
  const answer = await server.request('/api/v1/media', { method: 'POST', headers, body: form })
  return { status: answer.status, body: (await answer.json()) as { data: MediaView } }
}

describe('storing', () => {
  test('an image is known by its bytes and gets a preview that we made', async () => {
    const bytes = await picture()
    const stored = await storeMedia(agent, { bytes, name: '../../etc/ph\u0000oto.txt', mime: 'text/html' })
    expect(stored).toMatchObject({ kind: 'image', mime: 'image/png', width: 2000, height: 1000 })
    expect(stored).toMatchObject({ name: '_.._etc_photo.txt', hasPreview: true, sizeBytes: bytes.byteLength })
    expect(Buffer.from((await readMedia(agent, stored.id)).bytes).equals(bytes)).toBe(true)
    const headers = await team.key('viewer')
    const preview = await server.request(`/media/${stored.id}/preview`, { headers })
    expect(preview.headers.get('content-type')).toBe('image/webp')
    expect(preview.headers.get('content-disposition')).toBe('inline')
    expect(await sharp(await preview.arrayBuffer()).metadata()).toMatchObject({ width: 1600, height: 800 })
  })

  test.each([
    [
      'a script that claims to be a picture',
      '<svg onload="x()"/>',
      'image/svg+xml',
      'application/octet-stream',
    ],
    ['a page', '<!doctype html><script>x()</script>', 'text/html', 'application/octet-stream'],
    ['plain text', 'hello', 'text/plain;charset=utf-8', 'text/plain'],
    ['a PDF under another type', '%PDF-1.7\n', 'image/png', 'application/pdf'],
  ])('%s', async (_what, content, mime, expected) => {
    const stored = await storeMedia(agent, { bytes: text(content), mime })
    expect(stored).toMatchObject({ kind: 'file', mime: expected, hasPreview: false, width: null })
  })

  test('an image with a broken body is kept, without a preview', async () => {
    const stored = await storeMedia(agent, { bytes: (await picture()).subarray(0, 60), name: 'half.png' })
    expect(stored).toMatchObject({ mime: 'image/png', hasPreview: false })
    const headers = await team.key('viewer')
    expect((await server.request(`/media/${stored.id}/preview`, { headers })).status).toBe(404)
  })

  test('a voice message that a browser recorded stays a voice message', async () => {
    const webm = new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84, ...text('webm')])
    const stored = await storeMedia(agent, { bytes: webm, mime: 'audio/webm;codecs=opus' })
    expect(stored).toMatchObject({ kind: 'audio', mime: 'audio/webm' })
  })

  test('nothing and too much are refused', async () => {
    await expect(storeMedia(agent, { bytes: new Uint8Array() })).rejects.toMatchObject({ code: 'invalid' })
    const bytes = new Uint8Array(maxMediaBytes + 1)
    await expect(storeMedia(agent, { bytes })).rejects.toMatchObject({ code: 'invalid' })
    expect((await upload(await team.key('agent'), new Uint8Array(27 << 20), 'big')).status).toBe(413)
  })

  test('a viewer may look, not store', async () => {
    const viewer = await team.as('viewer')
    await expect(storeMedia(viewer, { bytes: text('x') })).rejects.toMatchObject({ code: 'forbidden' })
    expect((await upload(await team.key('viewer'), text('x'), 'x')).status).toBe(403)
  })

  test('over HTTP: upload, facts', async () => {
    const headers = await team.key('agent')
    const made = await upload(headers, text('hello'), 'note.txt', 'text/plain')
    expect(made).toMatchObject({ status: 200, body: { data: { name: 'note.txt', sizeBytes: 5 } } })
    const facts = await server.request(`/api/v1/media/${made.body.data.id}`, { headers })
    expect(await facts.json()).toMatchObject({ data: made.body.data })
    const missing = await server.request('/api/v1/media', { method: 'POST', headers, body: new FormData() })
    expect(missing.status).toBe(400)
  })
})

describe('serving', () => {
  test('the original is an attachment that can do nothing here, whatever its name', async () => {
    const name = 'Rechnung "März" \r\nset-cookie: a=b (1).html'
    const { id } = await storeMedia(agent, { bytes: text('<script>'), name, mime: 'text/html' })
    const answer = await server.request(`/media/${id}`, { headers: await team.key('viewer') })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('<script>')
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="Rechnung _M_rz_ set-cookie_ a=b (1).html"; filename*=UTF-8''Rechnung%20_M%C3%A4rz_%20set-cookie_%20a%3Db%20%281%29.html`,
    )
    expect(answer.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toMatch(/^private/)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin')
  })

  test('parts of a file', async () => {
    const { id } = await storeMedia(agent, { bytes: text('0123456789') })
    const headers = await team.key('viewer')
    const part = async (range: string) => {
      const answer = await server.request(`/media/${id}`, { headers: { ...headers, range } })
      return [answer.status, await answer.text(), answer.headers.get('content-range')]
    }
    expect(await part('bytes=2-4')).toEqual([206, '234', 'bytes 2-4/10'])
    expect(await part('bytes=7-')).toEqual([206, '789', 'bytes 7-9/10'])
    expect(await part('bytes=-3')).toEqual([206, '789', 'bytes 7-9/10'])
    expect(await part('bytes=5-99')).toEqual([206, '56789', 'bytes 5-9/10'])
    expect(await part('bytes=10-')).toEqual([416, '', 'bytes */10'])
    expect(await part('bytes=0-1,4-5')).toEqual([200, '0123456789', null])
    expect(await part('lines=1-2')).toEqual([200, '0123456789', null])
  })

  test('another organisation and strangers get nothing', async () => {
    const { id } = await storeMedia(agent, { bytes: text('secret') })
    const headers = await other.key('owner')
    for (const path of [`/media/${id}`, `/media/${id}/preview`, `/api/v1/media/${id}`]) {
      expect((await server.request(path, { headers })).status).toBe(404)
      expect((await server.request(path)).status).toBe(401)
    }
    const stranger = await other.as('owner')
    await expect(getMedia(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(readMedia(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
    expect((await server.request('/media/..%2F..%2Fetc', { headers })).status).toBe(404)
  })
})

describe('signed links', () => {
  test('open one file until they are over', async () => {
    const { id } = await storeMedia(agent, { bytes: text('for you') })
    const another = await storeMedia(agent, { bytes: text('not for you') })
    const url = signMediaUrl(agent, id, 60_000)
    expect(url).toMatch(`https://desk.example/media/${id}?token=`)
    const { pathname, search } = new URL(url)
    const answer = await server.request(pathname + search)
    expect([answer.status, await answer.text()]).toEqual([200, 'for you'])
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect((await server.request(`/media/${another.id}${search}`)).status).toBe(403)
    const forged = search.replace(team.orgId, other.orgId)
    expect((await server.request(pathname + forged)).status).toBe(403)
    expect((await server.request(pathname + search.replace(/\.(\d+)\./, '.9$1.'))).status).toBe(403)
    it.clock.advance(60_001)
    expect((await server.request(pathname + search)).status).toBe(403)
  })
})
