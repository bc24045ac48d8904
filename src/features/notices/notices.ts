import { sql } from 'kysely'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from '#contracts/http.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction, requireMember, requireScope } from '#kernel/ctx.ts'
import { invalid, notFound } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { noticesChanged } from './events.ts'
import type { MuteInput, NoticeBox, NoticeView, ReadInput } from './schema.ts'
import './tables.ts'

/** The caller's own, newest first (ids are in order of time). */
export async function listNotices(
  ctx: Ctx,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ notices: NoticeView[]; cursor: string | null }> {
  requireScope(ctx, 'org:read')
  const memberId = requireMember(ctx)
  let query = ctx.db
    .selectFrom('notices')
    .select(['id', 'kind', 'title', 'detail', 'path', 'at', 'read_at'])
    .where('org_id', '=', ctx.orgId)
    .where('member_id', '=', memberId)
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
  if (page.cursor !== undefined) {
    const key = decodeCursor(page.cursor, z.tuple([z.uuid()]))
    if (!key) throw invalid('That page is not there any more. Start from the first one.')
    query = query.where('id', '<', key[0])
  }
  const rows = await query.execute()
  const shown = rows.slice(0, page.limit)
  const last = rows.length > page.limit ? shown.at(-1) : undefined
  return {
    notices: shown.map(({ read_at: readAt, at, ...row }) => ({
      ...row,
      at: at.toISOString(),
      read: readAt !== null,
    })),
    cursor: last ? encodeCursor([last.id]) : null,
  }
}

export async function getNoticeBox(ctx: Ctx): Promise<NoticeBox> {
  requireScope(ctx, 'org:read')
  const memberId = requireMember(ctx)
  const box = await ctx.db
    .selectFrom('notice_boxes')
    .select(['unread', 'muted'])
    .where('org_id', '=', ctx.orgId)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return box ?? { unread: 0, muted: [] }
}

/** An own reading position: it changes nothing that others see, so no audit row tells of it. */
export async function readNotices(ctx: Ctx, input: ReadInput): Promise<NoticeBox> {
  requireScope(ctx, 'org:read')
  const memberId = requireMember(ctx)
  await inTransaction(ctx, async (tx) => {
    if ('ids' in input) await requireOwn(tx, memberId, input.ids)
    const which = 'ids' in input ? sql`and id = any(${input.ids}::uuid[])` : sql``
    await sql`with done as (
        update notices set read_at = ${tx.clock.now()}
        where org_id = ${tx.orgId} and member_id = ${memberId} and read_at is null ${which} returning id)
      update notice_boxes set unread = greatest(0, unread - (select count(*) from done)::int)
      where org_id = ${tx.orgId} and member_id = ${memberId}`.execute(tx.db)
    emit(tx, noticesChanged, memberId, { memberIds: [memberId] })
  })
  return getNoticeBox(ctx)
}

/** Some may be gone by age; when none of them is there, they are somebody else's. */
async function requireOwn(tx: Ctx, memberId: string, ids: string[]): Promise<void> {
  const own = await tx.db
    .selectFrom('notices')
    .select('id')
    .where('org_id', '=', tx.orgId)
    .where('member_id', '=', memberId)
    .where('id', 'in', ids)
    .limit(1)
    .executeTakeFirst()
  if (!own) throw notFound('notification')
}

/** Kinds that the caller does not want to be told of here; what chat tells is set there. */
export async function muteNotices(ctx: Ctx, { muted }: MuteInput): Promise<NoticeBox> {
  requireScope(ctx, 'org:read')
  const memberId = requireMember(ctx)
  await inTransaction(ctx, async (tx) => {
    const kinds = [...new Set(muted)]
    await tx.db
      .insertInto('notice_boxes')
      .values({ org_id: tx.orgId, member_id: memberId, muted: kinds })
      .onConflict((oc) => oc.columns(['org_id', 'member_id']).doUpdateSet({ muted: kinds }))
      .execute()
    emit(tx, noticesChanged, memberId, { memberIds: [memberId] })
  })
  return getNoticeBox(ctx)
}
