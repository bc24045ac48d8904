import { z } from 'zod'
import type { CommandCtx } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply, ReplyCommand } from '#contracts/reply.ts'
import { findPosts, getPost, listPosts } from '#features/posts/index.ts'
import type { PostRowView, PostView } from '#features/posts/index.ts'

/** How people call a post: `12`, `#12`, or words of its title. */
export const postArgument = z
  .string()
  .trim()
  .min(1, 'Say which post: its number, such as 12, or words of its title.')
  .max(200)
  .describe('Number or title of the post')

const asked = 5

/**
 * The post that somebody means, handed to `then`; where it may be several, they are asked with a button for each,
 * which runs the same command again.
 */
export async function withPost(
  ctx: CommandCtx,
  said: string,
  again: ReplyCommand,
  then: (post: PostView) => Promise<Reply>,
): Promise<Reply> {
  const found = await findPosts(ctx, said)
  const [only, ...others] = found
  if (only && others.length === 0) return then(await getPost(ctx, { postId: only.id }))
  return found.length > 0 ? whichOne(found, again) : nothingLike(said)
}

function whichOne(found: readonly PostRowView[], again: ReplyCommand): Reply {
  const more =
    found.length > asked ? ` There are ${found.length}; write more of the title, or the number.` : ''
  const buttons = found.slice(0, asked).map((post) => ({
    label: `#${post.number} ${post.title}`.slice(0, 70),
    command: { name: again.name, args: { ...again.args, post: String(post.number) } },
  }))
  const text = `Which post do you mean?${more}`
  return { ...reply({ kind: 'text', tone: 'warn', text }, { kind: 'buttons', buttons }), private: true }
}

const nothingLike = (said: string): Reply => ({
  ...reply({
    kind: 'text',
    tone: 'warn',
    text: `There is no post like “${said.slice(0, 80)}”. Write “posts” to see them.`,
  }),
  private: true,
})

/** What a post may be, while it is typed. */
export async function completePost(
  ctx: CommandCtx,
  typed: string,
): Promise<Array<{ label: string; value: string }>> {
  const { items } = await listPosts(ctx, { text: typed.replace('#', '') }, { limit: 25 })
  return items.map((post) => ({ label: `#${post.number} ${post.title}`, value: String(post.number) }))
}
