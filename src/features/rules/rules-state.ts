import { audit } from '#kernel/audit.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { ruleChanged } from './events.ts'
import { cancelWaits } from './finish-wait.ts'
import { bumpState, readState } from './queries.ts'
import type { RulesState } from './queries.ts'
import { stateInput } from './schema.ts'
import type { StateView } from './schema.ts'
import type { z } from 'zod'

const toView = (state: RulesState): StateView => ({
  stopped: state.stoppedAt !== null,
  stoppedAt: state.stoppedAt?.toISOString() ?? null,
  stoppedBy: state.stoppedBy,
  maxRepliesPerHour: state.maxRepliesPerHour,
})

export async function getRulesState(ctx: Ctx): Promise<StateView> {
  requireScope(ctx, 'rules:read')
  return toView(await readState(ctx))
}

/** The kill switch: when this answers, no rule acts any more, and what rules put off is taken back. */
export const setKillSwitch = (ctx: Ctx, stopped: boolean): Promise<StateView> =>
  setRulesState(ctx, { stopped })

export async function setRulesState(ctx: Ctx, input: z.input<typeof stateInput>): Promise<StateView> {
  requireScope(ctx, 'rules:write')
  const { stopped, maxRepliesPerHour } = stateInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    await bumpState(tx)
    const before = await readState(tx)
    const turned = stopped !== undefined && stopped !== (before.stoppedAt !== null)
    const after = await tx.db
      .updateTable('rules_state')
      .set({
        ...(maxRepliesPerHour === undefined ? {} : { max_replies_per_hour: maxRepliesPerHour }),
        ...(turned
          ? { stopped_at: stopped ? tx.clock.now() : null, stopped_by: stopped ? tx.actor.name : null }
          : {}),
      })
      .where('org_id', '=', tx.orgId)
      .returning('org_id')
      .execute()
    if (after.length > 0 && turned && stopped) await cancelWaits(tx, {}, 'All rules were stopped.')
    const summary = turned
      ? stopped
        ? 'stopped all rules'
        : 'let the rules run again'
      : `set the most automatic replies in an hour to ${maxRepliesPerHour ?? before.maxRepliesPerHour}`
    await audit(tx, { verb: 'rules.state', objectType: 'rules', summary })
    emit(tx, ruleChanged, tx.orgId, { ruleId: null, what: 'state' })
    return toView(await readState(tx))
  })
}
