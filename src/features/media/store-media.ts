import type { Ctx } from '#kernel/app.ts'
import { assert } from '#kernel/assert.ts'
import { requireScope } from '#kernel/ctx.ts'
import { AppError, errorText, invalid } from '#kernel/errors.ts'
import { safeFileName } from '#kernel/file-name.ts'
import { newId } from '#kernel/ids.ts'
import { reencodePreview } from '#kernel/image.ts'
import { getMediaRow, toMediaView } from './queries.ts'
import { realType } from './real-type.ts'
import { maxMediaBytes } from './schema.ts'
import type { MediaView } from './schema.ts'

const previewMaxPx = 1600

/** Keeps a file: the bytes as they are, and beside an image a preview that is safe to show. */
export async function storeMedia(
  ctx: Ctx,
  file: { bytes: Uint8Array; name?: string; mime?: string; uploadedBy?: string },
): Promise<MediaView> {
  requireScope(ctx, 'inbox:reply')
  assert(!ctx.outbox, 'a file is stored before the transaction that refers to it')
  const { bytes } = file
  checkSize(bytes)
  const id = newId()
  const type = await realType(bytes, file.mime)
  const preview = type.kind === 'image' ? await makePreview(ctx, bytes) : undefined
  const key = `org/${ctx.orgId}/${id}`
  const previewKey = preview ? `${key}-preview` : null
  await ctx.storage.put(key, bytes, { mime: type.mime })
  if (preview && previewKey) await ctx.storage.put(previewKey, preview, { mime: 'image/webp' })
  await ctx.db
    .insertInto('media')
    .values({
      org_id: ctx.orgId,
      id,
      name: safeFileName(file.name ?? type.kind),
      mime: type.mime,
      kind: type.kind,
      size_bytes: bytes.byteLength,
      width: type.size?.width ?? null,
      height: type.size?.height ?? null,
      storage_key: key,
      preview_key: previewKey,
      uploaded_by: file.uploadedBy ?? ctx.memberId ?? null,
      created_at: ctx.clock.now(),
    })
    .execute()
  return toMediaView(await getMediaRow(ctx, id))
}

function checkSize(bytes: Uint8Array): void {
  if (bytes.byteLength === 0) throw invalid('This file is empty. Choose another one.')
  if (bytes.byteLength > maxMediaBytes) throw tooLarge()
}

export const tooLarge = () =>
  new AppError(
    'invalid',
    `This file is larger than ${maxMediaBytes / 1024 / 1024} MiB. Send a smaller one.`,
    {
      details: { status: 413 },
    },
  )

/** The head of an image may be sound and its body broken: then it is kept without a preview. */
async function makePreview(ctx: Ctx, bytes: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return (await reencodePreview(bytes, { maxPx: previewMaxPx })).bytes
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    ctx.log.info({ reason: errorText(error) }, 'an image got no preview')
    return undefined
  }
}
