import { isDeepStrictEqual } from 'node:util'
import type { Command } from '#contracts/command.ts'
import type { Reply } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { AppError, isPassingError } from '#kernel/errors.ts'
import { answerError, performCommand } from '../run-command.ts'
import { confirmCard } from './confirm-card.ts'

/** A command that a question made run. */
export interface Run {
  command: Command
  args: Record<string, string>
  reply: Reply
  /** False: it was refused, or asks something back. */
  ok: boolean
}

export type Runs = ReturnType<typeof makeRuns>

/** What ran for one question, as its asker. */
export function makeRuns(ctx: Ctx) {
  const done: Run[] = []
  let tries = 0

  async function read(command: Command, args: Record<string, string>): Promise<Reply> {
    tries += 1
    const same = done.find((run) => run.command === command && isDeepStrictEqual(run.args, args))
    if (same) return same.reply
    const run = await perform(ctx, command, args)
    done.push(run)
    return run.reply
  }

  /** A write is only asked; what speaks against it is told to the model, which may ask for another. */
  async function confirm(
    command: Command,
    args: Record<string, string>,
  ): Promise<{ kind: 'card'; reply: Reply } | { kind: 'refused'; say: string }> {
    tries += 1
    try {
      return { kind: 'card', reply: await confirmCard(ctx, command, args) }
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'internal') throw error
      done.push({ command, args, reply: answerError(ctx, error), ok: false })
      return { kind: 'refused', say: error.message }
    }
  }

  return { read, confirm, count: () => tries, all: (): readonly Run[] => done }
}

async function perform(ctx: Ctx, command: Command, args: Record<string, string>): Promise<Run> {
  try {
    const reply = await performCommand(ctx, command, args)
    const [first] = reply.parts
    const asksBack = reply.private === true && first?.kind === 'text' && first.tone === 'warn'
    return { command, args, reply, ok: !asksBack }
  } catch (error) {
    if (isPassingError(error)) throw error
    return { command, args, reply: answerError(ctx, error), ok: false }
  }
}
