import type { Selectable } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { notFound } from '#kernel/errors.ts'
import { idSchema } from '#kernel/ids.ts'
import type { MediaView } from './schema.ts'
import type { MediaTable } from './tables.ts'

export type MediaRow = Selectable<MediaTable>

export async function getMediaRow(ctx: Ctx, id: string): Promise<MediaRow> {
  if (!idSchema.safeParse(id).success) throw notFound('file')
  const row = await ctx.db
    .selectFrom('media')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('file')
  return row
}

export function toMediaView(row: MediaRow): MediaView {
  return {
    id: row.id,
    name: row.name,
    mime: row.mime,
    kind: row.kind,
    sizeBytes: Number(row.size_bytes),
    width: row.width,
    height: row.height,
    hasPreview: row.preview_key !== null,
    createdAt: row.created_at.toISOString(),
  }
}
