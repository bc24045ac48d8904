import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import type { Command } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'

export const command = defineCommand({
  name: 'help',
  summary: 'What you can do here',
  scope: undefined,
  args: z.object({ command: z.string().max(60).optional().describe('Name of a command') }),
  order: ['command'],
  examples: ['help', 'help reply'],
  async run(ctx, { command: name }) {
    const allowed = [...ctx.commands.values()].filter(
      (one) => !one.hidden && (one.scope === undefined || ctx.scopes.has(one.scope)),
    )
    const asked = allowed.find((one) => one.name === name?.toLowerCase().replace(/^\//, ''))
    return asked ? explain(asked) : list(allowed, name)
  },
})

function list(commands: readonly Command[], unknown: string | undefined): Reply {
  return {
    ...reply(
      ...(unknown
        ? [{ kind: 'text', tone: 'warn', text: `There is no command “${unknown}”.` } as const]
        : []),
      { kind: 'table', columns: ['Type', 'To'], rows: commands.map((one) => [usage(one), one.summary]) },
    ),
    private: true,
  }
}

function explain(one: Command): Reply {
  return {
    ...reply(
      { kind: 'heading', text: usage(one) },
      { kind: 'text', text: one.summary },
      { kind: 'text', tone: 'quiet', text: one.examples.map((example) => `• ${example}`).join('\n') },
    ),
    private: true,
  }
}

/** `inbox [list]`: brackets hold what may be left out. */
function usage(one: Command): string {
  const words = one.order.map((name) => (isOptional(one, name) ? `[${name}]` : `<${name}>`))
  return [one.name, ...words].join(' ')
}

function isOptional(one: Command, name: string): boolean {
  const field: unknown = one.args.shape[name]
  return field instanceof z.ZodType && field.safeParse(undefined).success
}
