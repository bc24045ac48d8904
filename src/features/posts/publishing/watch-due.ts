import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { App } from '#kernel/app.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { job as publishChannel } from '../jobs/publish-channel.ts'

const lookEveryMs = 250
const mostChannels = 2_000
/** An account is told anew of what it knows: its job may have died. */
const againAfterMs = 5_000

interface Due {
  orgId: string
  channelId: string
  newest: Date
}

/**
 * A loop of the worker: starts the job of an account the moment one of its posts is due. It only looks; the job
 * decides under locks, so several processes may look at once.
 */
export async function watchDue(app: App, signal: AbortSignal): Promise<void> {
  const told = new Map<string, { newest: number; at: number }>()
  while (!signal.aborted) {
    await lookOnce(app, told).catch((error: unknown) => {
      if (!signal.aborted) app.log.warn({ err: error }, 'due posts could not be looked for')
    })
    await wait(lookEveryMs, undefined, { signal }).catch(() => undefined)
  }
}

export async function lookOnce(app: App, told: Map<string, { newest: number; at: number }>): Promise<void> {
  const now = app.clock.now()
  const { rows } = await sql<Due>`
    select org_id as "orgId", channel_id as "channelId", max(effective_at) as newest
    from post_targets where state = 'due' and effective_at <= ${now}
    group by org_id, channel_id limit ${mostChannels}`.execute(app.systemDb)
  for (const [key, { at }] of told) if (now.getTime() - at > 10 * againAfterMs) told.delete(key)
  for (const { orgId, channelId, newest } of rows) {
    const known = told.get(channelId)
    const news = !known || newest.getTime() > known.newest || now.getTime() - known.at >= againAfterMs
    if (!news) continue
    told.set(channelId, { newest: newest.getTime(), at: now.getTime() })
    await inTransaction(makeCtx(app, { orgId }), async (tx) => enqueue(tx, publishChannel, { channelId }))
  }
}
