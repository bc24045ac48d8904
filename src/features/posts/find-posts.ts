import { closest } from '#kernel/closest.ts'
import type { Ctx } from '#kernel/app.ts'
import { foldForMatch } from '#kernel/text.ts'
import { idSchema } from '#kernel/ids.ts'
import { listPosts } from './list-posts.ts'
import { findPost, toRowViews } from './queries.ts'
import { requireScope } from '#kernel/ctx.ts'
import type { PostRowView } from './schema.ts'

const looked = 100

/**
 * The posts that somebody may mean by a number (which is the one or throws `not_found`), by a whole title, by words
 * of it or of the text, or by a title with a typo. One: that is it. Several: ask.
 */
export async function findPosts(ctx: Ctx, said: string): Promise<PostRowView[]> {
  requireScope(ctx, 'posts:read')
  const number = /^#?([1-9]\d{0,8})$/.exec(said)?.[1]
  if (number !== undefined) return toRowViews(ctx, [await findPost(ctx, { number: Number(number) })])
  if (idSchema.safeParse(said).success) return toRowViews(ctx, [await findPost(ctx, { postId: said })])
  const { items } = await listPosts(ctx, { text: said }, { limit: looked })
  const wanted = foldForMatch(said)
  const exact = items.filter((post) => foldForMatch(post.title) === wanted)
  if (exact.length > 0) return exact
  const titled = items.filter((post) => foldForMatch(post.title).includes(wanted))
  if (titled.length > 0) return titled
  if (items.length > 0) return items
  const recent = await listPosts(ctx, {}, { limit: looked })
  return closest(wanted, recent.items, (post) => [foldForMatch(post.title)])
}
