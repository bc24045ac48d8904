import type { PostContent } from '#contracts/publisher.ts'
import type { Ctx } from '#kernel/app.ts'
import { notFound } from '#kernel/errors.ts'
import { frozenContent } from './get-post.ts'

/** What this account gets of exactly this version, as it was frozen: settings that changed since change nothing. */
export async function contentToPublish(
  ctx: Ctx,
  input: { postId: string; version: number; hash: string; channelId: string },
): Promise<PostContent> {
  const row = await ctx.db
    .selectFrom('post_versions')
    .select('snapshot')
    .where('org_id', '=', ctx.orgId)
    .where('post_id', '=', input.postId)
    .where('version', '=', input.version)
    .where('hash', '=', input.hash)
    .executeTakeFirst()
  const content = row && frozenContent(row.snapshot, input.channelId)
  if (!content) throw notFound('version')
  return content
}
