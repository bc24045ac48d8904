import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { changeSuggestion } from './change.ts'

/** The customer wrote again or a person answered: what was suggested before may not fit any more. */
export async function markStale(
  ctx: Ctx,
  { conversationId, seq }: { conversationId: string; seq: string },
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const rows = await tx.db
      .selectFrom('reply_suggestions')
      .selectAll()
      .where('org_id', '=', tx.orgId)
      .where('conversation_id', '=', conversationId)
      .where('state', '=', 'pending')
      .where('message_seq', '<', seq)
      .orderBy('id')
      .forUpdate()
      .execute()
    for (const row of rows) await changeSuggestion(tx, row, { state: 'stale' })
  })
}
