import { sql } from 'kysely'
import type { z } from 'zod'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { conflict, isUniqueViolation, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { savedReplyInput } from './schema.ts'
import type { SavedReplyView } from './schema.ts'
import { renderTemplate, templateValues } from './template.ts'

export async function listSavedReplies(ctx: Ctx): Promise<SavedReplyView[]> {
  requireScope(ctx, 'inbox:read')
  const rows = await ctx.db
    .selectFrom('saved_replies')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .orderBy('uses', 'desc')
    .orderBy('shortcut')
    .limit(500)
    .execute()
  return rows.map(({ id, shortcut, title, text, uses, updated_at }) => ({
    id,
    shortcut,
    title,
    text,
    uses,
    updatedAt: updated_at.toISOString(),
  }))
}

/** Creates one, or changes the one with this id. */
export async function saveSavedReply(
  ctx: Ctx,
  input: z.input<typeof savedReplyInput> & { id?: string },
): Promise<SavedReplyView> {
  requireScope(ctx, 'saved-replies:write')
  const wish = savedReplyInput.parse(input)
  const id = input.id ?? newId()
  try {
    return await inTransaction(ctx, async (tx) => {
      const row = input.id ? await update(tx, input.id, wish) : await insert(tx, id, wish)
      if (!row) throw notFound('saved reply')
      await audit(tx, {
        verb: 'saved-reply.save',
        objectType: 'saved-reply',
        objectId: id,
        summary: `saved the reply /${wish.shortcut}`,
      })
      return { id, ...wish, uses: row.uses, updatedAt: row.updated_at.toISOString() }
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict(`/${wish.shortcut} is taken. Choose another shortcut.`)
    throw error
  }
}

const insert = (tx: Ctx, id: string, wish: z.infer<typeof savedReplyInput>) =>
  tx.db
    .insertInto('saved_replies')
    .values({ org_id: tx.orgId, id, ...wish, created_by: tx.memberId ?? null })
    .returning(['uses', 'updated_at'])
    .executeTakeFirst()

const update = (tx: Ctx, id: string, wish: z.infer<typeof savedReplyInput>) =>
  tx.db
    .updateTable('saved_replies')
    .set({ ...wish, updated_at: tx.clock.now() })
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .returning(['uses', 'updated_at'])
    .executeTakeFirst()

export async function deleteSavedReply(ctx: Ctx, input: { id: string }): Promise<void> {
  requireScope(ctx, 'saved-replies:write')
  await inTransaction(ctx, async (tx) => {
    const row = await tx.db
      .deleteFrom('saved_replies')
      .where('org_id', '=', tx.orgId)
      .where('id', '=', input.id)
      .returning('shortcut')
      .executeTakeFirst()
    if (!row) throw notFound('saved reply')
    await audit(tx, {
      verb: 'saved-reply.delete',
      objectType: 'saved-reply',
      objectId: input.id,
      summary: `deleted the reply /${row.shortcut}`,
    })
  })
}

/** The text with its variables filled for this conversation; counts the use. */
export async function fillSavedReply(
  ctx: Ctx,
  input: { id: string; conversationId: string },
): Promise<{ text: string }> {
  requireScope(ctx, 'inbox:reply')
  const { rows } = await sql<{ text: string }>`update saved_replies set uses = uses + 1
    where org_id = ${ctx.orgId} and id = ${input.id} returning text`.execute(ctx.db)
  if (!rows[0]) throw notFound('saved reply')
  return { text: renderTemplate(rows[0].text, await templateValues(ctx, input.conversationId)) }
}
