import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { createPost } from './create-post.ts'
import { getPost } from './get-post.ts'
import type { PostView } from './schema.ts'

/** A draft of the same: words, files, accounts and labels, without the time. */
export async function duplicatePost(
  ctx: Ctx,
  input: { postId: string; source?: Record<string, string> | undefined },
): Promise<PostView> {
  requireScope(ctx, 'posts:write')
  const post = await getPost(ctx, { postId: input.postId })
  return createPost(ctx, {
    title: post.title,
    body: post.body,
    labels: post.labels,
    targets: post.targets.map(({ channelId, override }) => ({ channelId, override })),
    source: { duplicateOf: String(post.number), ...input.source },
  })
}
