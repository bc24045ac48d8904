import { sql } from 'kysely'
import type { CardAudience } from '#contracts/card.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { enqueue } from '#kernel/outbox.ts'
import { job as postCopy } from './jobs/post-copy.ts'
import { isReachable } from './workspace-io.ts'

interface Target {
  target: string
  workspaceId: string | null
  surface: string
  sandbox: boolean
  userId: string | null
  memberId: string | null
  channel: string | null
  thread: string | null
}

/** A thread takes no more lines than this from us; the card itself shows the newest anyway. */
const threadRate = { points: 12, perMs: 60_000 }

/** One copy for each channel of the purpose and each chat of the people, unless one stands there already. */
export async function queueCopies(
  ctx: Ctx,
  type: string,
  audience: CardAudience,
  pos: string,
): Promise<void> {
  const found = [
    ...(await channelsOf(ctx, audience)),
    ...(await placesOf(ctx, audience)),
    ...(await threadsOf(ctx, audience)),
    ...(await chatsOf(ctx, audience)),
  ]
  const targets = found.filter((target) => isReachable(ctx, target))
  if (targets.length === 0) return
  const round = audience.again ? `#${pos}` : ''
  await inTransaction(ctx, async (tx) => {
    for (const target of targets) {
      const id = await insertCopy(
        tx,
        { type, id: audience.id },
        { ...target, target: target.target + round },
        pos,
      )
      if (id) enqueue(tx, postCopy, { copyId: id })
    }
  })
}

async function channelsOf(ctx: Ctx, { purpose, since }: CardAudience): Promise<Target[]> {
  if (!purpose) return []
  let query = ctx.db
    .selectFrom('chat_channels as c')
    .innerJoin('chat_workspaces as w', (join) =>
      join.onRef('w.org_id', '=', 'c.org_id').onRef('w.id', '=', 'c.workspace_id'),
    )
    .select(['c.channel', 'w.id', 'w.surface', 'w.sandbox'])
    .where('c.org_id', '=', ctx.orgId)
    .where('w.state', '=', 'active')
    .where(sql<boolean>`${purpose} = any (c.purposes)`)
  if (since) query = query.where('w.created_at', '<=', since)
  const rows = await query.execute()
  return rows.map(({ channel, id, surface, sandbox }) => ({
    target: `channel:${id}:${channel}`,
    workspaceId: id,
    surface,
    sandbox,
    userId: null,
    memberId: null,
    channel,
    thread: null,
  }))
}

async function placesOf(ctx: Ctx, { places = [] }: CardAudience): Promise<Target[]> {
  if (places.length === 0) return []
  const workspaces = await ctx.db
    .selectFrom('chat_workspaces')
    .select(['id', 'surface', 'sandbox'])
    .where('org_id', '=', ctx.orgId)
    .where('state', '=', 'active')
    .where('id', 'in', [...new Set(places.map((place) => place.workspaceId))])
    .execute()
  return places.flatMap(({ workspaceId, channel }) => {
    const workspace = workspaces.find((one) => one.id === workspaceId)
    if (!workspace) return []
    const { surface, sandbox } = workspace
    const target = `channel:${workspaceId}:${channel}`
    return [{ target, workspaceId, surface, sandbox, userId: null, memberId: null, channel, thread: null }]
  })
}

async function threadsOf(ctx: Ctx, { under }: CardAudience): Promise<Target[]> {
  if (!under) return []
  const copies = await ctx.db
    .selectFrom('cards')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('object_type', '=', under.type)
    .where('object_id', '=', under.id)
    .where('state', '=', 'posted')
    .where('target', 'like', 'channel:%')
    .execute()
  const targets: Target[] = []
  for (const { id, workspace_id: workspaceId, surface, sandbox, channel, message } of copies) {
    if (!ctx.surfaces.get(surface)?.threads || message === null) continue
    const taken = await ctx.limiter.take(`chat-thread:${id}`, threadRate)
    if (!taken.ok) continue
    targets.push({
      target: `thread:${id}`,
      workspaceId,
      surface,
      sandbox,
      userId: null,
      memberId: null,
      channel,
      thread: message,
    })
  }
  return targets
}

/** Who is not linked anywhere sees it in the browser. */
async function chatsOf(ctx: Ctx, { memberIds }: CardAudience): Promise<Target[]> {
  if (memberIds.length === 0) return []
  const rows = await ctx.db
    .selectFrom('chat_links as l')
    .innerJoin('members as m', (join) =>
      join.onRef('m.org_id', '=', 'l.org_id').onRef('m.id', '=', 'l.member_id'),
    )
    .leftJoin('chat_workspaces as w', (join) =>
      join
        .onRef('w.org_id', '=', 'l.org_id')
        .onRef('w.surface', '=', 'l.surface')
        .onRef('w.sandbox', '=', 'l.sandbox')
        .onRef('w.external_id', '=', 'l.workspace')
        .on('w.state', '=', 'active'),
    )
    .select([
      'l.id',
      'l.surface',
      'l.sandbox',
      'l.workspace',
      'l.user_id',
      'l.member_id',
      'w.id as workspaceId',
    ])
    .where('l.org_id', '=', ctx.orgId)
    .where('l.member_id', 'in', memberIds)
    .where('m.active', '=', true)
    .execute()
  return rows
    .filter((row) => row.workspace === '' || row.workspaceId !== null)
    .map((row) => ({
      target: `person:${row.id}`,
      workspaceId: row.workspaceId,
      surface: row.surface,
      sandbox: row.sandbox,
      userId: row.user_id,
      memberId: row.member_id,
      channel: null,
      thread: null,
    }))
}

/** The new copy's id; undefined when one stands there or is on its way. A lost one is posted anew. */
async function insertCopy(
  tx: Ctx,
  object: { type: string; id: string },
  target: Target,
  pos: string,
): Promise<string | undefined> {
  const row = await tx.db
    .insertInto('cards')
    .values({
      org_id: tx.orgId,
      id: newId(),
      object_type: object.type,
      object_id: object.id,
      target: target.target,
      workspace_id: target.workspaceId,
      surface: target.surface,
      sandbox: target.sandbox,
      user_id: target.userId,
      member_id: target.memberId,
      channel: target.channel,
      thread: target.thread,
      message: null,
      state: 'queued',
      reason: null,
      wanted_pos: pos,
      rendered_version: null,
      rendered_hash: null,
      lease_until: null,
      retry_at: null,
      attempted_at: null,
      created_at: tx.clock.now(),
    })
    .onConflict((oc) =>
      oc
        .columns(['org_id', 'object_type', 'object_id', 'target'])
        .doUpdateSet({ state: 'queued', attempted_at: null, reason: null })
        .where('cards.state', 'in', ['gone', 'failed']),
    )
    .returning('id')
    .executeTakeFirst()
  return row?.id
}
