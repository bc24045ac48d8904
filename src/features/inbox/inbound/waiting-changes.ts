import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { newId } from '#kernel/ids.ts'
import { cleanJson } from '#kernel/text.ts'
import type { MessageRecord } from '../views.ts'
import { changeByProviderId, messageChange, storeChanged, withChange } from './message-changes.ts'
import type { MessageChange } from './message-changes.ts'

/** Applies a change, or keeps it until its message comes. */
export async function applyOrWait(
  tx: Ctx,
  target: { channelId: string; providerId: string; person: string },
  change: MessageChange,
): Promise<void> {
  if (await changeByProviderId(tx, target.channelId, target.providerId, change)) return
  await keepWaiting(tx, target, change, new Date(change.at))
}

export async function keepWaiting(
  tx: Ctx,
  target: { channelId: string; providerId: string; person: string },
  change: object,
  at: Date,
): Promise<void> {
  const text = cleanJson(change)
  const key = createHash('sha256').update(`${target.providerId}\n${text}`).digest('base64url')
  await sql`insert into waiting_changes (org_id, id, channel_id, provider_id, identity_external_id, change, key, at)
    values (${tx.orgId}, ${newId()}, ${target.channelId}, ${target.providerId}, ${target.person}, ${text}::text::jsonb, ${key}, ${at})
    on conflict (org_id, channel_id, key) do nothing`.execute(tx.db)
}

/** Takes what waited for a message that was just stored or has just learned its platform id. */
export async function applyWaitingChanges(tx: Ctx, message: MessageRecord): Promise<MessageRecord> {
  if (message.provider_id === null) return message
  const { rows } = await sql<{ change: unknown }>`delete from waiting_changes
    where org_id = ${tx.orgId} and channel_id = ${message.channel_id} and provider_id = ${message.provider_id}
    returning change`.execute(tx.db)
  let after = message
  for (const { change } of rows) {
    const parsed = messageChange.safeParse(change)
    // Anything else that waited under this id is the echo of this very message.
    if (parsed.success) after = withChange(after, parsed.data)
  }
  return storeChanged(tx, message, after)
}
