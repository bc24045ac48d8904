import type { z } from 'zod'
import type { Command } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply, ReplyPart } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'

/** Runs a command for a person. A refusal is an answer: in words, with what to do now, for their eyes only. */
export async function runCommand(ctx: Ctx, command: Command, args: Record<string, string>): Promise<Reply> {
  try {
    return await performCommand(ctx, command, args)
  } catch (error) {
    return answerError(ctx, error)
  }
}

/** As `runCommand`, but failures are thrown: in a transaction they must undo what was done before them. */
export async function performCommand(
  ctx: Ctx,
  command: Command,
  args: Record<string, unknown>,
): Promise<Reply> {
  if (command.scope) requireScope(ctx, command.scope)
  const parsed = command.args.safeParse(args)
  if (!parsed.success) return refuseArguments(command, args, parsed.error)
  return command.run(ctx, parsed.data)
}

function refuseArguments(command: Command, args: Record<string, unknown>, error: z.ZodError): Reply {
  const missing = error.issues
    .map((issue) => String(issue.path[0] ?? ''))
    .filter((name) => name !== '' && args[name] === undefined)
  const [fault] = error.issues
  const text =
    missing.length > 0
      ? `“${command.name}” also needs the ${missing.join(' and the ')}.`
      : `${String(fault?.path[0] ?? command.name)}: ${fault?.message ?? 'this needs a change.'}`
  const example = command.examples[0]
  return refusal(
    { kind: 'text', tone: 'warn', text },
    ...(example ? [{ kind: 'text', tone: 'quiet', text: `For example: ${example}` } as const] : []),
  )
}

export const refusal = (...parts: ReplyPart[]): Reply => ({ ...reply(...parts), private: true })

/** What went wrong, in words; never more of it than a person should read. */
export function answerError(ctx: Ctx, error: unknown): Reply {
  if (error instanceof AppError && error.code !== 'internal') {
    return refusal({ kind: 'text', tone: 'warn', text: error.message })
  }
  ctx.log.error({ err: error, requestId: ctx.requestId }, 'a command failed')
  return refusal({
    kind: 'text',
    tone: 'bad',
    text: `Something went wrong on our side. Please try again. If it stays, tell us ${ctx.requestId}.`,
  })
}
