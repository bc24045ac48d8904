import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { cleanText } from '#kernel/text.ts'
import { lockConversation, rowNames, writeConversation } from './conversation-change.ts'
import { messageCreated } from './events.ts'
import { authorOf, insertMessage } from './insert-message.ts'
import { previewOf } from './preview.ts'
import { writeNoteInput } from './schema.ts'
import type { MessageView, WriteNote } from './schema.ts'
import { toMessageView, toRow } from './views.ts'

/** An internal note: seen by the team, never by the customer. */
export async function writeNote(ctx: Ctx, input: WriteNote): Promise<MessageView> {
  requireScope(ctx, 'inbox:reply')
  const wish = writeNoteInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    const conversation = await lockConversation(tx, wish.conversationId)
    if (wish.clientId) {
      const known = await tx.db
        .selectFrom('messages')
        .selectAll()
        .where('org_id', '=', tx.orgId)
        .where('conversation_id', '=', conversation.id)
        .where('client_id', '=', wish.clientId)
        .executeTakeFirst()
      if (known) return toMessageView(known)
    }
    const note = await insertMessage(tx, conversation, {
      kind: 'note',
      author: authorOf(tx),
      text: cleanText(wish.text),
      mentions: await membersOnly(tx, wish.mentions),
      clientId: wish.clientId ?? null,
      at: tx.clock.now(),
    })
    const record = await writeConversation(tx, conversation, {
      last_message_seq: note.seq,
      last_activity_at: note.at,
      preview: previewOf(note),
      preview_author: 'note',
    })
    emit(tx, messageCreated, note.id, {
      message: toMessageView(note),
      conversation: toRow(record, await rowNames(tx, record)),
    })
    await audit(tx, {
      verb: 'inbox.note',
      objectType: 'conversation',
      objectId: record.id,
      summary: `wrote a note in conversation ${record.number}`,
    })
    return toMessageView(note)
  })
}

async function membersOnly(tx: Ctx, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tx.db
    .selectFrom('members')
    .select('id')
    .where('org_id', '=', tx.orgId)
    .where('id', 'in', ids)
    .where('active', '=', true)
    .execute()
  return rows.map((row) => row.id)
}
