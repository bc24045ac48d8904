import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { bodyFor } from './content.ts'
import { getPost } from './get-post.ts'
import type { PostView } from './schema.ts'
import { findSnippet, withHashtags } from './snippets.ts'
import { updatePost } from './update-post.ts'

/** Adds a set of hashtags: to the shared text, or per account where its platform has a cap of its own. */
export async function addHashtags(
  ctx: Ctx,
  input: { postId: string; set: string; version?: number | undefined },
): Promise<PostView> {
  requireScope(ctx, 'posts:write')
  const set = await findSnippet(ctx, 'hashtags', input.set)
  if (!set) throw notFound(`set of hashtags, ${input.set}`)
  const post = await getPost(ctx, { postId: input.postId })
  const capped = (platform: string) => set.caps[platform] !== undefined
  return updatePost(ctx, {
    postId: post.id,
    version: input.version ?? post.version,
    body: { text: withHashtags(post.body.text, set, '') },
    targets: post.targets.map(({ channelId, override, platform }) => ({
      channelId,
      override:
        override.text !== undefined || capped(platform)
          ? { ...override, text: withHashtags(bodyFor(post.body, override).text, set, platform) }
          : override,
    })),
  })
}
