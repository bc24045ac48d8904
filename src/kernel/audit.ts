import { sql } from 'kysely'
import type { Ctx } from './app.ts'
import { newId } from './ids.ts'
import { sendAhead } from './scoped-dialect.ts'

/**
 * Writes the audit row of a change, in the change's transaction.
 *
 * @param summary one sentence in the past tense without the actor's name: `resolved conversation 12`.
 */
export async function audit(
  ctx: Ctx,
  entry: {
    verb: string
    objectType: string
    objectId?: string
    summary: string
    details?: Record<string, unknown>
  },
): Promise<void> {
  if (!ctx.outbox) throw new Error('audit needs inTransaction: its row must commit with the change')
  const row = sql`insert into audit_log (org_id, id, at, actor, verb, object_type, object_id, summary, details, request_id,
      surface, message)
    values (${ctx.orgId}, ${newId()}, ${ctx.clock.now()}, ${JSON.stringify(ctx.actor)}::text::jsonb, ${entry.verb},
      ${entry.objectType}, ${entry.objectId ?? null}, ${entry.summary},
      ${JSON.stringify(entry.details ?? {})}::text::jsonb, ${ctx.requestId},
      ${ctx.origin?.surface ?? null}, ${ctx.origin?.message ?? null})`
  await sendAhead(ctx.db, row.compile(ctx.db))
}
