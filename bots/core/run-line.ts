import { closest } from '#kernel/closest.ts'
import type { Ctx } from '#kernel/app.ts'
import type { Command } from '#contracts/command.ts'
import type { Reply, ReplyButton } from '#contracts/reply.ts'
import { parseArguments, parseLine } from './parse-line.ts'
import { refusal, runCommand } from './run-command.ts'

const mostSuggestions = 3

/** What a person typed, run as they. An empty line asks for help. */
export async function runLine(ctx: Ctx, line: string): Promise<Reply> {
  const parsed = parseLine(ctx.commands, line)
  if (parsed.kind === 'command') return runCommand(ctx, parsed.command, parsed.args)
  const help = ctx.commands.get('help')
  if (parsed.kind === 'empty' && help) return runCommand(ctx, help, {})
  return parsed.kind === 'unknown' ? suggest(ctx, parsed.word, parsed.rest) : refusal()
}

/** A button runs what was meant, with the arguments as typed: nothing runs by a guess. */
export function suggest(ctx: Ctx, word: string, rest: string): Reply {
  const allowed = [...ctx.commands.values()].filter(
    (command) => !command.hidden && (command.scope === undefined || ctx.scopes.has(command.scope)),
  )
  const near = closest(word.toLowerCase(), allowed, (command) => [command.name]).slice(0, mostSuggestions)
  const help = ctx.commands.get('help')
  const buttons = [...near, ...(help && !near.includes(help) ? [help] : [])].map((command) =>
    buttonFor(command, command === help ? '' : rest),
  )
  const question =
    near.length > 0 ? ` Did you mean ${near.map((command) => `“${command.name}”`).join(' or ')}?` : ''
  return refusal(
    { kind: 'text', tone: 'warn', text: `There is no command “${word.slice(0, 60)}”.${question}` },
    { kind: 'buttons', buttons },
  )
}

function buttonFor(command: Command, rest: string): ReplyButton {
  const args = parseArguments(command.order, rest)
  return {
    label: [command.name, ...Object.values(args)].join(' ').slice(0, 60),
    command: { name: command.name, args },
  }
}
