import type { CommandCtx } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply, ReplyCommand } from '#contracts/reply.ts'
import { findAccounts, publishingAccounts } from '#features/posts/index.ts'
import type { PublishingAccount } from '#features/posts/index.ts'

export type Accounts = { kind: 'accounts'; accounts: PublishingAccount[] } | { kind: 'ask'; reply: Reply }

/** `instagram, x and facebook` → its parts. */
export const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[,;+&]|\s+(?:and|und|y|et)\s+/i)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** The accounts that are meant; where a platform has several and none is named, a question with buttons. */
export async function resolveAccounts(
  ctx: CommandCtx,
  said: { platforms?: string | undefined; accounts?: string | undefined },
  again: ReplyCommand,
): Promise<Accounts> {
  const accounts = listOf(said.accounts)
  const found = await findAccounts(ctx, { platforms: listOf(said.platforms), accounts })
  switch (found.kind) {
    case 'accounts':
      return found
    case 'none':
      return refuse('No account that takes posts is connected yet. Connect one under Channels.')
    case 'unknown': {
      const names = found.names.slice(0, 12).join(', ')
      return refuse(
        `There is no ${found.what} “${found.word.slice(0, 60)}” that takes posts. There are: ${names}.`,
      )
    }
    case 'several': {
      const others = accounts.filter((one) => one !== found.word)
      return { kind: 'ask', reply: which(found.word, found.accounts, others, again) }
    }
  }
}

const asked = 5

function which(
  word: string,
  found: readonly PublishingAccount[],
  others: readonly string[],
  again: ReplyCommand,
): Reply {
  const withAccounts = (ids: string[]) => ({
    name: again.name,
    args: { ...again.args, accounts: [...others, ...ids].join(',') },
  })
  const all = {
    label: found.length === 2 ? 'Both' : `All ${found.length}`,
    command: withAccounts(found.map((one) => one.id)),
  }
  const each = found.slice(0, asked).map((one) => ({ label: one.name, command: withAccounts([one.id]) }))
  const text = `There are ${found.length} accounts for “${word}”. Which one?`
  return {
    ...reply({ kind: 'text', tone: 'warn', text }, { kind: 'buttons', buttons: [...each, all] }),
    private: true,
  }
}

const refuse = (text: string): Accounts => ({
  kind: 'ask',
  reply: { ...reply({ kind: 'text', tone: 'warn', text }), private: true },
})

/** Platforms, while they are typed: the last one of the list. */
export async function completePlatforms(
  ctx: CommandCtx,
  typed: string,
): Promise<Array<{ label: string; value: string }>> {
  const done = /^(.*[,;]\s*)?/.exec(typed)?.[0] ?? ''
  const word = typed.slice(done.length).toLowerCase()
  const platforms = [...new Set((await publishingAccounts(ctx)).map((one) => one.platform))]
  return platforms
    .filter((one) => one.toLowerCase().startsWith(word))
    .map((one) => ({ label: done + one, value: done + one }))
}
