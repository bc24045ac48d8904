import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { conflict, invalid } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { dashboardsChanged } from './events.ts'
import { getDashboard, listDashboards, mostDashboards } from './list-dashboards.ts'
import { dashboardInput } from './schema.ts'
import type { DashboardInput, DashboardView } from './schema.ts'
import './tables.ts'

/** A new dashboard, the last of them. */
export async function createDashboard(ctx: Ctx, input: DashboardInput): Promise<DashboardView> {
  requireScope(ctx, 'reports:write')
  const { name, widgets, shared } = dashboardInput.parse(input)
  if (!shared && ctx.memberId === undefined)
    throw invalid('A private dashboard belongs to a member. Share it with the team, or sign in.')
  const known = await listDashboards(ctx)
  if (known.length >= mostDashboards)
    throw invalid(`There are ${mostDashboards} dashboards already. Delete one first.`)
  const id = newId()
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .insertInto('dashboards')
      .values({
        org_id: tx.orgId,
        id,
        name,
        widgets: JSON.stringify(widgets),
        shared,
        owner_id: tx.memberId ?? null,
        place: known.length,
        template: null,
        deleted_at: null,
      })
      .execute()
    await told(tx, id, `made the dashboard ${shared ? name : 'of their own'}`)
  })
  return getDashboard(ctx, id)
}

/** Only over the version that was seen: two who change it at once are told, and neither's work is lost. */
export async function saveDashboard(
  ctx: Ctx,
  id: string,
  input: DashboardInput & { version: number },
): Promise<DashboardView> {
  requireScope(ctx, 'reports:write')
  const { name, widgets, shared } = dashboardInput.parse(input)
  const before = await getDashboard(ctx, id)
  if (before.shared && !shared && !before.isMine)
    throw invalid('Only who made a dashboard can take it from the team. Make a copy for yourself.')
  await inTransaction(ctx, async (tx) => {
    const row = await tx.db
      .updateTable('dashboards')
      .set((eb) => ({
        name,
        widgets: JSON.stringify(widgets),
        shared,
        updated_at: tx.clock.now(),
        version: eb('version', '+', 1),
      }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .where('version', '=', input.version)
      .returning('id')
      .executeTakeFirst()
    if (!row) throw conflict('Somebody changed this dashboard meanwhile. Load it again.')
    await told(tx, id, `changed the dashboard ${shared ? name : 'of their own'}`)
  })
  return getDashboard(ctx, id)
}

export async function deleteDashboard(ctx: Ctx, id: string): Promise<DashboardView> {
  requireScope(ctx, 'reports:write')
  const dashboard = await getDashboard(ctx, id)
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .updateTable('dashboards')
      .set({ deleted_at: tx.clock.now() })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .execute()
    await told(tx, id, `deleted the dashboard ${dashboard.shared ? dashboard.name : 'of their own'}`)
  })
  return dashboard
}

/** The order in which all see them; what is not named comes after. */
export async function orderDashboards(ctx: Ctx, ids: string[]): Promise<DashboardView[]> {
  requireScope(ctx, 'reports:write')
  const known = await listDashboards(ctx)
  for (const id of ids) if (known.every((one) => one.id !== id)) await getDashboard(ctx, id)
  const wanted = [...new Set([...ids, ...known.map((one) => one.id)])]
  await inTransaction(ctx, async (tx) => {
    for (const [place, id] of wanted.entries())
      await tx.db
        .updateTable('dashboards')
        .set({ place })
        .where('org_id', '=', tx.orgId)
        .where('id', '=', id)
        .where('place', '!=', place)
        .execute()
    await audit(tx, {
      verb: 'dashboard.order',
      objectType: 'dashboard',
      summary: 'changed the order of dashboards',
    })
    emit(tx, dashboardsChanged, wanted[0] ?? tx.orgId, { what: 'order' })
  })
  return listDashboards(ctx)
}

async function told(tx: Ctx, id: string, summary: string): Promise<void> {
  await audit(tx, {
    verb: `dashboard.${summary.split(' ')[0] ?? 'save'}`,
    objectType: 'dashboard',
    objectId: id,
    summary,
  })
  emit(tx, dashboardsChanged, id, { what: 'dashboard' })
}
