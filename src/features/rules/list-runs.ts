import { sql } from 'kysely'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from '#contracts/http.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid } from '#kernel/errors.ts'
import { conditionAt } from './condition-at.ts'
import { ruleSentence } from './schema.ts'
import type { CheckView, RuleDefinition, RunView, listRunsQuery } from './schema.ts'
import { describeCondition } from './sentence.schema.ts'
import type { StoredCheck } from './tables.ts'

export interface Page {
  cursor?: string | undefined
  limit: number
}

const shownText = 280

/** What rules did, newest first; of one rule, of one conversation, or all. */
export async function listRuns(
  ctx: Ctx,
  query: z.infer<typeof listRunsQuery> & Page,
): Promise<{ items: RunView[]; cursor: string | null }> {
  requireScope(ctx, 'rules:read')
  const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor, z.tuple([z.uuid()]))
  if (query.cursor !== undefined && !before)
    throw invalid('This cursor is not one of ours. Start from the first page.')
  let select = ctx.db
    .selectFrom('rule_runs as r')
    .innerJoin('conversations as c', (join) =>
      join.onRef('c.org_id', '=', 'r.org_id').onRef('c.id', '=', 'r.conversation_id'),
    )
    .leftJoin('messages as m', (join) =>
      join.onRef('m.org_id', '=', 'r.org_id').onRef('m.id', '=', 'r.message_id'),
    )
    .selectAll('r')
    .select(['c.number', sql<string>`left(coalesce(m.text, ''), ${sql.lit(shownText)})`.as('text')])
    .where('r.org_id', '=', ctx.orgId)
    .orderBy('r.id', 'desc')
    .limit(query.limit + 1)
  if (query.ruleId) select = select.where('r.rule_id', '=', query.ruleId)
  if (query.conversationId) select = select.where('r.conversation_id', '=', query.conversationId)
  const { about } = query
  if (about)
    select = select.where((is) =>
      is.or([is('r.id', '=', about), is('r.message_id', '=', about), is('r.conversation_id', '=', about)]),
    )
  if (before) select = select.where('r.id', '<', before[0])
  const rows = await select.execute()
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => ({
      id: row.id,
      ruleId: row.rule_id,
      ruleName: row.rule_name,
      ruleVersion: row.rule_version,
      conversationId: row.conversation_id,
      conversationNumber: row.number,
      messageId: row.message_id,
      messageText: row.text,
      branch: row.branch,
      outcome: row.outcome,
      trace: row.trace,
      effects: row.effects,
      at: row.at.toISOString(),
    })),
    cursor: rows.length > shown.length && last ? encodeCursor([last.id]) : null,
  }
}

/** What every rule made of the last messages of a conversation, those that did nothing included. */
export async function listChecks(
  ctx: Ctx,
  query: { conversationId: string; limit: number },
): Promise<CheckView[]> {
  requireScope(ctx, 'rules:read')
  const { rows } = await sql<{ id: string; text: string; at: Date; checks: StoredCheck[] }>`
    select k.message_id as id, left(coalesce(m.text, ''), ${shownText}) as text, k.at, k.checks
    from rule_checks k left join messages m on m.org_id = k.org_id and m.id = k.message_id
    where k.org_id = ${ctx.orgId} and k.conversation_id = ${query.conversationId}
    order by k.at desc, k.message_id desc limit ${query.limit}`.execute(ctx.db)
  const definitions = await definitionsOf(
    ctx,
    rows.flatMap((row) => row.checks),
  )
  return rows.map((row) => ({
    messageId: row.id,
    messageText: row.text,
    at: row.at.toISOString(),
    rules: row.checks.map((check) => toCheck(check, definitions.get(`${check.r}/${check.v}`))),
  }))
}

async function definitionsOf(ctx: Ctx, checks: readonly StoredCheck[]): Promise<Map<string, RuleDefinition>> {
  const ids = [...new Set(checks.flatMap((check) => check.r ?? []))]
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('rule_versions')
    .select(['rule_id', 'version', 'definition'])
    .where('org_id', '=', ctx.orgId)
    .where('rule_id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [`${row.rule_id}/${row.version}`, row.definition]))
}

const reasons = {
  ran: 'It acted.',
  cooldown: 'It matched, and had acted too short a time before.',
  once: 'It matched, and had acted for this person before.',
  earlier_rule: 'An earlier rule matched and said to stop there.',
  stopped: 'All rules were stopped.',
  late: 'The message came late: newer ones stood in the conversation already.',
} as const

function toCheck(check: StoredCheck, definition: RuleDefinition | undefined): CheckView['rules'][number] {
  return {
    ruleId: check.r,
    ruleVersion: check.v,
    ruleName: definition?.name ?? 'All rules',
    reason: check.why,
    text: check.why === 'no_match' ? `Not so: ${failedText(definition, check.p ?? '')}` : reasons[check.why],
  }
}

function failedText(definition: RuleDefinition | undefined, path: string): string {
  if (!definition) return 'the rule is gone'
  const failed = conditionAt(definition.when, path)
  return failed ? describeCondition(failed) : ruleSentence(definition)
}
