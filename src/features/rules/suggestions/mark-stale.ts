import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { changeSuggestion } from './change.ts'

/** The customer wrote again or a person answered: what was suggested before may not fit any more. */
export async function markStale(
  ctx: Ctx,
  said: ReadonlyArray<{ conversationId: string; seq: string }>,
): Promise<void> {
  const pending = ctx.db
    .selectFrom('reply_suggestions')
    .where('org_id', '=', ctx.orgId)
    .where('state', '=', 'pending')
  const waiting = await pending
    .select('conversation_id')
    .distinct()
    .where('conversation_id', 'in', [...new Set(said.map((one) => one.conversationId))])
    .execute()
  // Suggestions are rare, messages are not: nothing is locked where nothing waits.
  for (const { conversation_id: conversationId } of waiting) {
    const seqs = said.filter((one) => one.conversationId === conversationId).map(({ seq }) => BigInt(seq))
    await inTransaction(ctx, async (tx) => {
      const rows = await tx.db
        .selectFrom('reply_suggestions')
        .selectAll()
        .where('org_id', '=', tx.orgId)
        .where('state', '=', 'pending')
        .where('conversation_id', '=', conversationId)
        .where('message_seq', '<', String(seqs.reduce((a, b) => (a > b ? a : b))))
        .orderBy('id')
        .forUpdate()
        .execute()
      for (const row of rows) await changeSuggestion(tx, row, { state: 'stale' })
    })
  }
}
