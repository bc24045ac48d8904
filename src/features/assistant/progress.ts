import type { PostedMessage } from '#contracts/surface.ts'
import type { Ctx } from '#kernel/app.ts'

/**
 * Takes the right to post the one message that tells how far the answer to a chat input is.
 *
 * @returns false: it was taken before, by a run that may have been cut off.
 */
export async function beginProgress(ctx: Ctx, inputId: string): Promise<boolean> {
  const row = await ctx.db
    .insertInto('assistant_progress')
    .values({ org_id: ctx.orgId, input_id: inputId, message: null, at: ctx.clock.now() })
    .onConflict((oc) => oc.columns(['org_id', 'input_id']).doNothing())
    .returning('input_id')
    .executeTakeFirst()
  return row !== undefined
}

export async function keepProgress(ctx: Ctx, inputId: string, message: PostedMessage): Promise<void> {
  await ctx.db
    .updateTable('assistant_progress')
    .set({ message: JSON.stringify(message) })
    .where('org_id', '=', ctx.orgId)
    .where('input_id', '=', inputId)
    .execute()
}

export async function readProgress(ctx: Ctx, inputId: string): Promise<PostedMessage | undefined> {
  const row = await ctx.db
    .selectFrom('assistant_progress')
    .select('message')
    .where('org_id', '=', ctx.orgId)
    .where('input_id', '=', inputId)
    .executeTakeFirst()
  return row?.message ?? undefined
}
