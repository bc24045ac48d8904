import { createHash } from 'node:crypto'
import type { Ctx } from '#kernel/app.ts'
import { assert } from '#kernel/assert.ts'
import { invalid, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { getMediaRow } from './queries.ts'

interface Spec {
  format: 'jpeg' | 'png'
  maxWidth: number
  maxBytes: number
}

const qualities = [88, 74, 56]

/**
 * Makes the picture that a platform gets, once: upright, sRGB, without what the camera wrote, no wider and no
 * heavier than the platform takes. What stands is never replaced: its bytes were approved.
 */
export async function makeRendition(ctx: Ctx, sourceId: string, specText: string): Promise<void> {
  assert(!ctx.outbox, 'a rendition is made outside of transactions')
  const spec = readSpec(specText)
  if (await exists(ctx, sourceId, specText)) return
  const source = await getMediaRow(ctx, sourceId)
  const stored = await ctx.storage.get(source.storage_key)
  if (!stored) throw notFound('file')
  const made = await encode(stored.bytes, spec)
  const id = newId()
  const key = `org/${ctx.orgId}/${id}`
  const mime = `image/${made.format}`
  await ctx.storage.put(key, made.bytes, { mime })
  const facts = { mime, width: made.width, height: made.height }
  await ctx.db
    .insertInto('media')
    .values({
      org_id: ctx.orgId,
      id,
      name: `${source.name.replace(/\.[^.]*$/, '')}.${made.format === 'jpeg' ? 'jpg' : 'png'}`,
      kind: 'image',
      size_bytes: made.bytes.byteLength,
      storage_key: key,
      preview_key: null,
      uploaded_by: null,
      created_at: ctx.clock.now(),
      ...facts,
    })
    .execute()
  await ctx.db
    .insertInto('renditions')
    .values({
      org_id: ctx.orgId,
      source_id: sourceId,
      spec: specText,
      media_id: id,
      hash: createHash('sha256').update(made.bytes).digest('hex'),
      bytes: made.bytes.byteLength,
      seconds: null,
      ...facts,
    })
    // Two at once: the first stands.
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function readSpec(text: string): Spec {
  const [, format, maxWidth, maxBytes] = /^(jpeg|png)-(\d+)-(\d+)$/.exec(text) ?? []
  assert(format === 'jpeg' || format === 'png', `a rendition's spec, not ${text}`)
  return { format, maxWidth: Number(maxWidth), maxBytes: Number(maxBytes) }
}

async function exists(ctx: Ctx, sourceId: string, spec: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('renditions')
    .select('media_id')
    .where('org_id', '=', ctx.orgId)
    .where('source_id', '=', sourceId)
    .where('spec', '=', spec)
    .executeTakeFirst()
  return row !== undefined
}

interface Encoded {
  bytes: Uint8Array
  format: 'jpeg' | 'png'
  width: number
  height: number
}

/** Lighter step by step until it fits: first the quality, then the size. A heavy PNG becomes a JPEG on white. */
async function encode(bytes: Uint8Array, spec: Spec): Promise<Encoded> {
  if (spec.format === 'png') {
    const png = await encodeOnce(bytes, 'png', spec.maxWidth, 0)
    if (png.bytes.byteLength <= spec.maxBytes) return png
  }
  for (const width of [spec.maxWidth, Math.round(spec.maxWidth * 0.75), Math.round(spec.maxWidth / 2)]) {
    for (const quality of qualities) {
      const jpeg = await encodeOnce(bytes, 'jpeg', width, quality)
      if (jpeg.bytes.byteLength <= spec.maxBytes) return jpeg
    }
  }
  throw invalid('This picture cannot be made light enough for the platform. Choose a smaller one.')
}

async function encodeOnce(
  bytes: Uint8Array,
  format: 'jpeg' | 'png',
  maxWidth: number,
  quality: number,
): Promise<Encoded> {
  const { default: sharp } = await import('sharp')
  const upright = sharp(bytes, { limitInputPixels: 50_000_000 })
    .timeout({ seconds: 60 })
    .autoOrient()
    .resize({ width: maxWidth, height: maxWidth * 2, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
  const image =
    format === 'png'
      ? upright.png({ compressionLevel: 9 })
      : upright.flatten({ background: '#ffffff' }).jpeg({ quality })
  const { data, info } = await image.toBuffer({ resolveWithObject: true })
  return { bytes: new Uint8Array(data), format, width: info.width, height: info.height }
}
