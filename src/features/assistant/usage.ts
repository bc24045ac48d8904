import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import type { LlmUsage } from '#kernel/llm.ts'
import { priceOf } from './price-of.ts'
import { modelInUse } from './settings.ts'
import type { UsageView } from './schema.ts'
import './tables.ts'

/** Keeps what one call of the model took. The system's own count, so nobody's scope is asked. */
export async function noteUsage(ctx: Ctx, usage: LlmUsage): Promise<void> {
  const { model, promptTokens, completionTokens } = usage
  const { baseUrl = '' } = ctx.config.llm ?? {}
  await ctx.db
    .insertInto('assistant_usage')
    .values({
      org_id: ctx.orgId,
      id: newId(),
      member_id: ctx.memberId ?? null,
      at: ctx.clock.now(),
      model,
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      cost_usd: baseUrl === '' ? null : priceOf({ baseUrl, model }, usage),
    })
    .execute()
}

/** Whether this month's budget has tokens left. A call that is under way may pass it a little. */
export async function hasBudget(ctx: Ctx): Promise<boolean> {
  const { used } = await ctx.db
    .selectFrom('assistant_usage')
    .where('org_id', '=', ctx.orgId)
    .where('at', '>=', monthOf(ctx.clock.now()))
    .select(sql<number>`coalesce(sum(prompt_tokens + completion_tokens), 0)::float8`.as('used'))
    .executeTakeFirstOrThrow()
  return used < ctx.config.assistantTokensPerMonth
}

/** This month's tokens and cost, by day and by model. */
export async function readUsage(ctx: Ctx): Promise<UsageView> {
  requireScope(ctx, 'org:read')
  const from = monthOf(ctx.clock.now())
  const [rows, model] = await Promise.all([rowsSince(ctx, from), modelInUse(ctx)])
  const all = together(rows)
  const budget = ctx.config.assistantTokensPerMonth
  const by = <K extends 'day' | 'model'>(key: K) =>
    [...Map.groupBy(rows, (row) => row[key])].map(([value, group]) => ({ value, ...together(group) }))
  return {
    enabled: model !== undefined,
    model: model ?? null,
    month: from.toISOString().slice(0, 7),
    ...all,
    promptTokens: sum(rows, (row) => row.promptTokens),
    completionTokens: sum(rows, (row) => row.completionTokens),
    budget,
    left: Math.max(0, budget - all.tokens),
    days: by('day').map(({ value: day, ...rest }) => ({ day, ...rest })),
    models: by('model')
      .map(({ value, ...rest }) => ({ model: value, ...rest }))
      .toSorted((a, b) => b.tokens - a.tokens),
  }
}

const rowsSince = (ctx: Ctx, from: Date) =>
  ctx.db
    .selectFrom('assistant_usage')
    .where('org_id', '=', ctx.orgId)
    .where('at', '>=', from)
    .select([
      'model',
      sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD')`.as('day'),
      sql<number>`count(*)::float8`.as('calls'),
      sql<number>`sum(prompt_tokens)::float8`.as('promptTokens'),
      sql<number>`sum(completion_tokens)::float8`.as('completionTokens'),
      // One call of unknown cost makes the whole unknown: a sum without it would be too low.
      sql<number | null>`case when count(*) = count(cost_usd) then sum(cost_usd)::float8 end`.as('costUsd'),
    ])
    .groupBy(['day', 'model'])
    .orderBy('day')
    .execute()
type Row = Awaited<ReturnType<typeof rowsSince>>[number]

const sum = (rows: readonly Row[], of: (row: Row) => number) => rows.reduce((all, row) => all + of(row), 0)

const together = (rows: readonly Row[]) => ({
  calls: sum(rows, (row) => row.calls),
  tokens: sum(rows, (row) => row.promptTokens + row.completionTokens),
  costUsd: rows.some((row) => row.costUsd === null) ? null : sum(rows, (row) => row.costUsd ?? 0),
})

const monthOf = (now: Date) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
