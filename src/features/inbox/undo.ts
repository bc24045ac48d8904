import type { Ctx } from '#kernel/app.ts'
import { requireMember } from '#kernel/ctx.ts'
import { notFound, precondition } from '#kernel/errors.ts'
import {
  assignConversation,
  labelConversation,
  setPriority,
  setStatus,
  starConversation,
} from './organise.ts'
import type { UndoVerb } from './organise.ts'
import { assignInput, labelInput, priorityInput, starInput, statusInput, undoInput } from './schema.ts'
import type { Changed } from './schema.ts'

const keptMs = 10 * 60_000

/** Takes an own act back by its compensating act; once, within ten minutes. */
export async function undo(ctx: Ctx, input: { undoId: string }): Promise<Changed> {
  const memberId = requireMember(ctx)
  const { undoId } = undoInput.parse(input)
  const row = await ctx.db
    .updateTable('undos')
    .set({ used_at: ctx.clock.now() })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', undoId)
    .where('member_id', '=', memberId)
    .where('used_at', 'is', null)
    .returning(['verb', 'args', 'created_at'])
    .executeTakeFirst()
  if (!row) throw notFound('act to take back')
  if (ctx.clock.now().getTime() - row.created_at.getTime() > keptMs) {
    throw precondition('This was too long ago to take back. Change it by hand.')
  }
  return compensate(ctx, row.verb as UndoVerb, row.args)
}

function compensate(ctx: Ctx, verb: UndoVerb, args: Record<string, unknown>): Promise<Changed> {
  switch (verb) {
    case 'assign':
      return assignConversation(ctx, assignInput.parse(args))
    case 'labels':
      return labelConversation(ctx, labelInput.parse(args))
    case 'priority':
      return setPriority(ctx, priorityInput.parse(args))
    case 'star':
      return starConversation(ctx, starInput.parse(args))
    case 'status':
      return setStatus(ctx, statusInput.parse(args))
  }
}
