import type { CommandCtx } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { listPosts, platformCalled, postStates, stateNames, whenWords } from '#features/posts/index.ts'
import { getOrg } from '#features/orgs/index.ts'

export const stateWords = postStates

const rowsShown = 10
const buttonsShown = 5

interface Asked {
  title: string
  sort: 'newest' | 'planned'
  state?: (typeof postStates)[number] | undefined
  platform?: string | undefined
  text?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** Posts as a table, with a button for each of the first. */
export async function showPosts(ctx: CommandCtx, asked: Asked): Promise<Reply> {
  const { title, state, sort, text, from, to } = asked
  const platform = asked.platform === undefined ? undefined : await platformCalled(ctx, asked.platform)
  const { items, cursor } = await listPosts(
    ctx,
    {
      sort,
      ...(state ? { state } : {}),
      ...(platform ? { platform } : {}),
      ...(text ? { text } : {}),
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
    },
    { limit: rowsShown },
  )
  if (items.length === 0) {
    return reply(
      { kind: 'heading', text: title },
      { kind: 'text', text: 'Nothing here. Write “draft” to begin one.' },
    )
  }
  const { timezone } = await getOrg(ctx)
  return reply(
    { kind: 'heading', text: title },
    {
      kind: 'table',
      columns: ['#', 'Post', 'State', 'When', 'Accounts'],
      rows: items.map((post) => [
        String(post.number),
        post.title,
        stateNames[post.state],
        whenWords(post, timezone, ctx.clock.now()),
        post.accounts.map((account) => account.name).join(', '),
      ]),
      ...(cursor === null ? {} : { more: 'There are more in the browser.' }),
    },
    {
      kind: 'buttons',
      buttons: items.slice(0, buttonsShown).map((post) => ({
        label: `Open #${post.number}`,
        command: { name: 'post', args: { post: String(post.number) } },
      })),
    },
  )
}
