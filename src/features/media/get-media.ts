import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { getMediaRow, toMediaView } from './queries.ts'
import type { MediaView } from './schema.ts'

export async function getMedia(ctx: Ctx, id: string): Promise<MediaView> {
  requireScope(ctx, 'inbox:read')
  return toMediaView(await getMediaRow(ctx, id))
}

/** The whole original, for sending it on. */
export async function readMedia(
  ctx: Ctx,
  id: string,
): Promise<{ bytes: Uint8Array; mime: string; name: string }> {
  requireScope(ctx, 'inbox:read')
  const row = await getMediaRow(ctx, id)
  const stored = await ctx.storage.get(row.storage_key)
  if (!stored) throw notFound('file')
  return { bytes: stored.bytes, mime: row.mime, name: row.name }
}

/** From `from` up to and without `to`: for uploads in parts. */
export async function readMediaRange(ctx: Ctx, id: string, from: number, to: number): Promise<Uint8Array> {
  requireScope(ctx, 'inbox:read')
  const row = await getMediaRow(ctx, id)
  const bytes = await ctx.storage.range(row.storage_key, from, to)
  if (!bytes) throw notFound('file')
  return bytes
}
