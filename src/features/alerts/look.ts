import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { accountsOf } from '#features/metrics/index.ts'
import type { EventWatch } from './schema.ts'
import { defaultWaitSeconds } from './watch-words.ts'

const mostAtOnce = 20

/** Conversations in which somebody waits longer than that. */
export async function findWaiting(ctx: Ctx, { threshold, filters }: EventWatch) {
  const accounts = await accountsOf(ctx, filters)
  const before = new Date(ctx.clock.now().getTime() - (threshold ?? defaultWaitSeconds) * 1000)
  const { rows } = await sql<{ id: string; since: Date }>`select id, waiting_since as since from conversations
    where org_id = ${ctx.orgId} and status = 'open' and waiting_since < ${before}
      and channel_id = any(${accounts.map((account) => account.id)}::uuid[])
    order by waiting_since limit ${mostAtOnce}`.execute(ctx.db)
  return rows
}

const silentSeconds = 30
const recentHours = 6

/** A process that ran jobs and tells no more that it lives. One that was stopped has taken its row away. */
export async function findDownWorker(ctx: Ctx) {
  const { rows } = await sql<{ id: string; host: string; pid: number }>`select id, host, pid from processes
    where 'worker' = any(roles) and beat_at < now() - make_interval(secs => ${silentSeconds})
      and beat_at > now() - make_interval(hours => ${recentHours})
    order by beat_at desc limit 1`.execute(ctx.app.systemDb)
  return rows[0]
}
