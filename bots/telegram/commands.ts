import type { BotCommand } from 'grammy/types'
import type { Command } from '#contracts/command.ts'
import { limits } from './limits.ts'
import { cut, isBlank, oneLine } from './text.ts'

/** What Telegram offers when somebody types a slash. It knows no dashes in names. */
export function botCommands(commands: ReadonlyMap<string, Command>): BotCommand[] {
  return [...commands.values()]
    .map(({ name, summary }) => {
      const said = cut(oneLine(summary), limits.commandSummary)
      return { command: name.replaceAll('-', '_'), description: isBlank(said) ? name : said }
    })
    .filter(({ command }) => /^[a-z0-9_]{1,32}$/.test(command))
    .slice(0, limits.commands)
}
