import { ChatError } from '#contracts/surface.ts'
import type { ChatPlace, PostedMessage } from '#contracts/surface.ts'
import type { Role } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { AppError, errorText } from '#kernel/errors.ts'
import { enqueue } from '#kernel/outbox.ts'
import { findMember } from './across-orgs.ts'
import { markWorkspaceLost } from './change-workspace.ts'
import { wantDrawn } from './copies.ts'
import type { CopyRow } from './copies.ts'
import { job } from './jobs/post-copy.ts'
import { teamRole, viewerCtx } from './viewer.ts'
import { drawCard } from './view.ts'
import type { DrawnCard } from './view.ts'
import { getWorkspaceRow, isReachable, surfaceOf, workspaceIo } from './workspace-io.ts'

const retryMs = 10_000

/**
 * The attempt is committed before the call. A post whose end nobody knows is left as it is: a second one would
 * show the card twice, and the web shows it anyway.
 */
export async function postCopy(ctx: Ctx, copyId: string): Promise<void> {
  const copy = await readCopy(ctx, copyId)
  if (!copy) return
  const role = await readerRole(ctx, copy)
  if (!role) return setState(ctx, copy, 'failed', 'The member left the team.')
  if (!isReachable(ctx, copy)) return setState(ctx, copy, 'failed', 'Not connected.')
  const workspace = copy.workspace_id ? await getWorkspaceRow(ctx, copy.workspace_id) : undefined
  if (workspace && workspace.state !== 'active') return setState(ctx, copy, 'failed', 'Not connected.')
  const surface = surfaceOf(ctx, copy.surface)
  const io = workspaceIo(ctx.app, { ...copy, orgId: ctx.orgId, workspace })
  let attempted = false
  try {
    const object = { type: copy.object_type, id: copy.object_id }
    const { view, card } = await drawCard(viewerCtx(ctx, role), object)
    const place: ChatPlace =
      copy.channel === null
        ? await surface.directPlace(io, copy.user_id ?? '')
        : { channel: copy.channel, ...(copy.thread === null ? {} : { thread: copy.thread }) }
    if (!(await beginAttempt(ctx, copy))) return
    attempted = true
    await posted(ctx, copy, card, await surface.post(io, place, view))
  } catch (error) {
    await failed(ctx, copy, error, attempted)
  }
}

const readCopy = (ctx: Ctx, copyId: string): Promise<CopyRow | undefined> =>
  ctx.db
    .selectFrom('cards')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', copyId)
    .where('state', '=', 'queued')
    .executeTakeFirst()

async function readerRole(ctx: Ctx, copy: CopyRow): Promise<Role | undefined> {
  if (copy.member_id === null) return teamRole
  return (await findMember(ctx.app, ctx.orgId, copy.member_id))?.role
}

async function beginAttempt(ctx: Ctx, copy: CopyRow): Promise<boolean> {
  const row = await ctx.db
    .updateTable('cards')
    .set({ state: 'posting', attempted_at: ctx.clock.now(), retry_at: null })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', copy.id)
    .where('state', '=', 'queued')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

async function posted(ctx: Ctx, copy: CopyRow, card: DrawnCard, message: PostedMessage): Promise<void> {
  await ctx.db
    .updateTable('cards')
    .set({
      state: 'posted',
      channel: message.channel,
      thread: message.thread ?? null,
      message: message.message,
      rendered_pos: card.pos,
      rendered_version: card.version,
      rendered_hash: card.hash,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', copy.id)
    .execute()
  // What happened while it was being posted found no message to draw.
  await wantDrawn(ctx, { type: copy.object_type, id: copy.object_id })
}

async function failed(ctx: Ctx, copy: CopyRow, error: unknown, attempted: boolean): Promise<void> {
  const reason = errorText(error).slice(0, 300)
  if (!(error instanceof ChatError)) {
    const gone = error instanceof AppError && error.code === 'not_found'
    if (!attempted && !gone) throw error
    ctx.log.warn({ err: error, copyId: copy.id }, 'a card was not posted')
    return setState(ctx, copy, attempted ? 'unknown' : 'failed', reason)
  }
  switch (error.kind) {
    case 'rate_limited':
    case 'unavailable':
      return later(ctx, copy, error.retryAt)
    case 'outcome_unknown':
      return setState(ctx, copy, attempted ? 'unknown' : 'failed', reason)
    case 'auth_expired':
      if (copy.workspace_id) await markWorkspaceLost(ctx, copy.workspace_id, reason)
      return setState(ctx, copy, 'failed', reason)
    default:
      ctx.log.info({ copyId: copy.id, kind: error.kind, reason }, 'a chat refused a card')
      return setState(ctx, copy, 'failed', reason)
  }
}

async function setState(ctx: Ctx, copy: CopyRow, state: 'failed' | 'unknown', reason: string): Promise<void> {
  await ctx.db
    .updateTable('cards')
    .set({ state, reason })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', copy.id)
    .execute()
}

/** The vendor says that it did nothing. */
async function later(ctx: Ctx, copy: CopyRow, retryAt: Date | undefined): Promise<void> {
  const at = retryAt ?? new Date(ctx.clock.now().getTime() + retryMs)
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .updateTable('cards')
      .set({ state: 'queued', retry_at: at })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', copy.id)
      .execute()
    const soonest = tx.clock.now().getTime() + 9 * 60_000
    enqueue(tx, job, { copyId: copy.id }, { runAt: new Date(Math.min(at.getTime(), soonest)) })
  })
}
