import { z } from 'zod'
import { decodeCursor, encodeCursor } from '#contracts/http.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid } from '#kernel/errors.ts'
import type { AuditEntry } from './schema.ts'
import './tables.ts'

const sortKey = z.tuple([z.uuid()])

/** Who changed what, newest first (ids are in order of time). */
export async function listAudit(
  ctx: Ctx,
  page: { cursor?: string | undefined; limit: number; objectId?: string | undefined },
): Promise<{ entries: AuditEntry[]; cursor: string | null }> {
  requireScope(ctx, 'audit:read')
  let query = ctx.db
    .selectFrom('audit_log')
    .select(['id', 'at', 'actor', 'verb', 'object_type', 'object_id', 'summary', 'details'])
    .where('org_id', '=', ctx.orgId)
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
  if (page.objectId !== undefined) query = query.where('object_id', '=', page.objectId)
  if (page.cursor !== undefined) query = query.where('id', '<', readCursor(page.cursor))
  const rows = await query.execute()
  const shown = rows.slice(0, page.limit)
  const last = rows.length > page.limit ? shown.at(-1) : undefined
  return {
    entries: shown.map(({ at, object_type: objectType, object_id: objectId, ...entry }) => ({
      ...entry,
      at: at.toISOString(),
      objectType,
      objectId,
    })),
    cursor: last ? encodeCursor([last.id]) : null,
  }
}

function readCursor(cursor: string): string {
  const key = decodeCursor(cursor, sortKey)
  if (!key) throw invalid('That page is not there any more. Start from the first one.')
  return key[0]
}
