import { closest } from '#kernel/closest.ts'
import type { Ctx } from '#kernel/app.ts'
import type { Command } from '#contracts/command.ts'
import type { Reply, ReplyButton } from '#contracts/reply.ts'
import { commandsFor } from './command-tools.ts'
import { parseArguments } from './parse-line.ts'
import { refusal } from './run-command.ts'

const mostSuggestions = 3

/** Commands whose name is nearly the word. */
export function nearby(ctx: Ctx, word: string): Command[] {
  return closest(word.toLowerCase(), commandsFor(ctx), (command) => [command.name]).slice(0, mostSuggestions)
}

/** A button runs what was meant, with the arguments as typed: nothing runs by a guess. */
export function suggest(ctx: Ctx, word: string, rest: string): Reply {
  const near = nearby(ctx, word)
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
