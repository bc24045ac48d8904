import { withdraw } from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { conflict } from '#kernel/errors.ts'
import type { SuggestionView } from '../suggestion.schema.ts'
import { changeSuggestion } from './change.ts'
import { getSuggestion, lockSuggestion } from './queries.ts'

/** A person says that it is not needed. Again: nothing changes. */
export async function discardSuggestion(ctx: Ctx, input: { id: string }): Promise<SuggestionView> {
  requireScope(ctx, 'inbox:reply')
  return inTransaction(ctx, async (tx) => {
    const row = await lockSuggestion(tx, input.id)
    if (row.state === 'sent') throw conflict(`${row.by?.name ?? 'Somebody'} sent this reply already.`)
    if (row.state === 'discarded') return getSuggestion(tx, row.id)
    await changeSuggestion(tx, row, { state: 'discarded' }, { byActor: true })
    if (row.approval_id !== null) await withdraw(tx, { type: 'reply', id: row.id })
    await audit(tx, {
      verb: 'rules.suggestion-discard',
      objectType: 'conversation',
      objectId: row.conversation_id,
      summary: `discarded what the rule ${row.rule_name} suggested`,
      details: { suggestionId: row.id },
    })
    return getSuggestion(tx, row.id)
  })
}
