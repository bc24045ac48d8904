import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { noticesChanged } from './events.ts'
import type { NoticeKind } from './schema.ts'
import './tables.ts'

export interface Notice {
  memberIds: string[]
  kind: NoticeKind
  title: string
  detail: string
  path: string
}

const [longestTitle, longestDetail] = [200, 400]

/** Tells each member once of each event, but not of kinds that they muted; counts the unread along. */
export async function addNotices(
  ctx: Ctx,
  told: Array<{ pos: string; at: string; notice: Notice }>,
): Promise<void> {
  const rows = told.flatMap(({ pos, at, notice: { memberIds, title, detail, ...rest } }) =>
    [...new Set(memberIds)].map((memberId) => ({
      ...rest,
      id: newId(),
      member_id: memberId,
      title: title.slice(0, longestTitle).toWellFormed(),
      detail: detail.slice(0, longestDetail).toWellFormed(),
      pos,
      at,
    })),
  )
  if (rows.length === 0) return
  await inTransaction(ctx, async (tx) => {
    const { rows: added } = await sql<{ memberId: string }>`
      with made as (
        insert into notices (org_id, id, member_id, kind, title, detail, path, pos, at)
        select m.org_id, n.id, n.member_id, n.kind, n.title, n.detail, n.path, n.pos, n.at
        from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
          n(id uuid, member_id uuid, kind text, title text, detail text, path text, pos bigint, at timestamptz)
        join members m on m.org_id = ${tx.orgId} and m.id = n.member_id and m.active
        where not exists (select from notice_boxes b
          where b.org_id = m.org_id and b.member_id = m.id and n.kind = any(b.muted))
        on conflict (org_id, member_id, pos) do nothing
        returning member_id)
      insert into notice_boxes (org_id, member_id, unread)
      select ${tx.orgId}::uuid, member_id, count(*) from made group by 2 order by 2
      on conflict (org_id, member_id) do update set unread = notice_boxes.unread + excluded.unread
      returning member_id as "memberId"`.execute(tx.db)
    const memberIds = added.map(({ memberId }) => memberId)
    if (memberIds[0] !== undefined) emit(tx, noticesChanged, memberIds[0], { memberIds })
  })
}
