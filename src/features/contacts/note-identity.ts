import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { sendAhead } from '#kernel/scoped-dialect.ts'
import type { LockedIdentity } from './lock-identity.ts'

/** A person blocked us or took it back; of two such news the later one counts, in whichever order they come. */
export async function setBlocked(
  tx: Ctx,
  identity: LockedIdentity,
  blocked: boolean,
  at: Date,
): Promise<void> {
  if (identity.blockedChangedAt && identity.blockedChangedAt >= at) return
  await sql`update contact_identities set blocked = ${blocked}, blocked_changed_at = ${at}
    where org_id = ${tx.orgId} and id = ${identity.id}`.execute(tx.db)
}

/** To the minute: the row is indexed by this time, and must not be rewritten for every line of a talk. */
export async function noteSeen(tx: Ctx, identity: LockedIdentity, at: Date): Promise<void> {
  if (identity.lastSeenAt && at.getTime() - identity.lastSeenAt.getTime() < minuteMs) return
  const seen = sql`update contacts set last_seen_at = greatest(last_seen_at, ${at})
    where org_id = ${tx.orgId} and id = ${identity.contactId}`
  await sendAhead(tx.db, seen.compile(tx.db))
}

const minuteMs = 60_000
