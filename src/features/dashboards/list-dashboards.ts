import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope, systemActor } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { dashboardsChanged } from './events.ts'
import { overview } from './overview.ts'
import type { DashboardView } from './schema.ts'
import './tables.ts'

export const mostDashboards = 50

/** Those of the team, and the caller's own. The first look of a team makes its first one. */
export async function listDashboards(ctx: Ctx): Promise<DashboardView[]> {
  requireScope(ctx, 'metrics:read')
  await ensureOverview(ctx)
  const rows = await ctx.db
    .selectFrom('dashboards as d')
    .leftJoin('members as m', (join) =>
      join.onRef('m.org_id', '=', 'd.org_id').onRef('m.id', '=', 'd.owner_id'),
    )
    .select(['d.id', 'd.name', 'd.widgets', 'd.shared', 'd.owner_id', 'd.version', 'd.updated_at'])
    .select('m.name as owner')
    .where('d.org_id', '=', ctx.orgId)
    .where('d.deleted_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('d.shared', '=', true),
        ...(ctx.memberId === undefined ? [] : [eb('d.owner_id', '=', ctx.memberId)]),
      ]),
    )
    .orderBy('d.place')
    .orderBy('d.created_at')
    .limit(mostDashboards * 2)
    .execute()
  return rows.map(({ owner_id: ownerId, updated_at: at, ...row }) => ({
    ...row,
    isMine: ownerId !== null && ownerId === ctx.memberId,
    updatedAt: at.toISOString(),
  }))
}

export async function getDashboard(ctx: Ctx, id: string): Promise<DashboardView> {
  const found = (await listDashboards(ctx)).find((one) => one.id === id)
  if (!found) throw notFound('dashboard')
  return found
}

/** Made by the system, once: whoever looks first may only read, and one that the team deleted stays away. */
async function ensureOverview(ctx: Ctx): Promise<void> {
  const { rows } =
    await sql`select from dashboards where org_id = ${ctx.orgId} and template = 'overview'`.execute(ctx.db)
  if (rows.length > 0) return
  await inTransaction({ ...ctx, actor: systemActor }, async (tx) => {
    const made = await tx.db
      .insertInto('dashboards')
      .values({
        org_id: tx.orgId,
        id: newId(),
        name: overview.name,
        widgets: JSON.stringify(overview.widgets),
        shared: true,
        owner_id: null,
        place: 0,
        template: 'overview',
        deleted_at: null,
      })
      .onConflict((oc) => oc.columns(['org_id', 'template']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) return
    await audit(tx, {
      verb: 'dashboard.save',
      objectType: 'dashboard',
      objectId: made.id,
      summary: `made the dashboard ${overview.name}`,
    })
    emit(tx, dashboardsChanged, made.id, { what: 'dashboard' })
  })
}
