import sharp from 'sharp'
import { crc32, deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { probeImage, reencodePreview, sniffMime } from './image.ts'

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#2a7' } })

/** A PNG whose head claims a size that its few bytes do not hold. */
function bomb(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = chunk('IDAT', deflateSync(Buffer.alloc(1000)))
  return Buffer.concat([signature, chunk('IHDR', head), data, chunk('IEND', Buffer.alloc(0))])
}

test.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('probes %s', async (format) => {
  const bytes = await picture(40, 20).toFormat(format).toBuffer()
  expect(await sniffMime(bytes)).toBe(`image/${format}`)
  expect(await probeImage(bytes)).toEqual({ mime: `image/${format}`, width: 40, height: 20, animated: false })
})

test('a preview is a small upright webp that tells no place', async () => {
  const original = await picture(400, 200)
    .jpeg()
    .withExif({ IFD0: { Copyright: 'someone' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .toBuffer()
  expect(await probeImage(original)).toMatchObject({ width: 200, height: 400 })
  const preview = await reencodePreview(original, { maxPx: 100 })
  expect(preview).toMatchObject({ width: 50, height: 100 })
  const facts = await sharp(preview.bytes).metadata()
  expect(facts).toMatchObject({ format: 'webp', width: 50, height: 100 })
  expect(facts.exif).toBeUndefined()
  expect(facts.orientation).toBeUndefined()
})

test('a small image is not made larger, and of an animation the first frame is shown', async () => {
  const small = await reencodePreview(await picture(10, 10).png().toBuffer(), { maxPx: 100 })
  expect(small).toMatchObject({ width: 10, height: 10 })
  const frames = await sharp({
    create: { width: 10, height: 20, channels: 3, background: '#000', pageHeight: 10 },
  })
    .composite([
      { input: { create: { width: 10, height: 10, channels: 3, background: '#fff' } }, top: 10, left: 0 },
    ])
    .gif()
    .toBuffer()
  expect(await probeImage(frames)).toMatchObject({ width: 10, height: 10, animated: true })
  expect(await reencodePreview(frames, { maxPx: 100 })).toMatchObject({ width: 10, height: 10 })
})

test.each([
  ['20000 × 20000', bomb(20_000, 20_000)],
  ['the largest a head can claim', bomb(0x7fffffff, 0x7fffffff)],
])('refuses a bomb: %s', async (_name, bytes) => {
  await expect(probeImage(bytes)).rejects.toMatchObject({ code: 'invalid' })
  await expect(reencodePreview(bytes, { maxPx: 100 })).rejects.toMatchObject({ code: 'invalid' })
})

test.each([
  ['text', Buffer.from('hello')],
  ['nothing', Buffer.alloc(0)],
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')],
  ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['PDF', Buffer.from('%PDF-1.7\n')],
  ['a head without an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['a JPEG head and rubbish', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(100, 7)])],
])('refuses what is no image: %s', async (_name, bytes) => {
  await expect(probeImage(bytes)).rejects.toMatchObject({ code: 'invalid' })
  await expect(reencodePreview(bytes, { maxPx: 100 })).rejects.toMatchObject({ code: 'invalid' })
})

test('a type is what the bytes show', async () => {
  expect(await sniffMime(Buffer.from('%PDF-1.7\n'))).toBe('application/pdf')
  expect(await sniffMime(Buffer.from('plain text'))).toBeUndefined()
})
