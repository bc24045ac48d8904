import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { platformOf } from '#features/posts/index.ts'
import type { SourceView } from './schema.ts'
import type { Circuits } from './tables.ts'

interface Row {
  channelId: string
  name: string
  connector: string
  postsAt: Date | null
  accountAt: Date | null
  since: string | null
  failure: string | null
  circuits: Circuits
}

const heldDays = 2
const mostHeld = 50

/** Where figures come from and what is wrong with them: nothing is left out in silence. */
export async function metricsStatus(ctx: Ctx): Promise<SourceView[]> {
  requireScope(ctx, 'metrics:read')
  const now = ctx.clock.now()
  const since = new Date(now.getTime() - heldDays * 86_400_000)
  const [{ rows }, held] = await Promise.all([
    sql<Row>`select m.channel_id as "channelId", c.name, c.connector, m.posts_at as "postsAt",
        m.account_at as "accountAt", m.backfilled_to::text as since, m.failure, m.circuits
      from metric_channels m join channels c on c.org_id = m.org_id and c.id = m.channel_id
      where m.org_id = ${ctx.orgId} and c.state <> 'disconnected' order by c.created_at limit 500`.execute(
      ctx.db,
    ),
    ctx.db
      .selectFrom('metric_snapshots')
      .select(['channel_id', 'measure', 'suspect', 'value', 'captured_at'])
      .where('org_id', '=', ctx.orgId)
      .where('suspect', 'is not', null)
      .where('captured_at', '>', since)
      .orderBy('captured_at', 'desc')
      .limit(mostHeld)
      .execute(),
  ])
  return rows.map((row) => ({
    channelId: row.channelId,
    name: row.name,
    platform: platformOf(ctx, row.connector),
    postsAt: row.postsAt?.toISOString() ?? null,
    accountAt: row.accountAt?.toISOString() ?? null,
    since: row.since,
    failure: row.failure,
    refused: Object.entries(row.circuits)
      .filter(([, circuit]) => new Date(circuit.until) > now)
      .map(([measure, { raw, message, until }]) => ({ measure, raw, message, until })),
    heldBack: held
      .filter((one) => one.channel_id === row.channelId)
      .map((one) => ({
        measure: one.measure,
        why: one.suspect ?? '',
        value: one.value,
        at: one.captured_at.toISOString(),
      })),
  }))
}
