import { z } from 'zod'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { getPost, listPosts } from '#features/posts/index.ts'
import type { PostRowView, PostView } from '#features/posts/index.ts'
import { closest } from '#kernel/closest.ts'
import type { Ctx } from '#kernel/app.ts'
import { foldForMatch } from '#kernel/text.ts'

/** How people call a post: `12`, `#12`, or words of its title. */
export const postArgument = z
  .string()
  .trim()
  .min(1, 'Say which post: its number, such as 12, or words of its title.')
  .max(200)
  .describe('Number or title of the post')

const asked = 5
const looked = 100

/**
 * The post that somebody means, handed to `then`; where it may be several, they are asked with a button for each,
 * which runs the same command again.
 */
export async function withPost(
  ctx: Ctx,
  said: string,
  again: { name: string; args: Record<string, string> },
  then: (post: PostView) => Promise<Reply>,
): Promise<Reply> {
  const number = /^#?([1-9]\d{0,8})$/.exec(said)?.[1]
  if (number !== undefined) return then(await getPost(ctx, { number: Number(number) }))
  if (z.uuid().safeParse(said).success) return then(await getPost(ctx, { postId: said }))
  const found = await byTitle(ctx, said)
  const [only, ...others] = found
  if (only && others.length === 0) return then(await getPost(ctx, { postId: only.id }))
  return found.length > 0 ? whichOne(found, again) : nothingLike(said)
}

/** By the whole title, by words of title or text, then by a title with a typo. */
async function byTitle(ctx: Ctx, said: string): Promise<PostRowView[]> {
  const { items } = await listPosts(ctx, { text: said }, { limit: looked })
  const wanted = foldForMatch(said)
  const exact = items.filter((post) => foldForMatch(post.title) === wanted)
  if (exact.length > 0) return exact
  const titled = items.filter((post) => foldForMatch(post.title).includes(wanted))
  if (titled.length > 0 || items.length > 0) return titled.length > 0 ? titled : items
  const recent = await listPosts(ctx, {}, { limit: looked })
  return closest(wanted, recent.items, (post) => [foldForMatch(post.title)])
}

function whichOne(
  found: readonly PostRowView[],
  again: { name: string; args: Record<string, string> },
): Reply {
  const more =
    found.length > asked ? ` There are ${found.length}; write more of the title, or the number.` : ''
  return {
    ...reply(
      { kind: 'text', tone: 'warn', text: `Which post do you mean?${more}` },
      {
        kind: 'buttons',
        buttons: found.slice(0, asked).map((post) => ({
          label: `#${post.number} ${post.title}`.slice(0, 70),
          command: { name: again.name, args: { ...again.args, post: String(post.number) } },
        })),
      },
    ),
    private: true,
  }
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
  ctx: Ctx,
  typed: string,
): Promise<Array<{ label: string; value: string }>> {
  const { items } = await listPosts(ctx, { text: typed.replace('#', '') }, { limit: 25 })
  return items.map((post) => ({ label: `#${post.number} ${post.title}`, value: String(post.number) }))
}
