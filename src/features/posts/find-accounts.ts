import { listChannels } from '#features/channels/index.ts'
import { closest } from '#kernel/closest.ts'
import type { Ctx } from '#kernel/app.ts'
import { foldForMatch } from '#kernel/text.ts'
import { platformOf } from './queries.ts'

export interface PublishingAccount {
  id: string
  name: string
  platform: string
  /** How people call the platform, folded. */
  platformNames: string[]
}

export type FoundAccounts =
  | { kind: 'accounts'; accounts: PublishingAccount[] }
  /** Nothing goes anywhere by a guess: ask which of these. */
  | { kind: 'several'; word: string; accounts: PublishingAccount[] }
  | { kind: 'unknown'; what: 'account' | 'platform'; word: string; names: string[] }
  | { kind: 'none' }

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
 * The accounts that somebody means by words for platforms and names of accounts. A platform with one account is that
 * account; of several, a name among `accounts` decides.
 */
export async function findAccounts(
  ctx: Ctx,
  said: { platforms: readonly string[]; accounts: readonly string[] },
): Promise<FoundAccounts> {
  const all = await publishingAccounts(ctx)
  if (all.length === 0) return { kind: 'none' }
  if (said.platforms.some((word) => everywhere.test(word))) return { kind: 'accounts', accounts: all }
  const chosen = new Map<string, PublishingAccount>()
  for (const word of said.accounts) {
    const found = accountsCalled(all, word)
    const [one, ...others] = found
    if (!one) return { kind: 'unknown', what: 'account', word, names: all.map((each) => each.name) }
    if (others.length > 0) return { kind: 'several', word, accounts: found }
    chosen.set(one.id, one)
  }
  for (const word of said.platforms) {
    const found = accountsOn(all, word)
    const [one, ...others] = found
    if (!one) {
      return {
        kind: 'unknown',
        what: 'platform',
        word,
        names: [...new Set(all.map((each) => each.platform))],
      }
    }
    if (found.some((each) => chosen.has(each.id))) continue
    if (others.length > 0) return { kind: 'several', word, accounts: found }
    chosen.set(one.id, one)
  }
  return { kind: 'accounts', accounts: [...chosen.values()] }
}

/** Whether a word names a platform that posts can go to. */
export const isPlatform = (all: readonly PublishingAccount[], word: string) =>
  everywhere.test(word) || accountsOn(all, word).length > 0

/** By id, the whole name, its beginning, or that with a typo. */
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

/** The platform that a word means; a word that means none is answered as it is, and finds nothing. */
export async function platformCalled(ctx: Ctx, said: string): Promise<string> {
  return accountsOn(await publishingAccounts(ctx), said)[0]?.platform ?? said
}
