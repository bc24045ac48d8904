import { sql } from 'kysely'
import { audit } from '#kernel/audit.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, conflict, invalid } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { compileRule } from './compile-rule.ts'
import { ruleChanged } from './events.ts'
import { getRule } from './list-rules.ts'
import { bumpState, findRule, json } from './queries.ts'
import { createRuleInput, isGroup, updateRuleInput } from './schema.ts'
import type { Condition, CreateRule, RuleDefinition, RuleWithVersions, UpdateRule } from './schema.ts'

const maxRules = 500

export async function createRule(ctx: Ctx, input: CreateRule): Promise<RuleWithVersions> {
  requireScope(ctx, 'rules:write')
  const { definition, enabled } = createRuleInput.parse(input)
  compileRule(definition)
  return inTransaction(ctx, async (tx) => {
    await bumpState(tx)
    await checkReferences(tx, definition)
    const id = newId()
    const now = tx.clock.now()
    const position = await nextPosition(tx)
    await tx.db
      .insertInto('rules')
      .values({
        org_id: tx.orgId,
        id,
        position,
        enabled,
        version: 1,
        created_at: now,
        updated_at: now,
        deleted_at: null,
      })
      .execute()
    await writeVersion(tx, id, 1, definition)
    const summary = `made the rule ${definition.name}${enabled ? ' and switched it on' : ''}`
    await audit(tx, {
      verb: 'rules.create',
      objectType: 'rule',
      objectId: id,
      summary,
      details: { definition },
    })
    emit(tx, ruleChanged, id, { ruleId: id, what: 'created' })
    return getRule(tx, id)
  })
}

/** A new version; the ones before stay, and the run log names the one that acted. */
export async function updateRule(ctx: Ctx, id: string, input: UpdateRule): Promise<RuleWithVersions> {
  requireScope(ctx, 'rules:write')
  const { definition, version: expected } = updateRuleInput.parse(input)
  compileRule(definition)
  return inTransaction(ctx, async (tx) => {
    await bumpState(tx)
    const rule = await findRule(tx, id)
    if (rule.version !== expected)
      throw conflict('Somebody changed this rule meanwhile. Load it again, then edit.')
    await checkReferences(tx, definition)
    const version = expected + 1
    await tx.db
      .updateTable('rules')
      .set({ version, updated_at: tx.clock.now() })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .execute()
    await writeVersion(tx, id, version, definition)
    const summary = `changed the rule ${definition.name} (version ${version})`
    await audit(tx, {
      verb: 'rules.update',
      objectType: 'rule',
      objectId: id,
      summary,
      details: { definition },
    })
    emit(tx, ruleChanged, id, { ruleId: id, what: 'updated' })
    return getRule(tx, id)
  })
}

async function nextPosition(tx: Ctx): Promise<number> {
  const { rows } = await sql<{ count: number; last: number }>`
    select count(*)::int as count, coalesce(max(position), 0) as last from rules
    where org_id = ${tx.orgId} and deleted_at is null`.execute(tx.db)
  const { count, last } = rows[0] ?? { count: 0, last: 0 }
  if (count < maxRules) return last + 1
  throw new AppError('limit', `There is room for ${maxRules} rules. Delete one that you no longer need.`)
}

async function writeVersion(
  tx: Ctx,
  ruleId: string,
  version: number,
  definition: RuleDefinition,
): Promise<void> {
  await tx.db
    .insertInto('rule_versions')
    .values({
      org_id: tx.orgId,
      rule_id: ruleId,
      version,
      definition: json(definition),
      by: json(tx.actor),
      at: tx.clock.now(),
    })
    .execute()
}

/** Channels and members that a rule names must be ours: a rule that can never act should say so now. */
async function checkReferences(tx: Ctx, definition: RuleDefinition): Promise<void> {
  const channels = [...new Set(channelIds(definition.when))]
  const members = [
    ...new Set(
      [...definition.then, ...definition.otherwise].flatMap((action) =>
        action.kind === 'assign' && action.memberId !== null ? [action.memberId] : [],
      ),
    ),
  ]
  if (channels.length + members.length === 0) return
  const { rows } = await sql<{ channels: number; members: number }>`
    select (select count(*)::int from channels where org_id = ${tx.orgId} and id = any(${channels}::uuid[])) as channels,
      (select count(*)::int from members where org_id = ${tx.orgId} and active and id = any(${members}::uuid[])) as members`.execute(
    tx.db,
  )
  if (rows[0]?.channels !== channels.length) throw invalid('A channel of this rule is gone. Choose another.')
  if (rows[0].members !== members.length) throw invalid('A member of this rule has left. Choose another.')
}

function channelIds(condition: Condition): string[] {
  if (isGroup(condition)) return condition.of.flatMap(channelIds)
  return condition.kind === 'channel' ? condition.ids : []
}
