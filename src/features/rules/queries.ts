import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { notFound } from '#kernel/errors.ts'
import { compileRule } from './compile-rule.ts'
import type { CompiledRule } from './compile-rule.ts'
import type { RuleDefinition } from './schema.ts'
import './tables.ts'

/** As text: the driver would encode a string for a jsonb column once more. */
export const json = (value: unknown): RawBuilder<string> => sql`${JSON.stringify(value)}::text::jsonb`

export interface RulesState {
  version: string
  stoppedAt: Date | null
  stoppedBy: string | null
  maxRepliesPerHour: number
}

/** @param hold keeps the switch from turning until the end of the transaction: nothing acts after it was turned. */
export async function readState(ctx: Ctx, options: { hold?: boolean } = {}): Promise<RulesState> {
  const row = await ctx.db
    .selectFrom('rules_state')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .$if(options.hold === true, (query) => query.forShare())
    .executeTakeFirst()
  return {
    version: row?.version ?? '0',
    stoppedAt: row?.stopped_at ?? null,
    stoppedBy: row?.stopped_by ?? null,
    maxRepliesPerHour: row?.max_replies_per_hour ?? 5,
  }
}

/** Holds the state's row: changes of an organisation's rules happen one after the other. */
export async function bumpState(tx: Ctx): Promise<void> {
  await sql`insert into rules_state (org_id, version) values (${tx.orgId}, 1)
    on conflict (org_id) do update set version = rules_state.version + 1`.execute(tx.db)
}

export interface StoredRule {
  id: string
  version: number
  definition: RuleDefinition
}

const cacheMs = 10 * 60_000

/** In order. The version is part of the key, so no other process can leave an old list behind. */
export function enabledRules(ctx: Ctx, version: string): Promise<StoredRule[]> {
  return ctx.cache.get(`${ctx.orgId}:rules:${version}`, cacheMs, async () => {
    const rows = await liveRules(ctx).where('r.enabled', '=', true).execute()
    return rows.map(({ id, version: ofRule, definition }) => ({ id, version: ofRule, definition }))
  })
}

/** Holds nothing that its keys do not: dropped with the cached list. */
const compiled = new WeakMap<RuleDefinition, CompiledRule>()

export function compiledOf(definition: RuleDefinition): CompiledRule {
  const known = compiled.get(definition)
  if (known) return known
  const fresh = compileRule(definition)
  compiled.set(definition, fresh)
  return fresh
}

export const liveRules = (ctx: Ctx) =>
  ctx.db
    .selectFrom('rules as r')
    .innerJoin('rule_versions as v', (join) =>
      join
        .onRef('v.org_id', '=', 'r.org_id')
        .onRef('v.rule_id', '=', 'r.id')
        .onRef('v.version', '=', 'r.version'),
    )
    .select(['r.id', 'r.position', 'r.enabled', 'r.version', 'r.created_at', 'r.updated_at', 'v.definition'])
    .where('r.org_id', '=', ctx.orgId)
    .where('r.deleted_at', 'is', null)
    .orderBy('r.position')
    .orderBy('r.id')

/** A rule that is not deleted, with its present definition. */
export async function findRule(ctx: Ctx, id: string) {
  const row = await liveRules(ctx).where('r.id', '=', id).executeTakeFirst()
  if (!row) throw notFound('rule')
  return row
}
