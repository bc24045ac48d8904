import type { Ctx, App } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, makeCtx, requireScope } from '#kernel/ctx.ts'
import { AppError, conflict, notFound } from '#kernel/errors.ts'
import { newId, newToken } from '#kernel/ids.ts'
import { decide } from './decide.ts'
import { getApproval } from './progress.ts'
import { json, lockApproval } from './queries.ts'
import type { ApprovalView, Decide } from './schema.ts'

const dayMs = 86_400_000
const mostDays = 30

export interface GuestLink {
  id: string
  name: string
  email: string | null
  expiresAt: string
  revoked: boolean
  used: boolean
}

/**
 * A link by which somebody outside the team decides about this one request. It names its guest, dies with the
 * request, and can be revoked.
 *
 * @returns the address, which is shown once: only a hash is kept.
 */
export async function createGuestLink(
  ctx: Ctx,
  input: { approvalId: string; name: string; email?: string | undefined; days?: number | undefined },
): Promise<GuestLink & { url: string }> {
  requireScope(ctx, 'posts:publish')
  const token = newToken()
  const hash = ctx.secrets.hash(token)
  const id = newId()
  const expiresAt = new Date(ctx.clock.now().getTime() + Math.min(input.days ?? 7, mostDays) * dayMs)
  await inTransaction(ctx, async (tx) => {
    const row = await lockApproval(tx, input.approvalId)
    if (row.state !== 'pending') throw conflict('This is decided already, so nobody needs to be asked.')
    await tx.db
      .insertInto('approval_guests')
      .values({
        org_id: tx.orgId,
        id,
        approval_id: row.id,
        name: input.name,
        email: input.email ?? null,
        stage: row.stage,
        token_hash: hash,
        created_by: json(tx.actor),
        created_at: tx.clock.now(),
        expires_at: expiresAt,
        revoked_at: null,
        used_at: null,
      })
      .execute()
    await audit(tx, {
      verb: 'approval.guest-link',
      objectType: row.object_type,
      objectId: row.object_id,
      summary: `asked the guest ${input.name} to approve ${row.title}`,
      details: { approvalId: row.id, guestId: id },
    })
  })
  // The route is what opens the link: without its row above it opens nothing.
  await ctx.app.systemDb
    .insertInto('approval_guest_routes')
    .values({ token_hash: hash, org_id: ctx.orgId, guest_id: id })
    .execute()
  const url = `${ctx.config.publicUrl}/guest/approval#${token}`
  const link = { id, name: input.name, email: input.email ?? null, expiresAt: expiresAt.toISOString() }
  return { ...link, revoked: false, used: false, url }
}

export async function listGuestLinks(ctx: Ctx, approvalId: string): Promise<GuestLink[]> {
  requireScope(ctx, 'posts:read')
  const rows = await ctx.db
    .selectFrom('approval_guests')
    .select(['id', 'name', 'email', 'expires_at', 'revoked_at', 'used_at'])
    .where('org_id', '=', ctx.orgId)
    .where('approval_id', '=', approvalId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    expiresAt: row.expires_at.toISOString(),
    revoked: row.revoked_at !== null,
    used: row.used_at !== null,
  }))
}

export async function revokeGuestLink(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, 'posts:publish')
  await inTransaction(ctx, async (tx) => {
    const row = await tx.db
      .updateTable('approval_guests')
      .set({ revoked_at: tx.clock.now() })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning(['name', 'approval_id'])
      .executeTakeFirst()
    if (!row) return
    await audit(tx, {
      verb: 'approval.guest-revoke',
      objectType: 'approval',
      objectId: row.approval_id,
      summary: `took back the link of the guest ${row.name}`,
    })
  })
}

export interface Guest {
  ctx: Ctx
  id: string
  approvalId: string
  name: string
}

const dead = () => new AppError('forbidden', 'This link is no longer valid. Ask the team for a new one.')

/** Who holds this token, as a caller who may do nothing but look at and decide about the one request. */
export async function findGuest(app: App, token: string, requestId: string): Promise<Guest> {
  const route = await app.systemDb
    .selectFrom('approval_guest_routes')
    .select(['org_id', 'guest_id'])
    .where('token_hash', '=', app.secrets.hash(token))
    .executeTakeFirst()
  if (!route) throw dead()
  const lookup = makeCtx(app, { orgId: route.org_id })
  const row = await lookup.db
    .selectFrom('approval_guests')
    .select(['id', 'name', 'approval_id', 'expires_at', 'revoked_at'])
    .where('org_id', '=', route.org_id)
    .where('id', '=', route.guest_id)
    .executeTakeFirst()
  if (!row || row.revoked_at || row.expires_at <= app.clock.now()) throw dead()
  const ctx = makeCtx(app, {
    orgId: route.org_id,
    actor: { kind: 'guest', id: row.id, name: row.name },
    scopes: new Set(['posts:read']),
    requestId,
    origin: { surface: 'guest link' },
  })
  return { ctx, id: row.id, approvalId: row.approval_id, name: row.name }
}

/** The guest's decision counts as one approval of the stage at which they were asked. */
export async function guestDecide(
  guest: Guest,
  input: Pick<Decide, 'decision' | 'hash' | 'reason'>,
): Promise<ApprovalView> {
  return inTransaction(guest.ctx, async (tx) => {
    const row = await lockApproval(tx, guest.approvalId)
    const asked = await tx.db
      .selectFrom('approval_guests')
      .select('stage')
      .where('org_id', '=', tx.orgId)
      .where('id', '=', guest.id)
      .executeTakeFirst()
    if (!asked) throw notFound('link')
    if (row.state === 'pending' && asked.stage !== row.stage)
      throw conflict('Your part is done: others decide now.')
    await tx.db
      .updateTable('approval_guests')
      .set({ used_at: tx.clock.now() })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', guest.id)
      .execute()
    return decide(tx, { ...input, approvalId: row.id })
  })
}

export const guestView = (guest: Guest): Promise<ApprovalView> => getApproval(guest.ctx, guest.approvalId)
