import { sql } from 'kysely'
import { channelIo, connectorOf, ensureFreshToken, getChannelRow } from '#features/channels/index.ts'
import type { App, Ctx } from '#kernel/app.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { errorText } from '#kernel/errors.ts'
import { changeTarget, lockTarget, tellTrouble } from './targets.ts'

const minuteMs = 60_000
/** How long before its time each look is. */
const looks = [24 * 60, 60, 5].map((minutes) => minutes * minuteMs)
const atOnce = 200

interface Found {
  orgId: string
  id: string
  channelId: string
  effectiveAt: Date
  preflight: number
}

/** A day, an hour and five minutes before its time: would it go out? Told while there is time to mend it. */
export async function preflight(app: App): Promise<void> {
  const now = app.clock.now().getTime()
  const [day = 0, hour = 0, five = 0] = looks
  const { rows } =
    await sql<Found>`select org_id as "orgId", id, channel_id as "channelId", effective_at as "effectiveAt", preflight
    from post_targets where state = 'due' and effective_at > ${new Date(now)}
      and effective_at <= ${new Date(now + day)}
      and preflight < case when effective_at <= ${new Date(now + five)} then 3
        when effective_at <= ${new Date(now + hour)} then 2 else 1 end
    order by effective_at limit ${atOnce}`.execute(app.systemDb)
  for (const one of rows) await lookAhead(makeCtx(app, { orgId: one.orgId }), one, now)
}

async function lookAhead(ctx: Ctx, one: Found, now: number): Promise<void> {
  const left = one.effectiveAt.getTime() - now
  const stage = looks.filter((ms) => left <= ms).length
  const trouble = await findTrouble(ctx, one.channelId, left)
  await inTransaction(ctx, async (tx) => {
    const { post, target } = await lockTarget(tx, one.id)
    if (target.state !== 'due' || target.preflight >= stage) return
    await sql`update post_targets set preflight = ${stage} where org_id = ${tx.orgId} and id = ${one.id}`.execute(
      tx.db,
    )
    if (trouble) tellTrouble(tx, post, target, trouble.kind, trouble.message)
    if (trouble && target.failure === null) await changeTarget(tx, one.id, { failure: trouble.message })
  })
}

async function findTrouble(ctx: Ctx, channelId: string, leftMs: number) {
  await ensureFreshToken(ctx, channelId, leftMs + 10 * minuteMs)
  const channel = await getChannelRow(ctx, channelId)
  const { publish } = connectorOf(ctx, channel.connector)
  if (channel.state === 'reconnect' || channel.state === 'disconnected') {
    const message = `${channel.name} is not connected, so this post could not go out. Reconnect it before its time.`
    return { kind: 'reconnect' as const, message }
  }
  if (channel.state === 'paused') {
    const message = `${channel.name} is paused, so this post would wait. Resume it before its time.`
    return { kind: 'late' as const, message }
  }
  try {
    const quota = await publish?.quota?.(channelIo(ctx, channel))
    if (!quota || quota.used < quota.max) return undefined
    const message = `${channel.name} has used all of its ${quota.max} posts a day, so this post may be late.`
    return { kind: 'quota' as const, message }
  } catch (error) {
    ctx.log.info({ reason: errorText(error), channelId }, 'a quota could not be read')
    return undefined
  }
}
