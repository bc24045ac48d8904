import { isGranted } from '#features/approvals/index.ts'
import { memberCtx } from '#features/orgs/index.ts'
import type { Actor } from '#contracts/event.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'
import { changeSuggestion } from './change.ts'
import { lockSuggestion, newestSince } from './queries.ts'
import type { SuggestionRow } from './queries.ts'
import { deliver } from './send-suggestion.ts'

export interface SuggestionDecision {
  id: string
  approvalId: string
  hash: string
}

/** Granted, on whichever surface: it goes out in the name of whoever gave the last approval. Safe to repeat. */
export async function sendGranted(ctx: Ctx, said: SuggestionDecision, by: Actor): Promise<void> {
  try {
    const sender = await senderOf(ctx, by)
    await inTransaction(sender, async (tx) => {
      const row = await lockDecided(tx, said)
      if (!row || !(await isGranted(tx, said.approvalId, said.hash))) return
      const since = await newestSince(tx, row)
      if (since) {
        const reason = `It is approved, but ${since.by === 'The customer' ? 'the customer' : since.by} wrote meanwhile. Read it, then send anyway or discard it.`
        await changeSuggestion(tx, row, { state: 'stale', reason })
        return
      }
      await deliver(tx.actor.kind === 'system' ? { ...tx, actor: ruleOf(row) } : tx, row)
    })
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    await tellReason(ctx, said, `It is approved, but could not be sent: ${error.message}`)
  }
}

/** Comes back with what an approver said. */
export async function tellReason(ctx: Ctx, said: SuggestionDecision, reason: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const row = await lockDecided(tx, said)
    if (row) await changeSuggestion(tx, row, { reason })
  })
}

/** undefined: it is over, gone, or about other words by now. */
async function lockDecided(tx: Ctx, said: SuggestionDecision): Promise<SuggestionRow | undefined> {
  try {
    const row = await lockSuggestion(tx, said.id)
    const isOpen = row.state === 'pending' || row.state === 'stale'
    return isOpen && row.approval_id === said.approvalId && row.hash === said.hash ? row : undefined
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  }
}

/** A guest or a policy's own approval has no member: then it is the rule's word. */
const senderOf = (ctx: Ctx, by: Actor): Promise<Ctx> | Ctx =>
  by.kind === 'member' && by.id !== undefined
    ? memberCtx(ctx.app, { orgId: ctx.orgId, memberId: by.id, requestId: ctx.requestId })
    : ctx

const ruleOf = (row: SuggestionRow): Actor => ({ kind: 'rule', id: row.rule_id, name: row.rule_name })
