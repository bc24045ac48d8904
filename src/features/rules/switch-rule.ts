import { audit } from '#kernel/audit.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { conflict } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { ruleChanged } from './events.ts'
import { cancelWaits } from './finish-wait.ts'
import { getRule, listRules } from './list-rules.ts'
import { bumpState, findRule, liveRules } from './queries.ts'
import type { RuleView, RuleWithVersions } from './schema.ts'

export const enableRule = (ctx: Ctx, id: string): Promise<RuleWithVersions> => switchRule(ctx, id, true)

/** What it put off is taken back. */
export const disableRule = (ctx: Ctx, id: string): Promise<RuleWithVersions> => switchRule(ctx, id, false)

async function switchRule(ctx: Ctx, id: string, enabled: boolean): Promise<RuleWithVersions> {
  requireScope(ctx, 'rules:write')
  return inTransaction(ctx, async (tx) => {
    await bumpState(tx)
    const rule = await findRule(tx, id)
    if (rule.enabled === enabled) return getRule(tx, id)
    await change(tx, id, { enabled })
    if (!enabled) await cancelWaits(tx, { ruleId: id }, 'The rule was switched off.')
    await audit(tx, {
      verb: enabled ? 'rules.enable' : 'rules.disable',
      objectType: 'rule',
      objectId: id,
      summary: `switched the rule ${rule.definition.name} ${enabled ? 'on' : 'off'}`,
    })
    emit(tx, ruleChanged, id, { ruleId: id, what: enabled ? 'enabled' : 'disabled' })
    return getRule(tx, id)
  })
}

/** Its versions and runs stay, for the log. */
export async function deleteRule(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, 'rules:write')
  await inTransaction(ctx, async (tx) => {
    await bumpState(tx)
    const rule = await findRule(tx, id)
    await change(tx, id, { enabled: false, deleted_at: tx.clock.now() })
    await cancelWaits(tx, { ruleId: id }, 'The rule was deleted.')
    const summary = `deleted the rule ${rule.definition.name}`
    await audit(tx, { verb: 'rules.delete', objectType: 'rule', objectId: id, summary })
    emit(tx, ruleChanged, id, { ruleId: id, what: 'deleted' })
  })
}

/** @param ids all rules, in their new order. */
export async function reorderRules(ctx: Ctx, ids: readonly string[]): Promise<RuleView[]> {
  requireScope(ctx, 'rules:write')
  return inTransaction(ctx, async (tx) => {
    await bumpState(tx)
    const rules = await liveRules(tx).execute()
    const known = new Set(rules.map((rule) => rule.id))
    if (ids.length !== known.size || new Set(ids).size !== ids.length || ids.some((id) => !known.has(id))) {
      throw conflict('The list of rules changed meanwhile. Load it again, then move.')
    }
    const positions = new Map(rules.map((rule) => [rule.id, rule.position]))
    for (const [index, id] of ids.entries()) {
      if (positions.get(id) !== index + 1) await change(tx, id, { position: index + 1 })
    }
    await audit(tx, {
      verb: 'rules.reorder',
      objectType: 'rule',
      summary: 'changed the order of the rules',
      details: { ids },
    })
    emit(tx, ruleChanged, ids[0] ?? tx.orgId, { ruleId: null, what: 'reordered' })
    return listRules(tx)
  })
}

async function change(
  tx: Ctx,
  id: string,
  patch: { enabled?: boolean; position?: number; deleted_at?: Date },
): Promise<void> {
  await tx.db
    .updateTable('rules')
    .set({ ...patch, updated_at: tx.clock.now() })
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .execute()
}
