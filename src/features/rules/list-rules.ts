import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { findRule, liveRules } from './queries.ts'
import { ruleSentence } from './schema.ts'
import type { RuleView, RuleWithVersions } from './schema.ts'

type RuleRow = Awaited<ReturnType<typeof findRule>>
type Runs = Map<string, { count: number; last: Date }>

/** In the order in which they are looked at. */
export async function listRules(ctx: Ctx): Promise<RuleView[]> {
  requireScope(ctx, 'rules:read')
  const rows = await liveRules(ctx).execute()
  const runs = await runsOf(ctx, undefined)
  return rows.map((row) => toView(row, runs))
}

export async function getRule(ctx: Ctx, id: string): Promise<RuleWithVersions> {
  requireScope(ctx, 'rules:read')
  const row = await findRule(ctx, id)
  const versions = await ctx.db
    .selectFrom('rule_versions')
    .select(['version', 'definition', 'by', 'at'])
    .where('org_id', '=', ctx.orgId)
    .where('rule_id', '=', id)
    .orderBy('version', 'desc')
    .limit(100)
    .execute()
  return {
    ...toView(row, await runsOf(ctx, id)),
    versions: versions.map(({ version, definition, by, at }) => ({
      version,
      definition,
      sentence: ruleSentence(definition),
      by: by.name,
      at: at.toISOString(),
    })),
  }
}

async function runsOf(ctx: Ctx, ruleId: string | undefined): Promise<Runs> {
  const { rows } = await sql<{ id: string; count: number; last: Date }>`
    select rule_id as id, count(*)::int as count, max(at) as last from rule_runs
    where org_id = ${ctx.orgId} and (${ruleId ?? null}::uuid is null or rule_id = ${ruleId ?? null}::uuid)
    group by rule_id`.execute(ctx.db)
  return new Map(rows.map(({ id, count, last }) => [id, { count, last }]))
}

function toView(row: RuleRow, runs: Runs): RuleView {
  const past = runs.get(row.id)
  return {
    id: row.id,
    position: row.position,
    enabled: row.enabled,
    version: row.version,
    definition: row.definition,
    sentence: ruleSentence(row.definition),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    lastRunAt: past?.last.toISOString() ?? null,
    runs: past?.count ?? 0,
  }
}
