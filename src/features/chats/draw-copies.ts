import { sql } from 'kysely'
import { ChatError } from '#contracts/surface.ts'
import type { ChatView, PostedMessage, WorkspaceIo } from '#contracts/surface.ts'
import type { Role } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { AppError, errorText } from '#kernel/errors.ts'
import { enqueue } from '#kernel/outbox.ts'
import { markWorkspaceLost } from './change-workspace.ts'
import { teamRole, viewerCtx } from './viewer.ts'
import { job } from './jobs/draw-copies.ts'
import type { CopyRow } from './copies.ts'
import { drawCard } from './view.ts'
import type { DrawnCard } from './view.ts'
import { getWorkspaceRow, isReachable, surfaceOf, workspaceIo } from './workspace-io.ts'

const leaseMs = 60_000
const retryMs = 10_000
/** A retry further away than this is the sweep's. */
const longestWaitMs = 9 * 60_000
const atOnce = 8

export interface CopyGroup {
  type: string
  id: string
  surface: string
  sandbox: boolean
  workspaceId: string | null
}

type Claimed = CopyRow & { role: Role | null }
type Drawing = { view: ChatView; card: DrawnCard } | { view: ChatView; card: undefined }

/**
 * Takes the copies that are behind (each under a lease, so that an older drawing never overtakes a newer one),
 * reads the object once for each kind of viewer, and updates the messages side by side.
 */
export async function drawClaimed(ctx: Ctx, group: CopyGroup): Promise<void> {
  if (!isReachable(ctx, group)) return
  const claimed = await claim(ctx, group)
  // A change replaced the job that waited for the vendor's time: its copies must still have one.
  if (claimed.length === 0) return goOn(ctx, group)
  const workspace = group.workspaceId ? await getWorkspaceRow(ctx, group.workspaceId) : undefined
  if (workspace && workspace.state !== 'active') return release(ctx, claimed)
  const io = workspaceIo(ctx.app, { ...group, orgId: ctx.orgId, workspace })
  const drawings = await drawForEach(ctx, group, claimed)
  const waiting = [...claimed]
  const worker = async () => {
    for (let copy = waiting.pop(); copy; copy = waiting.pop()) {
      const drawing = drawings.get(copy.role ?? teamRole)
      if (drawing) await updateOne(ctx, io, copy, drawing)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, claimed.length) }, worker))
  await goOn(ctx, group)
}

async function claim(ctx: Ctx, group: CopyGroup): Promise<Claimed[]> {
  const now = ctx.clock.now()
  const { rows } = await sql<Claimed>`
    update cards c set lease_until = ${new Date(now.getTime() + leaseMs)}
    where org_id = ${ctx.orgId} and object_type = ${group.type} and object_id = ${group.id}
      and surface = ${group.surface} and sandbox = ${group.sandbox}
      and workspace_id is not distinct from ${group.workspaceId}::uuid
      and state = 'posted' and rendered_pos < wanted_pos
      and (lease_until is null or lease_until <= ${now}) and (retry_at is null or retry_at <= ${now})
    returning c.*, (select role from members m where m.org_id = c.org_id and m.id = c.member_id and m.active) as role`.execute(
    ctx.db,
  )
  return rows
}

/** A private copy is drawn for its reader's role, all others for the team; a press is checked anyway. */
async function drawForEach(
  ctx: Ctx,
  object: { type: string; id: string },
  claimed: Claimed[],
): Promise<Map<Role, Drawing>> {
  const roles = new Set(claimed.map((copy) => copy.role ?? teamRole))
  const drawings = new Map<Role, Drawing>()
  for (const role of roles) drawings.set(role, await drawFor(viewerCtx(ctx, role), object))
  return drawings
}

async function drawFor(ctx: Ctx, object: { type: string; id: string }): Promise<Drawing> {
  try {
    return await drawCard(ctx, { type: object.type, id: object.id })
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not_found')) throw error
    const text = 'This is not there any more.'
    return {
      view: { parts: [{ kind: 'text', text, tone: 'quiet' }], private: false, tone: 'normal' },
      card: undefined,
    }
  }
}

async function updateOne(ctx: Ctx, io: WorkspaceIo, copy: Claimed, drawing: Drawing): Promise<void> {
  const { card, view } = drawing
  if (card && card.hash === copy.rendered_hash) return settle(ctx, copy, card, null)
  // Who left the team sees nothing new.
  if (copy.member_id !== null && copy.role === null) return forget(ctx, copy, 'The member left the team.')
  try {
    await surfaceOf(ctx, copy.surface).update(io, messageOf(copy), view)
    if (card) await settle(ctx, copy, card, null)
    else await forget(ctx, copy, 'The object is gone.')
  } catch (error) {
    await failed(ctx, copy, card, error)
  }
}

const messageOf = (copy: CopyRow): PostedMessage => ({
  channel: copy.channel ?? '',
  message: copy.message ?? '',
  ...(copy.thread === null ? {} : { thread: copy.thread }),
})

async function failed(ctx: Ctx, copy: Claimed, card: DrawnCard | undefined, error: unknown): Promise<void> {
  const kind = error instanceof ChatError ? error.kind : undefined
  const reason = errorText(error).slice(0, 300)
  switch (kind) {
    case 'gone':
      return forget(ctx, copy, reason)
    // Drawing the same state once more does no harm, so an unknown end is like none.
    case 'rate_limited':
    case 'unavailable':
    case 'outcome_unknown':
      return later(ctx, copy, error instanceof ChatError ? error.retryAt : undefined)
    case 'auth_expired':
      if (copy.workspace_id) await markWorkspaceLost(ctx, copy.workspace_id, reason)
      return release(ctx, [copy])
    default:
      // It would fail each time: the next change tries again.
      ctx.log.warn({ err: error, copyId: copy.id, surface: copy.surface }, 'a card could not be drawn anew')
      return card ? settle(ctx, copy, card, reason) : forget(ctx, copy, reason)
  }
}

async function settle(ctx: Ctx, copy: Claimed, card: DrawnCard, reason: string | null): Promise<void> {
  // Read after the copy was claimed: it is at least as new as what was wanted then.
  await sql`update cards set
      rendered_pos = greatest(rendered_pos, ${card.pos}::bigint, ${copy.wanted_pos}::bigint), lease_until = null,
      retry_at = null, reason = ${reason},
      rendered_version = case when ${reason}::text is null then ${card.version} else rendered_version end,
      rendered_hash = case when ${reason}::text is null then ${card.hash} else null end
    where org_id = ${ctx.orgId} and id = ${copy.id}`.execute(ctx.db)
}

async function forget(ctx: Ctx, copy: CopyRow, reason: string): Promise<void> {
  await ctx.db
    .updateTable('cards')
    .set({ state: 'gone', reason, lease_until: null })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', copy.id)
    .execute()
}

async function release(ctx: Ctx, copies: readonly CopyRow[]): Promise<void> {
  await ctx.db
    .updateTable('cards')
    .set({ lease_until: null })
    .where('org_id', '=', ctx.orgId)
    .where(
      'id',
      'in',
      copies.map((copy) => copy.id),
    )
    .execute()
}

async function later(ctx: Ctx, copy: CopyRow, retryAt: Date | undefined): Promise<void> {
  const at = retryAt ?? new Date(ctx.clock.now().getTime() + retryMs)
  await ctx.db
    .updateTable('cards')
    .set({ lease_until: null, retry_at: at })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', copy.id)
    .execute()
}

/** What changed meanwhile, or must wait for the vendor, is drawn by a job of its own. */
async function goOn(ctx: Ctx, group: CopyGroup): Promise<void> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(coalesce(retry_at, ${ctx.clock.now()})) as at from cards
    where org_id = ${ctx.orgId} and object_type = ${group.type} and object_id = ${group.id}
      and surface = ${group.surface} and sandbox = ${group.sandbox}
      and workspace_id is not distinct from ${group.workspaceId}::uuid
      and state = 'posted' and rendered_pos < wanted_pos and lease_until is null`.execute(ctx.db)
  const at = rows[0]?.at
  if (!at || at.getTime() - ctx.clock.now().getTime() > longestWaitMs) return
  await inTransaction(ctx, async (tx) => enqueue(tx, job, group, { runAt: at }))
}
