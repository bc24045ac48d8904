import { sql } from 'kysely'
import type { z } from 'zod'
import type { Ctx } from '#kernel/app.ts'
import { requireMember, requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { readInput } from './schema.ts'

/**
 * The member has read up to `seq`, or (with `unread`) wants everything from there on to count as new. What is
 * unread follows from this one position; there is no counter per member. Answers how many are unread now.
 */
export async function markRead(ctx: Ctx, input: z.input<typeof readInput>): Promise<{ unread: number }> {
  requireScope(ctx, 'inbox:read')
  const memberId = requireMember(ctx)
  const { conversationId, seq, unread } = readInput.parse(input)
  const upTo = unread ? BigInt(seq) - 1n : BigInt(seq)
  const { rows } = await sql<{ total: number; newer: number }>`
    select c.inbound_count as total, (select count(*)::int from messages m where m.org_id = c.org_id
      and m.conversation_id = c.id and m.seq > ${String(upTo)}::bigint and m.author_kind = 'contact') as newer
    from conversations c where c.org_id = ${ctx.orgId} and c.id = ${conversationId}`.execute(ctx.db)
  const counts = rows[0]
  if (!counts) throw notFound('conversation')
  const read = counts.total - counts.newer
  await sql`insert into conversation_reads (org_id, member_id, conversation_id, read_seq, read_inbound, read_at)
    values (${ctx.orgId}, ${memberId}, ${conversationId}, ${String(upTo)}::bigint, ${read}, ${ctx.clock.now()})
    on conflict (org_id, member_id, conversation_id) do update set read_seq = excluded.read_seq,
      read_inbound = excluded.read_inbound, read_at = excluded.read_at
    where ${unread} or conversation_reads.read_seq < excluded.read_seq`.execute(ctx.db)
  return { unread: Math.min(99, counts.newer) }
}
