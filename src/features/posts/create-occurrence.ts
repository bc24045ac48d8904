import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { createPost } from './create-post.ts'
import { getPost } from './get-post.ts'
import { planPost } from './plan-post.ts'
import { findPost, json, lockPost } from './queries.ts'
import { approveLocked, freezePost, submitLocked } from './submit-post.ts'

/**
 * The post of one more time of a series: the words of its template as they are now. What was approved of the
 * template holds for it, too, as long as it is the same content; else it is asked for anew. For the system, which
 * makes them ahead of their time.
 *
 * @returns the id of the post; the one that is there already where it was made before.
 */
export async function createOccurrence(
  ctx: Ctx,
  input: { templateId: string; seriesId: string; at: { instant: Date; wall: string; zone: string } },
): Promise<string> {
  return inTransaction(ctx, async (tx) => {
    const known = await tx.db
      .selectFrom('posts')
      .select('id')
      .where('org_id', '=', tx.orgId)
      .where('series_id', '=', input.seriesId)
      .where('occurrence_at', '=', input.at.instant)
      .executeTakeFirst()
    if (known) return known.id
    const template = await findPost(tx, { postId: input.templateId })
    const view = await getPost(tx, { postId: template.id })
    const made = await createPost(tx, {
      title: view.title,
      body: view.body,
      labels: view.labels,
      targets: view.targets.map(({ channelId, override }) => ({ channelId, override })),
      source: { series: String(view.number) },
    })
    await tx.db
      .updateTable('posts')
      .set({ author: json(template.author), author_id: template.author_id })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', made.id)
      .execute()
    await planPost(tx, {
      postId: made.id,
      at: input.at,
      seriesId: input.seriesId,
      occurrenceAt: input.at.instant,
    })
    const post = await lockPost(tx, made.id)
    const frozen = await freezePost(tx, post)
    if (template.approved_hash !== null && template.approved_hash === frozen.hash)
      await approveLocked(
        tx,
        { ...post, hash: frozen.hash },
        { approvalId: template.approval_id, mayPublish: true },
      )
    else await submitLocked(tx, post, frozen)
    return made.id
  })
}
