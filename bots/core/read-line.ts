import type { Command } from '#contracts/command.ts'
import type { Reply } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { parseLine } from './parse-line.ts'
import { refusal } from './run-command.ts'
import { suggest } from './run-line.ts'

/** What a person typed, and what they typed it about. */
export interface Said {
  text: string
  /** The card that they answered, or in whose thread they typed. */
  about?: { type: string; id: string }
  /** Ids of files that they sent with it, stored already. */
  media: string[]
}

export type Meant =
  | { kind: 'command'; command: Command; args: Record<string, string> }
  | { kind: 'reply'; reply: Reply }

/**
 * The one place where words become a command: the name of a command with its arguments, or (in words of any other
 * kind) what the grammar makes of them. Nothing runs by a guess: what is not sure is asked.
 */
export function readLine(ctx: Ctx, said: Said): Meant {
  const parsed = parseLine(ctx.commands, said.text)
  if (parsed.kind === 'command')
    return { kind: 'command', command: parsed.command, args: withMedia(parsed.command, parsed.args, said) }
  if (said.media.length > 0) return { kind: 'reply', reply: askAboutFiles(ctx, said) }
  if (parsed.kind === 'unknown') return { kind: 'reply', reply: suggest(ctx, parsed.word, parsed.rest) }
  const help = ctx.commands.get('help')
  return help ? { kind: 'command', command: help, args: {} } : { kind: 'reply', reply: refusal() }
}

/** Files go to the argument `media` of the command, where it has one. */
function withMedia(command: Command, args: Record<string, string>, said: Said): Record<string, string> {
  return said.media.length > 0 && 'media' in command.args.shape
    ? { ...args, media: said.media.join(',') }
    : args
}

/** A picture without an order: what it may be for, with what was written beside it. */
function askAboutFiles(ctx: Ctx, said: Said): Reply {
  const taking = [...ctx.commands.values()].filter(
    (command) => 'media' in command.args.shape && (!command.scope || ctx.scopes.has(command.scope)),
  )
  const files = said.media.length === 1 ? 'this file' : `these ${said.media.length} files`
  if (taking.length === 0)
    return refusal({
      kind: 'text',
      tone: 'warn',
      text: `There is nothing here that ${files} can be used for.`,
    })
  return refusal(
    { kind: 'text', text: `What should be made of ${files}?` },
    {
      kind: 'buttons',
      buttons: taking.map((command) => ({
        label: command.summary,
        command: { name: command.name, args: argsOf(command, said) },
      })),
    },
  )
}

function argsOf(command: Command, said: Said): Record<string, string> {
  const text = said.text.trim()
  return withMedia(command, text !== '' && 'text' in command.args.shape ? { text } : {}, said)
}
