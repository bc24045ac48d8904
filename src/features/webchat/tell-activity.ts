import { sql } from 'kysely'
import type { App } from '#kernel/app.ts'
import { notFound } from '#kernel/errors.ts'
import type { Chat } from './find-chat.ts'
import type { SeenInput } from './schema.ts'
import type { Visitor } from './visitor-token.ts'
import { deliver } from './write-message.ts'

/** Shows the team that the visitor types, when there is a conversation to show it in. */
export async function tellTyping(app: App, chat: Chat, visitor: Visitor, typing: boolean): Promise<void> {
  const { org_id: orgId, id: channelId } = chat.channel
  const { rows } = await sql<{ conversationId: string; contactId: string; name: string }>`
    select c.id as "conversationId", i.contact_id as "contactId", k.name
    from contact_identities i
      join conversations c on c.org_id = i.org_id and c.identity_id = i.id and c.status <> 'resolved'
      join contacts k on k.org_id = i.org_id and k.id = i.contact_id
    where i.org_id = ${orgId} and i.channel_id = ${channelId} and i.external_id = ${visitor.id}
    limit 1`.execute(app.pools.tenant(orgId))
  const open = rows[0]
  if (!open) return
  const who = { memberId: open.contactId, name: open.name, kind: 'contact' as const }
  app.presence.mark(orgId, open.conversationId, who, typing ? 'typing' : 'gone')
}

/** The visitor's page has, or its reader has seen, everything of ours up to this message. */
export async function tellSeen(app: App, chat: Chat, visitor: Visitor, input: SeenInput): Promise<void> {
  const { org_id: orgId, id: channelId } = chat.channel
  const { rows } = await sql<{ at: Date }>`
    select greatest(m.at, (select max(a.started_at) from send_attempts a
      where a.org_id = m.org_id and a.message_id = m.id)) as at
    from messages m
      join conversations c on c.org_id = m.org_id and c.id = m.conversation_id
      join contact_identities i on i.org_id = c.org_id and i.id = c.identity_id
    where m.org_id = ${orgId} and m.id = ${input.messageId} and m.kind = 'message'
      and m.state in ('sent', 'delivered', 'read')
      and i.channel_id = ${channelId} and i.external_id = ${visitor.id}`.execute(app.pools.tenant(orgId))
  const message = rows[0]
  if (!message) throw notFound('message')
  await deliver(app, chat, `r:${visitor.id}/${input.state}/${input.messageId}`, {
    kind: 'receipt',
    account: chat.channel.external_id,
    at: app.clock.now().toISOString(),
    person: { id: visitor.id },
    state: input.state,
    upTo: message.at.toISOString(),
  })
}
