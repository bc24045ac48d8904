import { sql } from 'kysely'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from '#contracts/http.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { notFound, precondition } from '#kernel/errors.ts'
import { safeFileName } from '#kernel/file-name.ts'
import { idSchema } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { cleanText } from '#kernel/text.ts'
import { libraryChanged } from './events.ts'
import { toMediaView } from './queries.ts'
import { changeLibraryFileInput } from './schema.ts'
import type { ChangeLibraryFile, LibraryFileView, LibraryUse, ListLibrary } from './schema.ts'

const files = (ctx: Ctx) =>
  ctx.db
    .selectFrom('library_files as f')
    .innerJoin('media as m', (join) =>
      join.onRef('m.org_id', '=', 'f.org_id').onRef('m.id', '=', 'f.media_id'),
    )
    .selectAll('m')
    .select(['f.alt', 'f.tags', 'f.hash', 'f.seconds', 'f.rotation', 'f.codec', 'f.animated', 'f.deleted_at'])
    .where('f.org_id', '=', ctx.orgId)

type FileRow = Awaited<ReturnType<ReturnType<typeof files>['executeTakeFirstOrThrow']>>

const toView = (row: FileRow): LibraryFileView => ({
  ...toMediaView(row),
  alt: row.alt,
  tags: row.tags,
  hash: row.hash,
  seconds: row.seconds,
  rotation: row.rotation,
  codec: row.codec,
  animated: row.animated,
})

export async function getLibraryFile(ctx: Ctx, mediaId: string): Promise<LibraryFileView> {
  requireScope(ctx, 'posts:read')
  const row = idSchema.safeParse(mediaId).success
    ? await files(ctx).where('f.media_id', '=', mediaId).where('f.deleted_at', 'is', null).executeTakeFirst()
    : undefined
  if (!row) throw notFound('file')
  return toView(row)
}

/** Newest first. */
export async function listLibrary(
  ctx: Ctx,
  query: ListLibrary,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ items: LibraryFileView[]; cursor: string | null }> {
  requireScope(ctx, 'posts:read')
  const [after] = page.cursor ? (decodeCursor(page.cursor, z.tuple([z.uuid()])) ?? []) : []
  const { kind, tag } = query
  const text = query.text?.trim()
  const pattern = `%${(text ?? '').replace(/[\\%_]/g, '\\$&')}%`
  const rows = await files(ctx)
    .where('f.deleted_at', 'is', null)
    .$if(kind !== undefined, (q) => q.where('m.kind', '=', kind ?? 'image'))
    .$if(tag !== undefined, (q) => q.where(sql<boolean>`${tag} = any(f.tags)`))
    .$if(!!text, (q) =>
      q.where((eb) =>
        eb.or([
          eb('m.name', 'ilike', pattern),
          eb('f.alt', 'ilike', pattern),
          sql<boolean>`array_to_string(f.tags, ' ') ilike ${pattern}`,
        ]),
      ),
    )
    .$if(after !== undefined, (q) => q.where('f.media_id', '<', after ?? ''))
    .orderBy('f.media_id', 'desc')
    .limit(page.limit + 1)
    .execute()
  const items = rows.slice(0, page.limit).map(toView)
  const last = items.at(-1)
  return { items, cursor: rows.length > page.limit && last ? encodeCursor([last.id]) : null }
}

/** Tags in use, the most used first. */
export async function listLibraryTags(ctx: Ctx): Promise<Array<{ tag: string; files: number }>> {
  requireScope(ctx, 'posts:read')
  const { rows } = await sql<{ tag: string; files: number }>`select tag, count(*)::int as files
    from library_files, unnest(tags) as tag where org_id = ${ctx.orgId} and deleted_at is null
    group by tag order by count(*) desc, tag limit 200`.execute(ctx.db)
  return rows
}

export async function changeLibraryFile(ctx: Ctx, input: ChangeLibraryFile): Promise<LibraryFileView> {
  requireScope(ctx, 'posts:write')
  const { mediaId, name, alt, tags } = changeLibraryFileInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    const before = await getLibraryFile(tx, mediaId)
    if (name !== undefined) {
      await tx.db
        .updateTable('media')
        .set({ name: safeFileName(name) })
        .where('org_id', '=', tx.orgId)
        .where('id', '=', mediaId)
        .execute()
    }
    await tx.db
      .updateTable('library_files')
      .set({ alt: cleanText(alt ?? before.alt), tags: [...new Set((tags ?? before.tags).map(cleanText))] })
      .where('org_id', '=', tx.orgId)
      .where('media_id', '=', mediaId)
      .execute()
    await told(tx, 'changed', before)
    return getLibraryFile(tx, mediaId)
  })
}

/** Out of the library. Refused while a post that is still to go out shows it. */
export async function deleteLibraryFile(ctx: Ctx, mediaId: string): Promise<void> {
  requireScope(ctx, 'posts:write')
  await inTransaction(ctx, async (tx) => {
    const file = await getLibraryFile(tx, mediaId)
    const user = await waitingPost(tx, mediaId)
    if (user !== undefined) {
      throw precondition(`Post #${user} shows this file and has not gone out yet. Take it out there first.`)
    }
    await mark(tx, mediaId, tx.clock.now())
    await told(tx, 'deleted', file)
  })
}

/** Takes back a deletion: the bytes are kept, for posts that went out name them. */
export async function restoreLibraryFile(ctx: Ctx, mediaId: string): Promise<LibraryFileView> {
  requireScope(ctx, 'posts:write')
  return inTransaction(ctx, async (tx) => {
    await mark(tx, mediaId, null)
    const file = await getLibraryFile(tx, mediaId)
    await told(tx, 'restored', file)
    return file
  })
}

async function mark(tx: Ctx, mediaId: string, deletedAt: Date | null): Promise<void> {
  await tx.db
    .updateTable('library_files')
    .set({ deleted_at: deletedAt })
    .where('org_id', '=', tx.orgId)
    .where('media_id', '=', mediaId)
    .execute()
}

/** Posts that show it, newest first. */
export async function libraryUses(ctx: Ctx, mediaId: string): Promise<LibraryUse[]> {
  requireScope(ctx, 'posts:read')
  const file = await getLibraryFile(ctx, mediaId)
  const use = JSON.stringify([{ mediaId: file.id }])
  const { rows } = await sql<LibraryUse>`select p.number, p.title, p.state from posts p
    where p.org_id = ${ctx.orgId} and p.deleted_at is null
      and (p.content->'media' @> ${use}::text::jsonb or exists (select from post_targets t
        where t.org_id = p.org_id and t.post_id = p.id and t.override->'media' @> ${use}::text::jsonb))
    order by p.number desc limit 50`.execute(ctx.db)
  return rows
}

async function waitingPost(tx: Ctx, mediaId: string): Promise<number | undefined> {
  const use = JSON.stringify([{ mediaId }])
  const { rows } = await sql<{ number: number }>`select p.number from posts p
    where p.org_id = ${tx.orgId} and p.deleted_at is null
      and p.state in ('in_review', 'approved', 'scheduled', 'on_hold', 'publishing', 'unknown', 'missed')
      and (p.content->'media' @> ${use}::text::jsonb or exists (select from post_targets t
        where t.org_id = p.org_id and t.post_id = p.id and t.override->'media' @> ${use}::text::jsonb))
    order by p.planned_at nulls last limit 1`.execute(tx.db)
  return rows[0]?.number
}

async function told(tx: Ctx, what: 'changed' | 'deleted' | 'restored', file: LibraryFileView): Promise<void> {
  const words = { changed: 'changed', deleted: 'deleted', restored: 'brought back' }
  await audit(tx, {
    verb: `media.${what}`,
    objectType: 'media',
    objectId: file.id,
    summary: `${words[what]} ${file.name} in the library`,
  })
  emit(tx, libraryChanged, file.id, { mediaId: file.id, what })
}
