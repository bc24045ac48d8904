import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import type { Circuits } from '../tables.ts'

/** What is known of reading figures from an account. */
export interface ChannelState {
  nextAt: Date
  backfilledTo: string | null
  postsAt: Date | null
  accountAt: Date | null
  failure: string | null
  failureKind: string | null
  failedAt: Date | null
  failures: number
  circuits: Circuits
}

export async function readState(ctx: Ctx, channelId: string): Promise<ChannelState | undefined> {
  const { rows } = await sql<ChannelState>`select next_at as "nextAt", backfilled_to::text as "backfilledTo",
      posts_at as "postsAt", account_at as "accountAt", failure, failure_kind as "failureKind",
      failed_at as "failedAt", failures, circuits
    from metric_channels where org_id = ${ctx.orgId} and channel_id = ${channelId}`.execute(ctx.db)
  return rows[0]
}

export async function writeState(ctx: Ctx, channelId: string, state: ChannelState): Promise<void> {
  await sql`update metric_channels set next_at = ${state.nextAt}, backfilled_to = ${state.backfilledTo}::date,
      posts_at = ${state.postsAt}, account_at = ${state.accountAt}, failure = ${state.failure},
      failure_kind = ${state.failureKind}, failed_at = ${state.failedAt}, failures = ${state.failures},
      circuits = ${JSON.stringify(state.circuits)}::text::jsonb
    where org_id = ${ctx.orgId} and channel_id = ${channelId}`.execute(ctx.db)
}

export interface DuePost {
  targetId: string
  externalId: string
  format: string
  publishedAt: Date
}

export async function duePosts(ctx: Ctx, channelId: string, most: number): Promise<DuePost[]> {
  return ctx.db
    .selectFrom('measured_posts')
    .select(['target_id as targetId', 'external_id as externalId', 'format', 'published_at as publishedAt'])
    .where('org_id', '=', ctx.orgId)
    .where('channel_id', '=', channelId)
    .where('next_at', '<=', ctx.clock.now())
    .orderBy('next_at')
    .limit(most)
    .execute()
}

export async function nextDuePost(ctx: Ctx, channelId: string): Promise<Date | undefined> {
  const row = await ctx.db
    .selectFrom('measured_posts')
    .select('next_at')
    .where('org_id', '=', ctx.orgId)
    .where('channel_id', '=', channelId)
    .where('next_at', 'is not', null)
    .orderBy('next_at')
    .limit(1)
    .executeTakeFirst()
  return row?.next_at ?? undefined
}
