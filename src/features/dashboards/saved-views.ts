import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireMember, requireScope } from '#kernel/ctx.ts'
import { invalid, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { dashboardsChanged } from './events.ts'
import { getDashboard } from './list-dashboards.ts'
import { savedViewInput } from './schema.ts'
import type { SavedView, SavedViewInput } from './schema.ts'
import './tables.ts'

const mostViews = 30

/** Everybody's views of a dashboard, for a link may name any of them; the caller's own come first. */
export async function listViews(ctx: Ctx, dashboardId: string): Promise<SavedView[]> {
  await getDashboard(ctx, dashboardId)
  const rows = await ctx.db
    .selectFrom('dashboard_views as v')
    .innerJoin('members as m', (join) =>
      join.onRef('m.org_id', '=', 'v.org_id').onRef('m.id', '=', 'v.member_id'),
    )
    .select(['v.id', 'v.name', 'v.settings', 'v.member_id', 'v.is_default', 'm.name as by'])
    .where('v.org_id', '=', ctx.orgId)
    .where('v.dashboard_id', '=', dashboardId)
    .orderBy('v.created_at')
    .limit(1_000)
    .execute()
  const views = rows.map(({ member_id: memberId, is_default: isDefault, ...row }) => {
    const isMine = memberId === ctx.memberId
    return { ...row, isMine, isDefault: isMine && isDefault }
  })
  return views.toSorted((a, b) => Number(b.isMine) - Number(a.isMine))
}

/** Keeps a period and filters under a name. Who may look may keep how they look. */
export async function saveView(
  ctx: Ctx,
  dashboardId: string,
  input: SavedViewInput,
  id?: string,
): Promise<SavedView> {
  requireScope(ctx, 'metrics:read')
  const memberId = requireMember(ctx)
  const { name, settings, isDefault } = savedViewInput.parse(input)
  const mine = (await listViews(ctx, dashboardId)).filter((view) => view.isMine)
  if (id !== undefined && mine.every((view) => view.id !== id)) throw notFound('saved view')
  if (id === undefined && mine.length >= mostViews)
    throw invalid(`You keep ${mostViews} views of this dashboard already. Delete one first.`)
  const viewId = id ?? newId()
  await inTransaction(ctx, async (tx) => {
    const own = { org_id: tx.orgId, dashboard_id: dashboardId, member_id: memberId }
    if (isDefault)
      await tx.db
        .updateTable('dashboard_views')
        .set({ is_default: false })
        .where((eb) => eb.and({ ...own, is_default: true }))
        .execute()
    const kept = { name, settings: JSON.stringify(settings), is_default: isDefault }
    await tx.db
      .insertInto('dashboard_views')
      .values({ ...own, ...kept, id: viewId })
      .onConflict((oc) => oc.columns(['org_id', 'id']).doUpdateSet(kept))
      .execute()
    await audit(tx, {
      verb: 'dashboard.view',
      objectType: 'dashboard',
      objectId: dashboardId,
      summary: `kept the view ${name} of a dashboard`,
    })
    emit(tx, dashboardsChanged, dashboardId, { what: 'dashboard' })
  })
  return viewOf(ctx, dashboardId, viewId)
}

export async function deleteView(ctx: Ctx, dashboardId: string, id: string): Promise<SavedView> {
  requireScope(ctx, 'metrics:read')
  const memberId = requireMember(ctx)
  const view = await viewOf(ctx, dashboardId, id)
  if (!view.isMine) throw invalid(`This view is ${view.by}’s. Only they can delete it.`)
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .deleteFrom('dashboard_views')
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .where('member_id', '=', memberId)
      .execute()
    await audit(tx, {
      verb: 'dashboard.view',
      objectType: 'dashboard',
      objectId: dashboardId,
      summary: `deleted the view ${view.name} of a dashboard`,
    })
    emit(tx, dashboardsChanged, dashboardId, { what: 'dashboard' })
  })
  return view
}

async function viewOf(ctx: Ctx, dashboardId: string, id: string): Promise<SavedView> {
  const found = (await listViews(ctx, dashboardId)).find((view) => view.id === id)
  if (!found) throw notFound('saved view')
  return found
}
