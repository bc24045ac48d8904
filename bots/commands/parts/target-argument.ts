import type { CommandCtx } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import type { PostView } from '#features/posts/index.ts'

type Target = PostView['targets'][number]

/** The account of a post that is meant: the one named, else the only one of these states; several are asked. */
export function targetOf(
  _ctx: CommandCtx,
  post: PostView,
  said: string | undefined,
  states: ReadonlyArray<Target['state']>,
  again: { name: string; args: Record<string, string> },
): Target | Reply {
  const named = post.targets.find((one) => one.id === said)
  if (named) return named
  const wanted = post.targets.filter((one) => states.includes(one.state))
  const [only] = wanted
  if (only && wanted.length === 1) return only
  if (wanted.length === 0) return privately(`There is nothing like that to do for #${post.number} now.`)
  const buttons = wanted.map((one) => ({
    label: one.channelName,
    command: { name: again.name, args: { ...again.args, post: String(post.number), target: one.id } },
  }))
  return {
    ...reply({ kind: 'text', tone: 'warn', text: 'On which account?' }, { kind: 'buttons', buttons }),
    private: true,
  }
}

const privately = (text: string): Reply => ({ ...reply({ kind: 'text', tone: 'warn', text }), private: true })
