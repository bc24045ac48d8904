import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import type { LlmUsage } from '#kernel/llm.ts'
import { priceOf } from './price-of.ts'
import type { UsageView } from './schema.ts'

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

/** This month's tokens and cost, by day. */
export async function readUsage(ctx: Ctx): Promise<UsageView> {
  requireScope(ctx, 'org:read')
  const from = monthOf(ctx.clock.now())
  const rows = await ctx.db
    .selectFrom('assistant_usage')
    .where('org_id', '=', ctx.orgId)
    .where('at', '>=', from)
    .select([
      sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD')`.as('day'),
      sql<number>`count(*)::float8`.as('calls'),
      sql<number>`sum(prompt_tokens)::float8`.as('promptTokens'),
      sql<number>`sum(completion_tokens)::float8`.as('completionTokens'),
      // One call of unknown cost makes the whole unknown: a sum without it would be too low.
      sql<number | null>`case when count(*) = count(cost_usd) then sum(cost_usd)::float8 end`.as('costUsd'),
    ])
    .groupBy('day')
    .orderBy('day')
    .execute()
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + of(row), 0)
  const promptTokens = sum((row) => row.promptTokens)
  const completionTokens = sum((row) => row.completionTokens)
  const budget = ctx.config.assistantTokensPerMonth
  return {
    enabled: ctx.llm !== undefined,
    model: ctx.llm?.model ?? null,
    month: from.toISOString().slice(0, 7),
    calls: sum((row) => row.calls),
    promptTokens,
    completionTokens,
    tokens: promptTokens + completionTokens,
    budget,
    left: Math.max(0, budget - promptTokens - completionTokens),
    costUsd: rows.some((row) => row.costUsd === null) ? null : sum((row) => row.costUsd ?? 0),
    days: rows.map(({ day, calls, costUsd, ...row }) => ({
      day,
      calls,
      tokens: row.promptTokens + row.completionTokens,
      costUsd,
    })),
  }
}

const monthOf = (now: Date) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
