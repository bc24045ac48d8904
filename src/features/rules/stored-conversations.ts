import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import type { Facts } from './facts.ts'

/** What a backtest asks of a conversation, as it is now. */
export interface StoredConversation extends Pick<
  Facts,
  'connector' | 'labels' | 'status' | 'assigned' | 'locale'
> {
  contactId: string
  /** The customer's message that opened it; null when it was not asked for. */
  openedBy: string | null
  /** The person's earliest. */
  earliest: boolean
}

type Loader = (ids: Iterable<string>) => Promise<ReadonlyMap<string, StoredConversation>>

/** Loads conversations, each once. `openings`: also which message began it, which costs a look into each. */
export function makeConversationLoader(ctx: Ctx, options: { openings: boolean }): Loader {
  const known = new Map<string, StoredConversation>()
  const openings = options.openings
    ? sql`(select m.id from messages m where m.org_id = c.org_id and m.conversation_id = c.id and m.kind = 'message'
          and m.author_kind = 'contact' order by m.seq limit 1) as "openedBy",
        not exists (select from conversations e where e.org_id = c.org_id and e.identity_id = c.identity_id
          and e.created_at < c.created_at) as earliest`
    : sql`null::uuid as "openedBy", false as earliest`
  return async (ids) => {
    const wanted = [...new Set(ids)].filter((id) => !known.has(id))
    if (wanted.length === 0) return known
    const { rows } = await sql<StoredConversation & { id: string }>`
      select c.id, c.contact_id as "contactId", h.connector, c.labels, c.status, c.assignee_id is not null as assigned,
        i.locale, ${openings}
      from conversations c
        join channels h on h.org_id = c.org_id and h.id = c.channel_id
        join contact_identities i on i.org_id = c.org_id and i.id = c.identity_id
      where c.org_id = ${ctx.orgId} and c.id = any(${wanted}::uuid[])`.execute(ctx.db)
    for (const { id, ...conversation } of rows) known.set(id, conversation)
    return known
  }
}
