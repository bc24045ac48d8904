import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { listPosts, postStates, stateNames, whenWords } from '#features/posts/index.ts'
import { getOrg } from '#features/orgs/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { closest } from '#kernel/closest.ts'
import { foldForMatch } from '#kernel/text.ts'
import { publishingAccounts } from './channels-argument.ts'

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
export async function showPosts(ctx: Ctx, asked: Asked): Promise<Reply> {
  const { title, state, sort, text, from, to } = asked
  const platform = await platformCalled(ctx, asked.platform)
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

/** The platform that was meant; a word that is none finds nothing. */
async function platformCalled(ctx: Ctx, said: string | undefined): Promise<string | undefined> {
  if (said === undefined) return undefined
  const word = foldForMatch(said)
  const all = await publishingAccounts(ctx)
  const exact = all.find((one) => one.platformNames.some((name) => name.startsWith(word)))
  return (exact ?? closest(word, all, (one) => one.platformNames)[0])?.platform ?? said
}
