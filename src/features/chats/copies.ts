import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { ChatPlace, PostedMessage } from '#contracts/surface.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { enqueue } from '#kernel/outbox.ts'
import { job as drawCopies } from './jobs/draw-copies.ts'
import type { CopyTable } from './tables.ts'
import type { DrawnCard } from './view.ts'

export type CopyRow = Selectable<CopyTable>

export interface CopyPlace {
  surface: string
  sandbox: boolean
  workspaceId: string | null
}

/** A message that shows a card: from now on it is kept in step. */
export async function keepCopy(
  ctx: Ctx,
  place: CopyPlace,
  posted: PostedMessage,
  card: DrawnCard,
  owner: { memberId: string | null; userId: string | null },
): Promise<void> {
  await ctx.db
    .insertInto('cards')
    .values({
      org_id: ctx.orgId,
      id: newId(),
      object_type: card.type,
      object_id: card.id,
      target: `message:${place.surface}:${posted.channel}:${posted.message}`,
      workspace_id: place.workspaceId,
      surface: place.surface,
      sandbox: place.sandbox,
      user_id: owner.userId,
      member_id: owner.memberId,
      channel: posted.channel,
      thread: posted.thread ?? null,
      message: posted.message,
      state: 'posted',
      reason: null,
      wanted_pos: card.pos,
      rendered_pos: card.pos,
      rendered_version: card.version,
      rendered_hash: card.hash,
      lease_until: null,
      retry_at: null,
      attempted_at: ctx.clock.now(),
      created_at: ctx.clock.now(),
    })
    .onConflict((oc) => oc.columns(['org_id', 'object_type', 'object_id', 'target']).doNothing())
    .execute()
  await wantDrawn(ctx, card)
}

/** The copy that a message is, or, without one, that began the thread. */
export function findCopy(
  ctx: Ctx,
  chat: { surface: string; sandbox: boolean },
  at: ChatPlace & { message?: string },
): Promise<CopyRow | undefined> {
  const message = at.message ?? at.thread
  if (message === undefined) return Promise.resolve(undefined)
  return ctx.db
    .selectFrom('cards')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('surface', '=', chat.surface)
    .where('sandbox', '=', chat.sandbox)
    .where('channel', '=', at.channel)
    .where('message', '=', message)
    .where('state', '=', 'posted')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export interface WantedCard {
  type: string
  id: string
  /** Position in the log that the copies must show. */
  pos: string
}

/** Sees to it that every copy of a card shows at least what the log tells up to now. */
export async function wantDrawn(ctx: Ctx, { type, id }: { type: string; id: string }): Promise<void> {
  const { rows } = await sql<{
    pos: string
  }>`select coalesce(max(pos), 0)::text as pos from events where org_id = ${ctx.orgId}`.execute(ctx.db)
  await wantAllDrawn(ctx, [{ type, id, pos: must(rows[0], 'position').pos }])
}

/** Sees to it that every copy of these cards shows at least what the log tells up to `pos`; nothing is called when it does. */
export async function wantAllDrawn(ctx: Ctx, wanted: readonly WantedCard[]): Promise<void> {
  if (wanted.length === 0) return
  const { rows } = await sql<CopyGroup>`
    with wanted as (
      select type, id, max(pos) as pos
      from unnest(${wanted.map((one) => one.type)}::text[], ${wanted.map((one) => one.id)}::text[],
        ${wanted.map((one) => one.pos)}::bigint[]) as w (type, id, pos)
      group by type, id
    ), behind as materialized (
      select c.id, w.pos from wanted w join cards c on c.org_id = ${ctx.orgId}
        and c.object_type = w.type and c.object_id = w.id
      where c.state = 'posted' and c.wanted_pos < w.pos and c.rendered_pos < w.pos
      order by c.id for no key update of c
    ), moved as (
      update cards c set wanted_pos = b.pos from behind b where c.org_id = ${ctx.orgId} and c.id = b.id
      returning c.object_type, c.object_id, c.surface, c.sandbox, c.workspace_id
    ) select distinct object_type as type, object_id as id, surface, sandbox, workspace_id as "workspaceId"
      from moved`.execute(ctx.db)
  await drawGroups(ctx, rows)
}

/** Draws one copy anew, whatever it shows: its reader saw something older than we believe. */
export async function redrawCopy(ctx: Ctx, copy: CopyRow): Promise<void> {
  await ctx.db
    .updateTable('cards')
    .set({ rendered_pos: '0', rendered_hash: null })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', copy.id)
    .execute()
  const object = { type: copy.object_type, id: copy.object_id }
  await wantAllDrawn(ctx, [{ ...object, pos: '1' }])
  const { surface, sandbox, workspace_id: workspaceId } = copy
  await drawGroups(ctx, [{ ...object, surface, sandbox, workspaceId }])
}

interface CopyGroup {
  type: string
  id: string
  surface: string
  sandbox: boolean
  workspaceId: string | null
}

/** One job for each workspace, so that a slow one holds up no other. */
async function drawGroups(ctx: Ctx, groups: CopyGroup[]): Promise<void> {
  if (groups.length === 0) return
  await inTransaction(ctx, async (tx) => {
    for (const group of groups) enqueue(tx, drawCopies, group)
  })
}
