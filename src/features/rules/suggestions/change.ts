import { createHash } from 'node:crypto'
import { requestApproval } from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { emit } from '#kernel/outbox.ts'
import { preview } from '#kernel/text.ts'
import { suggestionChanged } from '../events.ts'
import { json } from '../queries.ts'
import type { SuggestionRow } from './queries.ts'

export const hashOf = (conversationId: string, text: string): string =>
  createHash('sha256').update(`${conversationId}\n${text}`).digest('base64url')

/** What the events of a suggestion tell. */
export const facts = (row: SuggestionRow) => ({
  suggestionId: row.id,
  conversationId: row.conversation_id,
  ruleId: row.rule_id,
  ruleName: row.rule_name,
  state: row.state,
  reason: row.reason,
})

/** Writes a change of a locked suggestion and tells of it. */
export async function changeSuggestion(
  tx: Ctx,
  row: SuggestionRow,
  change: Partial<Pick<SuggestionRow, 'state' | 'reason' | 'text' | 'hash' | 'approval_id'>>,
  options: { byActor?: boolean } = {},
): Promise<SuggestionRow> {
  const ended = change.state === 'sent' || change.state === 'discarded'
  const changed = await tx.db
    .updateTable('reply_suggestions')
    .set((eb) => ({
      ...change,
      version: eb('version', '+', 1),
      ...(ended ? { ended_at: tx.clock.now() } : {}),
      ...(options.byActor ? { by: json(tx.actor) } : {}),
    }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  emit(tx, suggestionChanged, changed.id, facts(changed))
  return changed
}

/** Asks by the policy that is about replies; undefined: none is, and whoever may answer may send it. */
export async function askApproval(
  tx: Ctx,
  row: Pick<SuggestionRow, 'id' | 'conversation_id' | 'hash' | 'version' | 'text'>,
): Promise<string | undefined> {
  const about = await tx.db
    .selectFrom('conversations as c')
    .innerJoin('contacts as p', (join) =>
      join.onRef('p.org_id', '=', 'c.org_id').onRef('p.id', '=', 'c.contact_id'),
    )
    .select(['c.number', 'c.channel_id', 'c.labels', 'p.name'])
    .where('c.org_id', '=', tx.orgId)
    .where('c.id', '=', row.conversation_id)
    .executeTakeFirstOrThrow()
  const asked = await requestApproval(tx, {
    type: 'reply',
    id: row.id,
    hash: row.hash,
    version: row.version,
    title: `Reply to ${about.name} (#${about.number}): ${preview(row.text, 200)}`,
    channelIds: [about.channel_id],
    labels: about.labels,
    authorId: tx.memberId,
  })
  return asked.needed ? asked.approvalId : undefined
}
