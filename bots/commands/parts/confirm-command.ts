import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import type { CommandCtx } from '#contracts/command.ts'
import { reply, textReply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { redeemConfirmation } from '#features/chats/index.ts'

const states = z.array(z.tuple([z.string(), z.string(), z.string()])).max(100)

/** Type, id and version of what was shown, as one text, since a button holds text. */
const statesText = z
  .string()
  .max(10_000)
  .transform((text, issues) => {
    try {
      return states.parse(JSON.parse(text))
    } catch {
      issues.addIssue('This is no list of what was shown.')
      return z.NEVER
    }
  })

const args = z.object({
  token: z.string().min(1).max(200).describe('Of the card that asks'),
  leave: z.enum(['yes']).optional().describe('Do not do it'),
  seen: statesText.optional().describe('What it is about, as it was shown'),
})

/** The two buttons below what the assistant would do. Whose they are, and whether they were used, the token knows. */
export const confirmCommand = (name: string, outside: boolean) =>
  defineCommand({
    name,
    summary: 'Do what was proposed, or leave it',
    hidden: true,
    scope: undefined,
    args,
    order: ['token'],
    examples: [],
    writes: true,
    outside,
    async run(ctx, { token, leave, seen }) {
      if (leave !== undefined) {
        await redeemConfirmation(ctx, token)
        return { ...textReply('Left as it is.'), private: true }
      }
      const changed = await findChanged(ctx, seen)
      if (changed) return newest(changed)
      const wish = await redeemConfirmation(ctx, token)
      if (!wish) return refuse('This was done or left already, is older than ten minutes, or is not yours.')
      const command = ctx.commands.get(wish.command)
      if (!command || (command.scope && !ctx.scopes.has(command.scope)))
        return refuse('Your role does not allow this any more.')
      const parsed = command.args.safeParse(wish.args)
      return parsed.success
        ? command.run(ctx, parsed.data)
        : refuse('This cannot be done like that any more.')
    },
  })

async function findChanged(
  ctx: CommandCtx,
  seen: z.infer<typeof states> = [],
): Promise<{ type: string; id: string } | undefined> {
  for (const [type, id, version] of seen)
    if (((await ctx.cards.get(type)?.version?.(ctx, id)) ?? '') !== version) return { type, id }
  return undefined
}

const newest = (object: { type: string; id: string }): Reply => ({
  ...reply(
    {
      kind: 'text',
      tone: 'warn',
      text: 'This has changed meanwhile, so nothing was done. Look at the newest first.',
    },
    { kind: 'buttons', buttons: [{ label: 'Show the newest', command: { name: 'card', args: object } }] },
  ),
  private: true,
})

const refuse = (text: string): Reply => ({ ...reply({ kind: 'text', tone: 'warn', text }), private: true })
