import type { Ctx } from '#kernel/app.ts'
import type { Reply } from '#contracts/reply.ts'
import type { Hearing } from './assistant/hearing.ts'
import { readLine } from './read-line.ts'
import { runCommand } from './run-command.ts'

/** What a person typed in the console, run as they. An empty line asks for help. */
export async function runLine(ctx: Ctx, line: string, hearing?: Hearing): Promise<Reply> {
  const meant = await readLine(ctx, { text: line, media: [], place: 'console', hearing })
  return meant.kind === 'reply' ? meant.reply : runCommand(ctx, meant.command, meant.args)
}
