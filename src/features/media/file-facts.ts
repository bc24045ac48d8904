import type { Ctx } from '#kernel/app.ts'
import type { MediaKind } from './schema.ts'

/** What a post needs to know of a file. */
export interface FileFacts {
  mediaId: string
  name: string
  kind: MediaKind
  mime: string
  bytes: number
  width: number | null
  height: number | null
  seconds: number | null
  /** sha256 of the bytes, hex. */
  hash: string
  animated: boolean
  alpha: boolean
  /** Of the library; what a post says of it is the post's own. */
  alt: string
}

/** Files of the library by id, those in the bin included: what was approved stays publishable. */
export async function libraryFacts(ctx: Ctx, ids: readonly string[]): Promise<Map<string, FileFacts>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('library_files as f')
    .innerJoin('media as m', (join) =>
      join.onRef('m.org_id', '=', 'f.org_id').onRef('m.id', '=', 'f.media_id'),
    )
    .select(['m.id', 'm.name', 'm.kind', 'm.mime', 'm.size_bytes', 'm.width', 'm.height'])
    .select(['f.hash', 'f.seconds', 'f.animated', 'f.alpha', 'f.alt'])
    .where('f.org_id', '=', ctx.orgId)
    .where('f.media_id', 'in', [...new Set(ids)])
    .execute()
  return new Map(
    rows.map(({ id, size_bytes, ...row }) => [id, { ...row, mediaId: id, bytes: Number(size_bytes) }]),
  )
}

/** Renditions of these files that are ready, by `<source id> <spec>`. */
export async function renditionFacts(
  ctx: Ctx,
  sourceIds: readonly string[],
): Promise<Map<string, FileFacts>> {
  if (sourceIds.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('renditions')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('source_id', 'in', [...new Set(sourceIds)])
    .execute()
  return new Map(
    rows.map((row) => [
      `${row.source_id} ${row.spec}`,
      {
        mediaId: row.media_id,
        name: row.spec,
        kind: row.mime.startsWith('video/') ? ('video' as const) : ('image' as const),
        mime: row.mime,
        bytes: Number(row.bytes),
        width: row.width,
        height: row.height,
        seconds: row.seconds,
        hash: row.hash,
        animated: false,
        alpha: row.mime === 'image/png',
        alt: '',
      },
    ]),
  )
}
