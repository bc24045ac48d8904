import { z } from 'zod'
import type { Command } from '#contracts/command.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid } from '#kernel/errors.ts'

/** What the caller may run and people type: a list of commands, or of tools for a program or a model. */
export const commandsFor = (ctx: Ctx): Command[] =>
  [...ctx.commands.values()].filter(
    (command) => !command.hidden && (command.scope === undefined || ctx.scopes.has(command.scope)),
  )

/** A command as programs and models know it. */
export const toolText = (command: Command): string =>
  [
    `${command.summary}.`,
    ...(command.examples.length > 0
      ? [`In words: ${command.examples.map((one) => `“${one}”`).join(', ')}.`]
      : []),
  ].join(' ')

export interface ObjectSchema {
  type: 'object'
  properties: Record<string, object>
  required?: string[]
  [more: string]: unknown
}

export function objectSchema(schema: z.ZodObject): ObjectSchema {
  const { properties, required } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties ?? {}).flatMap(([name, value]) =>
        typeof value === 'object' ? [[name, value]] : [],
      ),
    ),
    ...(required ? { required } : {}),
  }
}

/** Told before anybody is asked to confirm what cannot be done. */
export function checkCommand(ctx: Ctx, command: Command, args: Record<string, unknown>): void {
  if (command.scope) requireScope(ctx, command.scope)
  const parsed = command.args.safeParse(args)
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error))
}
