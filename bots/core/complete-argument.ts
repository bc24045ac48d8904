import { z } from 'zod'
import type { ChatInput } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { foldForMatch } from '#kernel/text.ts'
import { identify } from './identify.ts'

const most = 25

/** What an argument may be, while a person types it: at most 25. Nothing for who is not linked. */
export async function completeArgument(
  app: App,
  ask: {
    surface: string
    sandbox: boolean
    workspace?: string
    user: ChatInput['user']
    command: string
    argument: string
    typed: string
  },
): Promise<Array<{ label: string; value: string }>> {
  const command = app.commands.get(ask.command)
  if (!command) return []
  const who = await identify(app, ask)
  if (who.kind !== 'member' || (command.scope && !who.ctx.scopes.has(command.scope))) return []
  const complete = command.complete?.[ask.argument]
  const found = complete
    ? await complete(who.ctx, ask.typed)
    : optionsOf(command.args.shape[ask.argument])
        .filter((option) => foldForMatch(option).startsWith(foldForMatch(ask.typed)))
        .map((option) => ({ label: option, value: option }))
  return found.slice(0, most)
}

/** The values of an argument with a fixed list. */
function optionsOf(field: unknown): string[] {
  if (field instanceof z.ZodEnum) return field.options.map(String)
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodNullable)
    return optionsOf(field.unwrap())
  return []
}
