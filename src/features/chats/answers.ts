import type { ChatView } from '#contracts/surface.ts'
import type { Ctx } from '#kernel/app.ts'
import { assert } from '#kernel/assert.ts'
import type { DrawnCard } from './view.ts'

/** What a person is answered, ready to draw. */
export interface StoredAnswer {
  /** None: nothing is said, what was done shows by itself. */
  view: ChatView | null
  /** The view is this object's card: its message is a copy, kept in step. */
  card: DrawnCard | null
}

/**
 * Claims an act in the transaction that does it. A second one waits here until the first has ended.
 *
 * @returns false: it was done before.
 */
export async function claimInput(tx: Ctx, inputId: string): Promise<boolean> {
  assert(tx.outbox, 'an act is claimed in the transaction that does it')
  const row = await tx.db
    .insertInto('chat_answers')
    .values({ org_id: tx.orgId, input_id: inputId, answer: null, at: tx.clock.now() })
    .onConflict((oc) => oc.columns(['org_id', 'input_id']).doNothing())
    .returning('input_id')
    .executeTakeFirst()
  return row !== undefined
}

export async function keepAnswer(tx: Ctx, inputId: string, answer: StoredAnswer): Promise<void> {
  await tx.db
    .updateTable('chat_answers')
    .set({ answer: JSON.stringify(answer) })
    .where('org_id', '=', tx.orgId)
    .where('input_id', '=', inputId)
    .execute()
}

export async function readAnswer(ctx: Ctx, inputId: string): Promise<StoredAnswer | undefined> {
  const row = await ctx.db
    .selectFrom('chat_answers')
    .select('answer')
    .where('org_id', '=', ctx.orgId)
    .where('input_id', '=', inputId)
    .executeTakeFirst()
  return row?.answer ?? undefined
}
