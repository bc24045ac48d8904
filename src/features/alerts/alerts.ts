import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { invalid, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { metricNamed } from '#features/metrics/index.ts'
import type { Metric } from '#features/metrics/index.ts'
import { checkPlace, placeName, theOneCalled } from '#features/reports/index.ts'
import { alertsChanged } from './events.ts'
import { alertInput } from './schema.ts'
import type { AlertInput, AlertView, Watch } from './schema.ts'
import { watchWords } from './watch-words.ts'
import './tables.ts'

const mostAlerts = 200

export async function createAlert(ctx: Ctx, input: AlertInput): Promise<AlertView> {
  requireScope(ctx, 'reports:write')
  const { name, watch, place } = alertInput.parse(input)
  await checkPlace(ctx, place)
  const { memberId } = ctx
  if (memberId === undefined) throw invalid('An alert is for a member. Make it in the browser or a chat.')
  const metric = watch.kind === 'metric' ? await metricNamed(ctx, watch.metric) : undefined
  checkWatch(watch, metric)
  if (place.kind === 'email')
    throw invalid('Alerts go to a chat. Say here, a channel like #support, or a member.')
  if ((await listAlerts(ctx)).length >= mostAlerts)
    throw invalid(`There are ${mostAlerts} alerts already. Stop one first.`)
  const id = newId()
  const called = name ?? watchWords(watch, metric)
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .insertInto('alerts')
      .values({
        org_id: tx.orgId,
        id,
        name: called,
        watch: JSON.stringify(watch),
        place: JSON.stringify(place),
        event: watch.kind === 'event' ? watch.event : null,
        member_id: memberId,
        last_key: null,
        fault: null,
        checked_at: null,
        // What the log tells needs no looking.
        next_at: watch.kind === 'metric' || looks.has(watch.event) ? tx.clock.now() : null,
        deleted_at: null,
      })
      .execute()
    await audit(tx, {
      verb: 'alert.create',
      objectType: 'alert',
      objectId: id,
      summary: `asked to be told when ${called}`,
    })
    emit(tx, alertsChanged, id, { what: 'alerts' })
  })
  return getAlert(ctx, id)
}

/** Events that nobody tells of: they are looked for. */
const looks = new Set(['sla_breach', 'worker_down'])

function checkWatch(watch: Watch, metric: Metric | undefined): void {
  if (watch.kind === 'event' || !metric) return
  const { make, name } = metric
  if (make.kind === 'none') throw invalid(`${name} is not measured. ${make.why}`)
  if (watch.condition !== 'anomaly' && watch.threshold === undefined)
    throw invalid('From how much on? Say a number, like “below 100” or “drops by 30 %”.')
  if (watch.condition === 'drops_by' && (watch.threshold ?? 0) > 100)
    throw invalid('Nothing can drop by more than 100 %.')
}

export async function listAlerts(ctx: Ctx): Promise<AlertView[]> {
  requireScope(ctx, 'metrics:read')
  const rows = await ctx.db
    .selectFrom('alerts')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('deleted_at', 'is', null)
    .orderBy('created_at')
    .limit(mostAlerts)
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      name: row.name,
      watch: row.watch,
      place: row.place,
      placeName: await placeName(ctx, row.place),
      firing: row.firing,
      fault: row.fault,
      checkedAt: row.checked_at?.toISOString() ?? null,
    })),
  )
}

export async function getAlert(ctx: Ctx, id: string): Promise<AlertView> {
  const found = (await listAlerts(ctx)).find((one) => one.id === id)
  if (!found) throw notFound('alert')
  return found
}

/** @param said its id, or its name. */
export async function stopAlert(ctx: Ctx, said: string): Promise<AlertView> {
  requireScope(ctx, 'reports:write')
  const alert = theOneCalled('alert', said, await listAlerts(ctx))
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .updateTable('alerts')
      .set({ deleted_at: tx.clock.now(), next_at: null })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', alert.id)
      .execute()
    await audit(tx, {
      verb: 'alert.stop',
      objectType: 'alert',
      objectId: alert.id,
      summary: `stopped the alert ${alert.name}`,
    })
    emit(tx, alertsChanged, alert.id, { what: 'alerts' })
  })
  return alert
}
