import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { together } from '#kernel/scoped-dialect.ts'

const lockClass = 7_271

/**
 * One at a time for a person, whatever conversation or channel: cooldown, once per person and the loop guard count
 * on it. Then the rows that the inbox locks, in its order, so that a person's reply comes before us or after us.
 * Answers false when the conversation is gone.
 */
export async function lockForRules(tx: Ctx, conversationId: string, contactId: string): Promise<boolean> {
  const turn = sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.orgId}/${contactId}`}, ${lockClass}))`
  const rows = sql`with identity as materialized (
      select id from contact_identities where org_id = ${tx.orgId}
        and id = (select identity_id from conversations where org_id = ${tx.orgId} and id = ${conversationId})
      for no key update)
    select c.id from identity i join conversations c on c.identity_id = i.id
    where c.org_id = ${tx.orgId} and c.id = ${conversationId} for no key update of c`
  const [, locked] = await together(tx.db, [turn.compile(tx.db), rows.compile(tx.db)])
  return locked.rows.length > 0
}
