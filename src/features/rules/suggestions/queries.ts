import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { approvalProgress } from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { lockForRules } from '../lock-for-rules.ts'
import type { SuggestionView } from '../suggestion.schema.ts'
import type { ReplySuggestionTable } from '../tables.ts'

export type SuggestionRow = Selectable<ReplySuggestionTable>

const shown = 20

/** Suggestions of a conversation that nobody has sent or discarded yet, newest first. */
export async function listSuggestions(
  ctx: Ctx,
  query: { conversationId: string },
): Promise<SuggestionView[]> {
  requireScope(ctx, 'inbox:read')
  const rows = await suggestions(ctx)
    .where('s.conversation_id', '=', query.conversationId)
    .where('s.state', 'in', ['pending', 'stale'])
    .orderBy('s.id', 'desc')
    .limit(shown)
    .execute()
  return Promise.all(rows.map((row) => toView(ctx, row)))
}

export async function getSuggestion(ctx: Ctx, id: string): Promise<SuggestionView> {
  requireScope(ctx, 'inbox:read')
  const row = await suggestions(ctx).where('s.id', '=', id).executeTakeFirst()
  if (!row) throw notFound('suggested reply')
  return toView(ctx, row)
}

const suggestions = (ctx: Ctx) =>
  ctx.db
    .selectFrom('reply_suggestions as s')
    .innerJoin('conversations as c', (join) =>
      join.onRef('c.org_id', '=', 's.org_id').onRef('c.id', '=', 's.conversation_id'),
    )
    .innerJoin('contacts as p', (join) =>
      join.onRef('p.org_id', '=', 'c.org_id').onRef('p.id', '=', 'c.contact_id'),
    )
    .leftJoin('messages as m', (join) =>
      join.onRef('m.org_id', '=', 's.org_id').onRef('m.id', '=', 's.message_id'),
    )
    .selectAll('s')
    .select(['c.number', 'p.name as contact_name', 'm.text as asked'])
    .where('s.org_id', '=', ctx.orgId)

type Listed = Awaited<ReturnType<ReturnType<typeof suggestions>['executeTakeFirstOrThrow']>>

async function toView(ctx: Ctx, row: Listed): Promise<SuggestionView> {
  const open = row.state === 'pending' || row.state === 'stale'
  return {
    id: row.id,
    conversationId: row.conversation_id,
    conversationNumber: row.number,
    contactName: row.contact_name,
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    asked: row.asked ?? '',
    text: row.text,
    version: row.version,
    state: row.state,
    reason: row.reason,
    since: open ? await newestSince(ctx, row) : null,
    approval: row.approval_id === null ? null : await approvalOf(ctx, row.id),
    by: row.by?.name ?? null,
    at: row.at.toISOString(),
  }
}

async function approvalOf(ctx: Ctx, id: string): Promise<SuggestionView['approval']> {
  if (ctx.actor.kind !== 'system' && !ctx.scopes.has('posts:read')) return null
  const approval = await approvalProgress(ctx, 'reply', id)
  if (!approval) return null
  const stage = approval.stages.find((one) => one.state === 'open')
  const waitsFor = stage?.waiting.map((one) => one.name) ?? []
  return { id: approval.id, state: approval.state, waitsFor }
}

/** The newest message after the one it answers, of the customer or of a person of the team. */
export async function newestSince(
  ctx: Ctx,
  row: { conversation_id: string; message_seq: string },
): Promise<SuggestionView['since']> {
  const newest = await ctx.db
    .selectFrom('messages')
    .select(['seq', 'text', 'author_kind', 'author_name'])
    .where('org_id', '=', ctx.orgId)
    .where('conversation_id', '=', row.conversation_id)
    .where('kind', '=', 'message')
    .where('author_kind', 'in', ['contact', 'member', 'native', 'api_key'])
    .where('seq', '>', row.message_seq)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!newest) return null
  const by = newest.author_kind === 'contact' ? 'The customer' : newest.author_name || 'Somebody'
  return { seq: newest.seq, by, text: newest.text }
}

/** Locked after its conversation, in the order in which rules lock: who sends and who suggests never cross. */
export async function lockSuggestion(tx: Ctx, id: string): Promise<SuggestionRow> {
  const found = await tx.db
    .selectFrom('reply_suggestions as s')
    .innerJoin('conversations as c', (join) =>
      join.onRef('c.org_id', '=', 's.org_id').onRef('c.id', '=', 's.conversation_id'),
    )
    .select(['c.id', 'c.contact_id'])
    .where('s.org_id', '=', tx.orgId)
    .where('s.id', '=', id)
    .executeTakeFirst()
  if (!found || !(await lockForRules(tx, found.id, found.contact_id))) throw notFound('suggested reply')
  return tx.db
    .selectFrom('reply_suggestions')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** Whether the reply of a run still waits: what comes after it must not put the conversation away. */
export async function hasOpenSuggestion(tx: Ctx, runId: string): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`select exists (select from reply_suggestions
    where org_id = ${tx.orgId} and rule_run_id = ${runId} and state in ('pending', 'stale')) as open`.execute(
    tx.db,
  )
  return rows[0]?.open ?? false
}
