import { readMedia, storeMedia } from '#features/media/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { contentHash } from './content.ts'
import { drawPreview, pictureName } from './draw-preview.ts'
import { previewMade } from './events.ts'
import { imageKey, imagesOf, seenOf } from './preview.ts'
import type { Seen } from './preview.ts'
import type { PreviewTask } from './render-aside.ts'

/** A card shows one; a post on many accounts of one platform looks alike. */
const mostPictures = 4

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
  const pictures = await picturesOf(ctx, seen)
  const names = new Map(pictures.map(({ id }) => [id, pictureName(id)]))
  return ctx.aside.quick.run(rendering, { box: drawPreview(seen, names), pictures } satisfies PreviewTask)
}

const rendering = new URL('./render-aside.ts', import.meta.url)

async function picturesOf(ctx: Ctx, { content }: Seen): Promise<PreviewTask['pictures']> {
  const ids = new Set(content.media.filter(({ kind }) => kind === 'image').map(({ mediaId }) => mediaId))
  return Promise.all([...ids].map(async (id) => ({ id, bytes: (await readMedia(ctx, id)).bytes })))
}
