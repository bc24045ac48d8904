import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { assert } from '#kernel/assert.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, errorText, invalid } from '#kernel/errors.ts'
import { safeFileName } from '#kernel/file-name.ts'
import { newId } from '#kernel/ids.ts'
import { reencodePreview } from '#kernel/image.ts'
import { emit } from '#kernel/outbox.ts'
import { libraryChanged } from './events.ts'
import { readMedia } from './get-media.ts'
import { getLibraryFile } from './library.ts'
import { probeFile } from './probe-file.ts'
import type { ProbedFile } from './probe-file.ts'
import { maxLibraryBytes } from './schema.ts'
import type { LibraryFileView } from './schema.ts'

const previewMaxPx = 1600

export interface LibraryUpload {
  /** Whole, or as it comes: what is large is never held. */
  content: Uint8Array | ReadableStream<Uint8Array>
  name?: string | undefined
  alt?: string | undefined
  tags?: string[] | undefined
  maxBytes?: number
}

/** A file that came with a message, kept to publish it. */
export async function keepInLibrary(ctx: Ctx, mediaId: string, alt?: string): Promise<LibraryFileView> {
  const { bytes, name } = await readMedia(ctx, mediaId)
  return addToLibrary(ctx, { content: bytes, name, alt })
}

/** Keeps a picture or film to publish. The same bytes again are the file that is there already. */
export async function addToLibrary(ctx: Ctx, upload: LibraryUpload): Promise<LibraryFileView> {
  requireScope(ctx, 'posts:write')
  assert(!ctx.outbox, 'a file is stored before the transaction that refers to it')
  const folder = join(ctx.config.dataDir, 'uploads')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, newId())
  try {
    const { size, hash } = await spool(upload.content, path, upload.maxBytes ?? maxLibraryBytes)
    const known = await findByHash(ctx, hash)
    if (known) return await getLibraryFile(ctx, known)
    const probed = await probeFile(path, size)
    return await keep(ctx, { ...upload, path, size, hash, probed })
  } finally {
    await rm(path, { force: true })
  }
}

async function spool(
  content: LibraryUpload['content'],
  path: string,
  maxBytes: number,
): Promise<{ size: number; hash: string }> {
  const digest = createHash('sha256')
  let size = 0
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      size += chunk.byteLength
      if (size > maxBytes) throw tooLarge(maxBytes)
      digest.update(chunk)
      await file.writeFile(chunk)
    }
  } finally {
    await file.close()
  }
  if (size === 0) throw invalid('This file is empty. Choose another one.')
  return { size, hash: digest.digest('hex') }
}

const tooLarge = (maxBytes: number) =>
  new AppError('invalid', `This file is larger than ${maxBytes / 1024 / 1024} MiB. Send a smaller one.`, {
    details: { status: 413 },
  })

async function findByHash(ctx: Ctx, hash: string): Promise<string | undefined> {
  const row = await ctx.db
    .selectFrom('library_files')
    .select('media_id')
    .where('org_id', '=', ctx.orgId)
    .where('hash', '=', hash)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.media_id
}

type Kept = LibraryUpload & { path: string; size: number; hash: string; probed: ProbedFile }

async function keep(ctx: Ctx, file: Kept): Promise<LibraryFileView> {
  const id = newId()
  const key = `org/${ctx.orgId}/${id}`
  const previewKey = file.probed.kind === 'image' ? await storePreview(ctx, file.path, key) : null
  await ctx.storage.putFile(key, file.path, { mime: file.probed.mime })
  return inTransaction(ctx, async (tx) => {
    // Two uploads of the same bytes at once: one row, and the other's bytes are never named.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`library:${tx.orgId}:${file.hash}`}, 0))`.execute(
      tx.db,
    )
    const known = await findByHash(tx, file.hash)
    if (known) return getLibraryFile(tx, known)
    await insertRows(tx, id, key, previewKey, file)
    const view = await getLibraryFile(tx, id)
    await audit(tx, {
      verb: 'media.add',
      objectType: 'media',
      objectId: id,
      summary: `added ${view.name} to the library`,
    })
    emit(tx, libraryChanged, id, { mediaId: id, what: 'added' })
    return view
  })
}

async function insertRows(
  tx: Ctx,
  id: string,
  key: string,
  previewKey: string | null,
  file: Kept,
): Promise<void> {
  const { probed } = file
  await tx.db
    .insertInto('media')
    .values({
      org_id: tx.orgId,
      id,
      name: safeFileName(file.name ?? probed.kind),
      mime: probed.mime,
      kind: probed.kind,
      size_bytes: file.size,
      width: probed.width,
      height: probed.height,
      storage_key: key,
      preview_key: previewKey,
      uploaded_by: tx.memberId ?? null,
      created_at: tx.clock.now(),
    })
    .execute()
  await tx.db
    .insertInto('library_files')
    .values({
      org_id: tx.orgId,
      media_id: id,
      alt: file.alt?.trim() ?? '',
      tags: file.tags ?? [],
      hash: file.hash,
      seconds: probed.seconds,
      rotation: probed.rotation,
      codec: probed.codec,
      animated: probed.animated,
      alpha: probed.alpha,
      added_by: sql`${JSON.stringify(tx.actor)}::text::jsonb`,
      created_at: tx.clock.now(),
      deleted_at: null,
    })
    .execute()
}

async function storePreview(ctx: Ctx, path: string, key: string): Promise<string | null> {
  try {
    const preview = await reencodePreview(new Uint8Array(await readFile(path)), { maxPx: previewMaxPx })
    await ctx.storage.put(`${key}-preview`, preview.bytes, { mime: 'image/webp' })
    return `${key}-preview`
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    ctx.log.info({ reason: errorText(error) }, 'an image got no preview')
    return null
  }
}
