import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { memberCtx, queueCopies } from '#features/chats/index.ts'
import type { Answer } from '#features/metrics/index.ts'
import { audienceOf } from '#features/reports/index.ts'
import type { Place } from '#features/reports/index.ts'
import { alertFired } from './events.ts'
import { judge } from './judge.ts'
import { findWaiting, findDownWorker } from './look.ts'
import type { EventWatch, MetricWatch } from './schema.ts'

const everyMs = 15 * 60_000
const soonMs = 30_000

interface Alert {
  id: string
  name: string
  place: Place
}

/** Looks whether it is so, with the rights of who asked, and tells it once for each stretch of days or thing. */
export async function checkAlert(ctx: Ctx, alertId: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('alerts')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', alertId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  const now = ctx.clock.now()
  if (!row?.next_at || row.next_at > now) return
  const { watch } = row
  const done = (change: { firing?: boolean; fault?: string | null }, nextMs: number | undefined) =>
    ctx.db
      .updateTable('alerts')
      .set({
        ...change,
        checked_at: now,
        next_at: nextMs === undefined ? null : new Date(now.getTime() + nextMs),
      })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', alertId)
      .where('deleted_at', 'is', null)
      .execute()
  try {
    const member = await memberCtx(ctx.app, ctx.orgId, row.member_id)
    const isSo =
      watch.kind === 'metric' ? await checkMetric(member, row, watch) : await checkEvent(member, row, watch)
    await done({ firing: isSo, fault: null }, watch.kind === 'metric' ? everyMs : soonMs)
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    // An account that went, a member who left: said at the alert, and looked at again, but for who left.
    await done({ fault: error.message }, error.code === 'forbidden' ? undefined : everyMs)
  }
}

async function checkMetric(ctx: Ctx, alert: Alert, watch: MetricWatch): Promise<boolean> {
  const { isSo, key, sentence, answer } = await judge(ctx, watch)
  if (isSo) await fire(ctx, alert, key, sentence, answer)
  return isSo
}

async function checkEvent(ctx: Ctx, alert: Alert, watch: EventWatch): Promise<boolean> {
  if (watch.event === 'worker_down') {
    const down = await findDownWorker(ctx)
    if (down)
      await fire(
        ctx,
        alert,
        down.id,
        `A worker stopped: ${down.host}, process ${down.pid}. Its jobs go on elsewhere, or as soon as it is back.`,
      )
    return down !== undefined
  }
  const waiting = await findWaiting(ctx, watch)
  for (const one of waiting)
    await tellOf(ctx, alert, { type: 'conversation', id: one.id }, `${one.id} ${one.since.toISOString()}`)
  return waiting.length > 0
}

/** Once for each key, whoever looks and however often. */
export async function fire(
  ctx: Ctx,
  alert: Alert,
  key: string,
  sentence: string,
  answer?: Answer,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const id = await keepFiring(tx, alert, key, sentence, answer)
    if (id)
      emit(tx, alertFired, id, {
        firingId: id,
        alertId: alert.id,
        name: alert.name,
        sentence,
        place: alert.place,
      })
  })
}

/** The card of the object itself, with its buttons, once for each key. */
export async function tellOf(
  ctx: Ctx,
  alert: Alert,
  object: { type: string; id: string },
  key: string,
  pos = '0',
): Promise<void> {
  const audience = audienceOf(object.id, alert.place)
  const id = await inTransaction(ctx, (tx) => keepFiring(tx, alert, key, alert.name))
  if (id && audience)
    await queueCopies(ctx, object.type, { ...audience, again: true }, pos === '0' ? id : pos)
}

async function keepFiring(tx: Ctx, alert: Alert, key: string, sentence: string, answer?: Answer) {
  const row = await tx.db
    .insertInto('alert_firings')
    .values({
      org_id: tx.orgId,
      id: newId(),
      alert_id: alert.id,
      key,
      sentence,
      answer: answer ? JSON.stringify(answer) : null,
      at: tx.clock.now(),
    })
    .onConflict((oc) => oc.columns(['org_id', 'alert_id', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}
