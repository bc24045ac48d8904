import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { textReply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { answerError, performCommand } from '#bots/core/run-command.ts'
import type { Ctx } from '#kernel/app.ts'
import { invalid, notFound } from '#kernel/errors.ts'
import { askConfirmation, redeemConfirmation } from '#bots/core/confirm-write.ts'
import { checkCommand } from '#bots/core/command-tools.ts'
import { replyText } from '#bots/core/reply-text.ts'

/** Reads run at once; a write is first told, and done when the same key confirms it. */
export async function callTool(
  ctx: Ctx,
  name: string,
  given: Record<string, unknown>,
): Promise<CallToolResult> {
  try {
    return answer(ctx, await (name === 'confirm' ? confirm(ctx, given) : call(ctx, name, given)))
  } catch (error) {
    return { ...answer(ctx, answerError(ctx, error)), isError: true }
  }
}

async function call(ctx: Ctx, name: string, given: Record<string, unknown>): Promise<Reply> {
  const command = ctx.commands.get(name)
  if (!command) throw notFound('tool')
  checkCommand(ctx, command, given)
  if (!command.writes) return performCommand(ctx, command, given)
  const token = await askConfirmation(ctx, { command: name, args: given })
  return textReply(
    `Nothing is done yet. “${name}” would: ${command.summary.toLowerCase()}.\n${listed(given)}\n` +
      `To do exactly this, call the tool confirm with the token ${token} within ten minutes.`,
  )
}

async function confirm(ctx: Ctx, given: Record<string, unknown>): Promise<Reply> {
  const { token } = given
  const wish = typeof token === 'string' ? await redeemConfirmation(ctx, token) : undefined
  const command = wish && ctx.commands.get(wish.command)
  if (!wish || !command)
    throw invalid(
      'There is nothing to confirm with this token: it was used, is too old, or is of another key.',
    )
  checkCommand(ctx, command, wish.args)
  return performCommand(ctx, command, wish.args)
}

const listed = (args: Record<string, unknown>) =>
  Object.entries(args)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n')

const answer = (ctx: Ctx, reply: Reply): CallToolResult => ({
  content: [{ type: 'text', text: replyText(ctx.config.publicUrl, reply) }],
})
