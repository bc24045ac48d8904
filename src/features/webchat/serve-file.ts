import type { App } from '#kernel/app.ts'
import { AppError, notFound } from '#kernel/errors.ts'
import { idSchema } from '#kernel/ids.ts'
import { isFileLinkGood } from './file-link.ts'
import type { Chat } from './find-chat.ts'

/** Whatever the file holds, it runs nothing and loads nothing. */
const baseHeaders = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, max-age=3600',
}

/** A file by its expiring link: the original to save, or the preview that we made to show. */
export async function serveFile(
  app: App,
  chat: Chat,
  mediaId: string,
  link: { variant: string; end: string; signature: string },
): Promise<{ body: ReadableStream<Uint8Array>; headers: Record<string, string> }> {
  const { channel } = chat
  const good = isFileLinkGood(app, { channelId: channel.id, mediaId, ...link })
  if (!good || !idSchema.safeParse(mediaId).success) {
    throw new AppError('forbidden', 'This link is no longer valid. Open the file from the chat again.')
  }
  const row = await app.pools
    .tenant(channel.org_id)
    .selectFrom('media')
    .select(['name', 'mime', 'storage_key', 'preview_key'])
    .where('org_id', '=', channel.org_id)
    .where('id', '=', mediaId)
    .executeTakeFirst()
  const isPreview = link.variant === 'preview'
  const key = isPreview ? row?.preview_key : row?.storage_key
  const stored = key ? await app.storage.stream(key) : undefined
  if (!row || !stored) throw notFound('file')
  const name = encodeURIComponent(row.name.toWellFormed()).replace(/['()*]/g, '_')
  return {
    body: stored.stream,
    headers: {
      ...baseHeaders,
      'content-type': isPreview ? 'image/webp' : row.mime,
      'content-disposition': isPreview ? 'inline' : `attachment; filename*=UTF-8''${name}`,
      ...(stored.size === undefined ? {} : { 'content-length': String(stored.size) }),
    },
  }
}
