import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { createElement, ReactElement } from 'react'
import { readMedia, storeMedia } from '#features/media/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { contentHash } from './content.ts'
import type { Box } from './draw-preview.ts'
import { drawPreview, fontName, fontSubsets, previewWidth } from './draw-preview.ts'
import { previewMade } from './events.ts'
import { imageKey, imagesOf, seenOf } from './preview.ts'
import type { Seen } from './preview.ts'

/** A card shows one; a post on many accounts of one platform looks alike. */
const mostPictures = 4
const thumbPx = 900

/** Makes the pictures of a post that are not made yet, one for each platform. */
export async function makePreviews(ctx: Ctx, postId: string): Promise<void> {
  const all = await seenOf(ctx, postId)
  const known = await imagesOf(ctx, all)
  const firsts = [
    ...new Map([...all].reverse().map((one) => [one.publisher.platform, one])).values(),
  ].reverse()
  for (const seen of firsts.slice(0, mostPictures)) {
    if (!known.has(imageKey(seen))) await makeOne(ctx, postId, seen)
  }
}

async function makeOne(ctx: Ctx, postId: string, seen: Seen): Promise<void> {
  const bytes = await renderPreviewPng(ctx, seen)
  const { id } = await storeMedia(ctx, { bytes, name: 'preview.png', mime: 'image/png' })
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .insertInto('post_previews')
      .values({ org_id: tx.orgId, channel_id: seen.channelId, hash: contentHash(seen.content), media_id: id })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    emit(tx, previewMade, postId, { postId, channelId: seen.channelId, mediaId: id })
  })
}

/** How the content looks at the account, as a PNG. */
export async function renderPreviewPng(ctx: Ctx, seen: Seen): Promise<Uint8Array> {
  const [{ default: satori }, { default: sharp }, { createElement: create }] = await Promise.all([
    import('satori'),
    import('sharp'),
    import('react'),
  ])
  const pictures = await picturesOf(ctx, seen)
  const svg = await satori(toElement(create, drawPreview(seen, pictures)), {
    width: previewWidth,
    fonts: await readFonts(),
  })
  return new Uint8Array(await sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toBuffer())
}

async function picturesOf(ctx: Ctx, { content }: Seen): Promise<Map<string, string>> {
  const { default: sharp } = await import('sharp')
  const pictures = new Map<string, string>()
  for (const one of content.media) {
    if (one.kind !== 'image' || pictures.has(one.mediaId)) continue
    const { bytes } = await readMedia(ctx, one.mediaId)
    const small = await sharp(bytes, { pages: 1 })
      .autoOrient()
      .resize({ width: thumbPx, height: thumbPx, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 80 })
      .toBuffer()
    pictures.set(one.mediaId, `data:image/jpeg;base64,${small.toString('base64')}`)
  }
  return pictures
}

function readFonts() {
  const require = createRequire(import.meta.url)
  return Promise.all(
    fontSubsets.flatMap((subset) =>
      ([400, 700] as const).map(async (weight) => ({
        name: fontName(subset),
        data: await readFile(
          require.resolve(`@fontsource/inter/files/inter-${subset}-${weight}-normal.woff`),
        ),
        weight,
        style: 'normal' as const,
      })),
    ),
  )
}

/** Satori takes what React makes of boxes; nothing of React runs. */
function toElement(create: typeof createElement, box: Box): ReactElement {
  const { children = [], ...props } = box.props
  const inner = typeof children === 'string' ? [children] : children
  return create(
    box.type,
    props,
    ...inner.map((one) => (typeof one === 'string' ? one : toElement(create, one))),
  )
}
