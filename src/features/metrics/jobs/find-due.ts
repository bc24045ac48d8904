import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { job as importChannel } from './import-channel.ts'

const atOnce = 200
/** Told so lately is told: its job waits or runs. */
const toldMs = 10 * 60_000

/** Finds the accounts whose figures, or whose posts' figures, are due. */
export const job = defineSystemJob({
  name: 'metrics/find-due',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 20_000,
  async run(app) {
    const now = app.clock.now()
    const measuring = [...app.connectors.values()].flatMap((one) => (one.metrics ? [one.id] : []))
    await sql`insert into metric_channels (org_id, channel_id, next_at)
      select c.org_id, c.id, ${now} from channels c
      where c.connector = any(${measuring}::text[]) and c.state in ('active', 'paused')
        and not exists (select from metric_channels m where m.org_id = c.org_id and m.channel_id = c.id)
      limit ${atOnce} on conflict do nothing`.execute(app.systemDb)
    const { rows } = await sql<{ orgId: string; channelId: string }>`
      update metric_channels m set next_at = ${new Date(now.getTime() + toldMs)}
      from (select org_id, channel_id from metric_channels where next_at <= ${now} limit ${atOnce}) d
      where m.org_id = d.org_id and m.channel_id = d.channel_id
      returning m.org_id as "orgId", m.channel_id as "channelId"`.execute(app.systemDb)
    for (const { orgId, channelId } of rows)
      await inTransaction(makeCtx(app, { orgId }), async (tx) => enqueue(tx, importChannel, { channelId }))
  },
})
