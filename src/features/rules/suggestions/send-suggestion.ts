import { v5 } from 'uuid'
import { decide, getApproval } from '#features/approvals/index.ts'
import type { ApprovalView } from '#features/approvals/index.ts'
import { sendReply } from '#features/inbox/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, conflict } from '#kernel/errors.ts'
import { cleanText } from '#kernel/text.ts'
import { sendSuggestionInput } from '../suggestion.schema.ts'
import type { SendSuggestion, SuggestionView } from '../suggestion.schema.ts'
import { askApproval, changeSuggestion, hashOf } from './change.ts'
import { getSuggestion, lockSuggestion, newestSince } from './queries.ts'
import type { SuggestionRow } from './queries.ts'

const clientIds = '0b1a8a52-6f43-4a0e-8d4e-2f0f8a5b7c31'

/**
 * A person sends what a rule suggested, as it is or in their own words. Where a policy asks, this is their approval,
 * and it is sent once it is granted; other words are asked about anew.
 *
 * Errors: `conflict` (sent or discarded already; somebody wrote since and the sender has not seen it; an approver
 * said no), `forbidden` (not asked to approve), and whatever refuses a reply.
 */
export async function sendSuggestion(ctx: Ctx, input: SendSuggestion): Promise<SuggestionView> {
  requireScope(ctx, 'inbox:reply')
  const { id, text, seenSeq } = sendSuggestionInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    const row = await lockSuggestion(tx, id)
    if (isRepeat(tx, row)) return getSuggestion(tx, id)
    refuseEnded(row)
    await refuseUnseen(tx, row, seenSeq)
    const edited = text === undefined ? row : await editText(tx, row, cleanText(text))
    if (await mayGoOut(tx, edited, edited.hash !== row.hash)) await deliver(tx, edited)
    return getSuggestion(tx, id)
  })
}

/** A second press of the same person. */
const isRepeat = (tx: Ctx, row: SuggestionRow): boolean =>
  row.state === 'sent' && row.by?.kind === tx.actor.kind && row.by.id === tx.actor.id

export function refuseEnded(row: SuggestionRow): void {
  if (row.state !== 'sent' && row.state !== 'discarded') return
  const who = row.by?.name ?? 'Somebody'
  throw conflict(
    row.state === 'sent'
      ? `${who} sent this reply already.`
      : `${who} discarded this reply. Write your own instead.`,
  )
}

async function refuseUnseen(tx: Ctx, row: SuggestionRow, seenSeq: string | undefined): Promise<void> {
  const since = await newestSince(tx, row)
  if (!since || BigInt(seenSeq ?? 0) >= BigInt(since.seq)) return
  throw new AppError(
    'conflict',
    `${since.by} wrote since the rule suggested this. Read it, then send anyway or discard it.`,
    { details: { reason: 'thread_moved', seq: since.seq } },
  )
}

async function editText(tx: Ctx, row: SuggestionRow, text: string): Promise<SuggestionRow> {
  if (text === row.text) return row
  const hash = hashOf(row.conversation_id, text)
  const next = { ...row, text, hash, version: row.version + 1 }
  const approvalId = row.approval_id === null ? undefined : await askApproval(tx, next)
  return changeSuggestion(
    tx,
    row,
    { text, hash, reason: null, approval_id: approvalId ?? null },
    { byActor: true },
  )
}

/** True when nobody has to be asked (any more). Takes the sender's own approval where that counts. */
async function mayGoOut(tx: Ctx, row: SuggestionRow, edited: boolean): Promise<boolean> {
  if (row.approval_id === null) return true
  const approval = await getApproval(tx, row.approval_id)
  if (approval.state === 'granted' && approval.hash === row.hash) return true
  if (approval.state === 'withdrawn' || approval.state === 'expired') return askAgain(tx, row)
  // Whoever wrote other words has asked by that; they decide only where the policy lets them.
  if (edited && !hasSeat(tx, approval)) return false
  const after = await decide(tx, { approvalId: approval.id, hash: row.hash, decision: 'approve' })
  return after.state === 'granted'
}

/** The request ran out or was taken back: nobody has said no. */
async function askAgain(tx: Ctx, row: SuggestionRow): Promise<boolean> {
  const approvalId = await askApproval(tx, row)
  const asked = await changeSuggestion(tx, row, { approval_id: approvalId ?? null, reason: null })
  return mayGoOut(tx, asked, true)
}

const hasSeat = (tx: Ctx, approval: ApprovalView): boolean =>
  approval.stages.some(
    (stage) => stage.state === 'open' && stage.waiting.some((one) => one.memberId === tx.memberId),
  )

/** Sends a locked suggestion as the present actor. */
export async function deliver(tx: Ctx, row: SuggestionRow): Promise<void> {
  const { conversation_id: conversationId, text } = row
  await sendReply(tx, { conversationId, text, clientId: v5(row.id, clientIds) }, { ruleName: row.rule_name })
  await changeSuggestion(tx, row, { state: 'sent', reason: null }, { byActor: true })
  await audit(tx, {
    verb: 'rules.suggestion-send',
    objectType: 'conversation',
    objectId: conversationId,
    summary: `sent what the rule ${row.rule_name} suggested`,
    details: { suggestionId: row.id, approvalId: row.approval_id },
  })
}
