import { createHash } from 'node:crypto'
import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { feature as orgs } from '#features/orgs/index.ts'
import { must } from '#kernel/assert.ts'
import { makePostsDesk, pngOf } from '#test/kit/posts-desk.ts'
import type { PostsTeam } from '#test/kit/posts-desk.ts'
import { makeServer } from '../../http/server.ts'
import type { Server } from '../../http/server.ts'
import { planPost, submitPost } from '../posts/index.ts'
import {
  addToLibrary,
  getLibraryFile,
  libraryFacts,
  listLibrary,
  makeRendition,
  readMedia,
  renditionFacts,
} from './index.ts'
import { changeLibraryFile, deleteLibraryFile, listLibraryTags, restoreLibraryFile } from './library.ts'
import { routes } from './routes.ts'
import type { LibraryFileView } from './schema.ts'

let desk: Awaited<ReturnType<typeof makePostsDesk>>
let server: Server
let team: PostsTeam
let other: PostsTeam

beforeAll(async () => {
  desk = await makePostsDesk({ features: new Map([['orgs', orgs]]), routes: new Map([['media', routes]]) })
  server = makeServer(desk.desk.app, desk.desk.found)
  ;[team, other] = await Promise.all([desk.team(), desk.team()])
})
afterAll(() => desk.close())

/** A film of 2.5 seconds (a WebM does not tell how long its last frame stands), taken by a phone held upright. */
async function film(format: Mp4OutputFormat | MovOutputFormat | WebMOutputFormat): Promise<Uint8Array> {
  const target = new BufferTarget()
  const output = new Output({ format, target })
  const source = new EncodedVideoPacketSource('vp9')
  output.addVideoTrack(source, { rotation: format instanceof WebMOutputFormat ? 0 : 90 })
  await output.start()
  const frame = new Uint8Array([0x82, 0x49, 0x83, 0x42, 0, 1, 2, 3])
  for (const at of [0, 0.5, 1, 1.5, 2]) {
    await source.add(new EncodedPacket(frame, at === 0 ? 'key' : 'delta', at, 0.5), {
      decoderConfig: { codec: 'vp09.00.10.08', codedWidth: 320, codedHeight: 180 },
    })
  }
  await output.finalize()
  return new Uint8Array(must(target.buffer, 'a film'))
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const gif = async () =>
  new Uint8Array(
    await sharp(await Promise.all(['#f00', '#00f'].map((color) => pngOf(color, { width: 8, height: 8 }))), {
      join: { animated: true },
    })
      .gif({ loop: 0, delay: [100, 100] })
      .toBuffer(),
  )

describe('adding', () => {
  test('a picture is known by its bytes', async () => {
    const bytes = await pngOf('#123456', { width: 900, height: 500 })
    const file = await addToLibrary(team.writer, {
      content: bytes,
      name: '../a\u0000.png',
      alt: ' Sea ',
      tags: ['sea'],
    })
    expect(file).toMatchObject({
      kind: 'image',
      mime: 'image/png',
      width: 900,
      height: 500,
      hash: hashOf(bytes),
    })
    expect(file).toMatchObject({ name: '_a.png', alt: 'Sea', tags: ['sea'], seconds: null, hasPreview: true })
  })

  test.each([
    ['mp4', new Mp4OutputFormat(), 'video/mp4', 180, 320, 90, 2.5],
    ['mov', new MovOutputFormat(), 'video/quicktime', 180, 320, 90, 2.5],
    ['webm', new WebMOutputFormat(), 'video/webm', 320, 180, 0, 2],
  ] as const)('a film: %s', async (_name, format, mime, width, height, rotation, seconds) => {
    const file = await addToLibrary(team.writer, { content: await film(format), name: 'f' })
    expect(file).toMatchObject({ kind: 'video', mime, width, height, rotation, seconds, codec: 'vp9' })
  })

  test('the same bytes again, and at once, are one file', async () => {
    const content = await pngOf('#00ff00')
    const files = await Promise.all([1, 2, 3].map(() => addToLibrary(team.writer, { content })))
    expect(new Set(files.map((file) => file.id)).size).toBe(1)
    const theirs = await addToLibrary(other.writer, { content })
    expect(theirs.id).not.toBe(files[0]?.id)
  })

  test.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('hello')],
    ['a program in a picture’s clothes', new TextEncoder().encode('<svg onload="x()"/>')],
    ['half a film', new Uint8Array([0, 0, 0, 32, ...new TextEncoder().encode('ftypisom'), 0, 0, 2, 0])],
  ])('%s is refused', async (_what, content) => {
    await expect(addToLibrary(team.writer, { content })).rejects.toMatchObject({ code: 'invalid' })
  })

  test('half a picture is refused now, not at its slot', async () => {
    const bytes = new Uint8Array(
      await sharp({
        create: {
          width: 600,
          height: 600,
          channels: 3,
          background: '#456',
          noise: { type: 'gaussian', mean: 90, sigma: 60 },
        },
      })
        .png()
        .toBuffer(),
    )
    const half = bytes.subarray(0, Math.floor(bytes.length / 2))
    await expect(addToLibrary(team.writer, { content: half })).rejects.toMatchObject({ code: 'invalid' })
  })

  test('what is too large is refused while it comes', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1 << 20
        controller.enqueue(new Uint8Array(1 << 20))
      },
    })
    const refused = addToLibrary(team.writer, { content: endless, maxBytes: 4 << 20 })
    await expect(refused).rejects.toMatchObject({ code: 'invalid', details: { status: 413 } })
    expect(sent).toBeLessThan(16 << 20)
  })

  test('who may not', async () => {
    const content = await pngOf('#fff000')
    await expect(addToLibrary(team.viewer, { content })).rejects.toMatchObject({ code: 'forbidden' })
    const { id } = await addToLibrary(team.writer, { content })
    await expect(getLibraryFile(other.manager, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(changeLibraryFile(other.manager, { mediaId: id, alt: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(deleteLibraryFile(other.manager, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(deleteLibraryFile(team.viewer, id)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await libraryFacts(other.system, [id])).toEqual(new Map())
  })
})

test('lists by kind, tag and words, page by page; words change; deleted ones come back', async () => {
  const own = await desk.team()
  const add = (color: string, name: string, tags: string[]) =>
    pngOf(color).then((content) => addToLibrary(own.writer, { content, name, tags }))
  const beach = await add('#000001', 'beach.png', ['summer', 'sea'])
  const snow = await add('#000002', 'snow.png', ['winter'])
  const clip = await addToLibrary(own.writer, {
    content: await film(new Mp4OutputFormat()),
    name: 'clip.mp4',
    tags: ['sea'],
  })
  const names = async (query: Parameters<typeof listLibrary>[1]) =>
    (await listLibrary(own.viewer, query, { limit: 10 })).items.map((file) => file.name)
  expect(await names({})).toEqual(['clip.mp4', 'snow.png', 'beach.png'])
  expect(await names({ kind: 'video' })).toEqual(['clip.mp4'])
  expect(await names({ tag: 'sea' })).toEqual(['clip.mp4', 'beach.png'])
  expect(await names({ text: 'WINT' })).toEqual(['snow.png'])
  expect(await names({ text: '%' })).toEqual([])
  expect(await listLibraryTags(own.viewer)).toEqual([
    { tag: 'sea', files: 2 },
    { tag: 'summer', files: 1 },
    { tag: 'winter', files: 1 },
  ])
  const first = await listLibrary(own.viewer, {}, { limit: 2 })
  const second = await listLibrary(own.viewer, {}, { limit: 2, cursor: first.cursor ?? undefined })
  expect([first.items.length, second.items.map((file) => file.id), second.cursor]).toEqual([
    2,
    [beach.id],
    null,
  ])
  expect(
    await changeLibraryFile(own.writer, { mediaId: snow.id, name: 'frost.png', alt: 'Snow' }),
  ).toMatchObject({ name: 'frost.png', alt: 'Snow', tags: ['winter'] })
  await deleteLibraryFile(own.writer, snow.id)
  expect(await names({})).toEqual(['clip.mp4', 'beach.png'])
  expect(await restoreLibraryFile(own.writer, snow.id)).toMatchObject({ name: 'frost.png' })
  expect(clip.seconds).toBe(2.5)
})

test('a file that a post still needs stays', async () => {
  const mediaId = await team.picture('#010203')
  const post = await team.draft({ body: { text: 'x', media: [{ mediaId, alt: 'a' }] } })
  await team.prepare(post.id)
  await planPost(team.manager, {
    postId: post.id,
    at: { instant: new Date(desk.desk.clock.now().getTime() + 9e6), wall: 'x', zone: 'UTC' },
  })
  await submitPost(team.manager, { postId: post.id })
  const refused = deleteLibraryFile(team.writer, mediaId)
  await expect(refused).rejects.toThrow(`Post #${post.number} shows this file`)
})

describe('renditions', () => {
  const make = async (mediaId: string, spec: string) => {
    await makeRendition(team.system, mediaId, spec)
    const facts = must((await renditionFacts(team.system, [mediaId])).get(`${mediaId} ${spec}`), spec)
    return { facts, bytes: (await readMedia(team.writer, facts.mediaId)).bytes }
  }

  test('a wide PNG becomes a JPEG of the width allowed, upright, without what the camera wrote', async () => {
    const photo = await sharp({ create: { width: 1200, height: 600, channels: 3, background: '#c33' } })
      .withExif({ IFD0: { Make: 'Secret camera' }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    expect((await sharp(photo).metadata()).exif).toBeDefined()
    const source = await addToLibrary(team.writer, { content: new Uint8Array(photo) })
    expect(source).toMatchObject({ width: 600, height: 1200 })
    const { facts, bytes } = await make(source.id, 'jpeg-400-8000000')
    expect(facts).toMatchObject({
      mime: 'image/jpeg',
      width: 400,
      height: 800,
      hash: hashOf(bytes),
      bytes: bytes.byteLength,
    })
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', space: 'srgb' })
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()
  })

  test('made once: the bytes that were approved are the bytes that stay', async () => {
    const mediaId = await team.picture('#a0a0a0')
    const first = await make(mediaId, 'jpeg-300-8000000')
    await Promise.all([1, 2].map(() => makeRendition(team.system, mediaId, 'jpeg-300-8000000')))
    expect((await make(mediaId, 'jpeg-300-8000000')).facts).toEqual(first.facts)
  })

  test('lighter until it fits, and said when it cannot', async () => {
    const noise = await sharp({
      create: {
        width: 900,
        height: 900,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 80 },
      },
    })
      .png()
      .toBuffer()
    const { id } = await addToLibrary(team.writer, { content: new Uint8Array(noise) })
    expect((await make(id, 'jpeg-900-200000')).bytes.byteLength).toBeLessThanOrEqual(200_000)
    expect((await make(id, 'png-900-300000')).facts).toMatchObject({ mime: 'image/jpeg' })
    await expect(makeRendition(team.system, id, 'jpeg-900-500')).rejects.toMatchObject({ code: 'invalid' })
  })

  test('a moving picture is known', async () => {
    expect(await addToLibrary(team.writer, { content: await gif() })).toMatchObject({
      animated: true,
      mime: 'image/gif',
    })
  })
})

test('over HTTP, as a stream', async () => {
  const headers = await team.key('agent')
  const bytes = await film(new Mp4OutputFormat())
  const upload = (who: Record<string, string>, body: Uint8Array | ReadableStream) => {
    const init = {
      method: 'POST',
      headers: { ...who, 'content-type': 'application/octet-stream', 'idempotency-key': 'upload-0001' },
      body: body instanceof Uint8Array ? Uint8Array.from(body) : body,
      duplex: 'half' as const,
    }
    return server.request('/api/v1/media/library?name=clip.mp4&tags=a,%20b', init)
  }
  const parts = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let from = 0; from < bytes.length; from += 100)
        controller.enqueue(bytes.subarray(from, from + 100))
      controller.close()
    },
  })
  const made = await upload(headers, parts)
  expect(made.status).toBe(200)
  const { data } = (await made.json()) as { data: LibraryFileView }
  expect(data).toMatchObject({ mime: 'video/mp4', hash: hashOf(bytes) })
  expect((await upload(await team.key('viewer'), bytes)).status).toBe(403)
  const list = await server.request('/api/v1/media/library?kind=video', { headers: await team.key('viewer') })
  expect(((await list.json()) as { data: LibraryFileView[] }).data.map((file) => file.id)).toContain(data.id)
  const one = await server.request(`/api/v1/media/library/${data.id}`, { headers: await other.key('owner') })
  expect(one.status).toBe(404)
})
