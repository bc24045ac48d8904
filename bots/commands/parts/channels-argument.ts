import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { listChannels } from '#features/channels/index.ts'
import { platformOf } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { closest } from '#kernel/closest.ts'
import { foldForMatch } from '#kernel/text.ts'

export interface PublishingAccount {
  id: string
  name: string
  platform: string
  /** How people call the platform, folded. */
  platformNames: string[]
}

export type Accounts = { kind: 'accounts'; accounts: PublishingAccount[] } | { kind: 'ask'; reply: Reply }

/** `instagram, x and facebook` → its parts. */
export const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[,;+&]|\s+(?:and|und|y|et)\s+/i)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Every account that posts can go to. */
export async function publishingAccounts(ctx: Ctx): Promise<PublishingAccount[]> {
  const channels = await listChannels(ctx)
  return channels.flatMap((channel) => {
    const connector = ctx.connectors.get(channel.connector)
    if (!connector?.publish) return []
    const platform = platformOf(ctx, channel.connector)
    const platformNames = [...new Set([platform, connector.name].map(foldForMatch))]
    return [{ id: channel.id, name: channel.name, platform, platformNames }]
  })
}

const everywhere = /^(all|all platforms|everywhere|all channels|all accounts)$/i

/**
 * The accounts that somebody means by platforms and names. A platform with one account is that account; of several
 * it is asked which, for nothing goes anywhere by a guess.
 */
export async function resolveAccounts(
  ctx: Ctx,
  said: { platforms?: string | undefined; accounts?: string | undefined },
  again: { name: string; args: Record<string, string> },
): Promise<Accounts> {
  const all = await publishingAccounts(ctx)
  if (all.length === 0)
    return refuse('No account that takes posts is connected yet. Connect one under Channels.')
  if (said.platforms && everywhere.test(said.platforms.trim())) return { kind: 'accounts', accounts: all }
  const named: PublishingAccount[] = []
  for (const name of listOf(said.accounts)) {
    const found = accountsCalled(all, name)
    if (found.length === 0)
      return unknown(
        'account',
        name,
        all.map((one) => one.name),
      )
    if (found.length > 1) return which(name, found, said, again)
    named.push(...found)
  }
  const chosen = new Map(named.map((one) => [one.id, one]))
  for (const word of listOf(said.platforms)) {
    const on = accountsOn(all, word)
    if (on.length === 0) return unknown('platform', word, [...new Set(all.map((one) => one.platform))])
    if (named.some((one) => on.includes(one))) continue
    if (on.length > 1) return which(word, on, said, again)
    for (const one of on) chosen.set(one.id, one)
  }
  return { kind: 'accounts', accounts: [...chosen.values()] }
}

/** By the whole name, a word or beginning of it, or that with a typo. */
function accountsCalled(all: readonly PublishingAccount[], said: string): PublishingAccount[] {
  const word = foldForMatch(said.replace(/^@/, ''))
  const byId = all.filter((one) => one.id === said)
  const exact = all.filter((one) => foldForMatch(one.name) === word)
  const begun = all.filter((one) => foldForMatch(one.name).startsWith(word))
  const near = closest(word, all, (one) => [foldForMatch(one.name)])
  return [byId, exact, begun, near].find((found) => found.length > 0) ?? []
}

function accountsOn(all: readonly PublishingAccount[], said: string): PublishingAccount[] {
  const word = foldForMatch(said)
  const exact = all.filter((one) => one.platformNames.includes(word))
  if (exact.length > 0) return exact
  const begun =
    word.length < 2 ? [] : all.filter((one) => one.platformNames.some((name) => name.startsWith(word)))
  if (begun.length > 0) return begun
  const [near] = closest(word, all, (one) => one.platformNames)
  return near ? all.filter((one) => one.platform === near.platform) : []
}

/** Whether a word names a platform that posts can go to. */
export const isPlatform = (all: readonly PublishingAccount[], said: string) =>
  everywhere.test(said) || accountsOn(all, said).length > 0

const asked = 5

function which(
  word: string,
  found: readonly PublishingAccount[],
  said: { platforms?: string | undefined; accounts?: string | undefined },
  again: { name: string; args: Record<string, string> },
): Accounts {
  const others = listOf(said.accounts).filter((one) => one !== word)
  const withAccounts = (ids: string[]) => ({
    name: again.name,
    args: { ...again.args, accounts: [...others, ...ids].join(',') },
  })
  return {
    kind: 'ask',
    reply: {
      ...reply(
        { kind: 'text', tone: 'warn', text: `There are ${found.length} accounts for “${word}”. Which one?` },
        {
          kind: 'buttons',
          buttons: [
            ...found.slice(0, asked).map((one) => ({ label: one.name, command: withAccounts([one.id]) })),
            {
              label: found.length === 2 ? 'Both' : `All ${found.length}`,
              command: withAccounts(found.map((one) => one.id)),
            },
          ],
        },
      ),
      private: true,
    },
  }
}

function unknown(what: 'account' | 'platform', said: string, names: readonly string[]): Accounts {
  const shown = names.slice(0, 12).join(', ')
  return refuse(`There is no ${what} “${said.slice(0, 60)}” that takes posts. There are: ${shown}.`)
}

const refuse = (text: string): Accounts => ({
  kind: 'ask',
  reply: { ...reply({ kind: 'text', tone: 'warn', text }), private: true },
})

/** Platforms, while they are typed: the last one of the list. */
export async function completePlatforms(
  ctx: Ctx,
  typed: string,
): Promise<Array<{ label: string; value: string }>> {
  const done = /^(.*[,;]\s*)?/.exec(typed)?.[0] ?? ''
  const word = foldForMatch(typed.slice(done.length))
  const platforms = [...new Set((await publishingAccounts(ctx)).map((one) => one.platform))]
  return platforms
    .filter((one) => foldForMatch(one).startsWith(word))
    .map((one) => ({ label: done + one, value: done + one }))
}
