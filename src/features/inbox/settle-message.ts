import { sql } from 'kysely'
import type { z } from 'zod'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { notFound, precondition } from '#kernel/errors.ts'
import { emit, enqueue } from '#kernel/outbox.ts'
import { lockConversation } from './conversation-change.ts'
import { messageChanged } from './events.ts'
import { job as deliverMessages } from './jobs/deliver-messages.ts'
import { closeAttempt, settleMessage } from './outbound/attempts.ts'
import { retryInput, settleInput } from './schema.ts'
import type { MessageView } from './schema.ts'
import { toMessageView } from './views.ts'
import type { MessageRecord } from './views.ts'

/** Queues a failed message anew: a new attempt, with everything checked again. */
export async function retryMessage(ctx: Ctx, input: z.input<typeof retryInput>): Promise<MessageView> {
  requireScope(ctx, 'inbox:reply')
  const { messageId } = retryInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    const { message } = await lockMessage(tx, messageId)
    if (message.state !== 'failed') throw precondition('Only a message that failed can be sent again.')
    return requeue(tx, message, 'retried a message that had failed')
  })
}

/** A person says what became of a message whose fate the platform did not tell. */
export async function settleUnknown(ctx: Ctx, input: z.input<typeof settleInput>): Promise<MessageView> {
  requireScope(ctx, 'inbox:reply')
  const { messageId, verdict } = settleInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    const { message, identityId } = await lockMessage(tx, messageId)
    if (message.state !== 'unknown') throw precondition('Its fate is known already.')
    const attempt = await tx.db
      .selectFrom('send_attempts')
      .select('id')
      .where('org_id', '=', tx.orgId)
      .where('message_id', '=', messageId)
      .where(sql<boolean>`(outcome is null or outcome = 'unknown')`)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (verdict === 'send_again') {
      if (attempt) await closeAttempt(tx, attempt.id, { outcome: 'not_sent', settledBy: 'person' })
      return requeue(tx, message, 'sent a message again whose fate was unknown')
    }
    const end =
      verdict === 'it_arrived'
        ? ({ outcome: 'done', settledBy: 'person' } as const)
        : ({
            outcome: 'rejected',
            settledBy: 'person',
            failure: {
              kind: 'outcome_unknown',
              message: 'It is not known whether this arrived; a person left it at that.',
            },
          } as const)
    if (attempt) await closeAttempt(tx, attempt.id, end)
    await settleMessage(tx, messageId, identityId, end)
    await audit(tx, {
      verb: 'inbox.settle',
      objectType: 'message',
      objectId: messageId,
      summary: `settled a message: ${verdict}`,
    })
    return toMessageView(await readMessage(tx, messageId))
  })
}

async function lockMessage(
  tx: Ctx,
  messageId: string,
): Promise<{ message: MessageRecord; identityId: string }> {
  const found = await readMessage(tx, messageId)
  const conversation = await lockConversation(tx, found.conversation_id)
  return { message: await readMessage(tx, messageId), identityId: conversation.identity_id }
}

async function readMessage(tx: Ctx, messageId: string): Promise<MessageRecord> {
  const message = await tx.db
    .selectFrom('messages')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', messageId)
    .executeTakeFirst()
  if (!message) throw notFound('message')
  return message
}

async function requeue(tx: Ctx, message: MessageRecord, summary: string): Promise<MessageView> {
  const queued = await tx.db
    .updateTable('messages')
    .set((eb) => ({
      state: 'queued' as const,
      failure: null,
      failure_kind: null,
      retry_at: null,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', message.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  emit(tx, messageChanged, message.id, { message: toMessageView(queued) })
  await audit(tx, { verb: 'inbox.retry', objectType: 'message', objectId: message.id, summary })
  enqueue(tx, deliverMessages, { conversationId: message.conversation_id })
  return toMessageView(queued)
}
