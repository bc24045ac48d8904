import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import type { StoredRule } from './queries.ts'

/** Why a rule that matched may not act now. A run that was refused or taken back does not count. */
export async function heldBack(
  tx: Ctx,
  rule: StoredRule,
  conversationId: string,
  contactId: string,
): Promise<'once' | 'cooldown' | undefined> {
  const { cooldown, oncePerContact } = rule.definition
  if (!cooldown && !oncePerContact) return undefined
  const { rows } = await sql<{ ever: boolean; here: Date | null; last: Date | null }>`
    select count(*) > 0 as ever, max(at) as last, max(at) filter (where conversation_id = ${conversationId}) as here
    from rule_runs where org_id = ${tx.orgId} and rule_id = ${rule.id} and contact_id = ${contactId}
      and outcome in ('done', 'waiting')`.execute(tx.db)
  const past = rows[0]
  if (!past) return undefined
  if (oncePerContact && past.ever) return 'once'
  const last = cooldown?.per === 'conversation' ? past.here : past.last
  if (!cooldown || !last) return undefined
  return tx.clock.now().getTime() - last.getTime() < cooldown.seconds * 1000 ? 'cooldown' : undefined
}
