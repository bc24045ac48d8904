import { sql } from 'kysely'
import { z } from 'zod'
import type { InboundEchoEvent } from '#contracts/inbound.ts'
import type { Ctx } from '#kernel/app.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import type { LockedIdentity } from '#features/contacts/index.ts'
import { keepWaiting } from '../inbound/waiting-changes.ts'
import { closeAttempt, settleMessage } from './attempts.ts'

const waitingEcho = z.object({
  kind: z.literal('echo'),
  providerId: z.string(),
  metadata: z.string().optional(),
  text: z.string(),
  /** Names of what came with it, for messages without words. */
  attachments: z.number(),
  at: z.string(),
})
export type WaitingEcho = z.infer<typeof waitingEcho>

interface UnsettledAttempt {
  id: string
  messageId: string
  conversationId: string
  text: string
  attachments: number
  /** The answer to its call may still come, and knows better than a text that looks alike. */
  isOpen: boolean
  startedAt: Date
}

/** How far the platform's clock may be behind ours. */
const skewMs = 120_000

/**
 * The platform shows us our own message: it is there, whatever became of the answer. It settles the attempt
 * that it names by id, by our metadata, or, once nothing else can tell, by its text. One that fits none waits
 * like a receipt.
 */
export async function settleByEcho(
  tx: Ctx,
  channel: ChannelRow,
  identity: LockedIdentity,
  event: InboundEchoEvent,
): Promise<void> {
  const echo: WaitingEcho = {
    kind: 'echo',
    providerId: event.message.id,
    text: event.message.text ?? '',
    attachments: event.message.attachments.length,
    at: event.at,
    ...(event.metadata === undefined ? {} : { metadata: event.metadata }),
  }
  const { rows } = await sql`select from messages where org_id = ${tx.orgId} and channel_id = ${channel.id}
    and provider_id = ${echo.providerId}`.execute(tx.db)
  if (rows.length > 0) return
  const attempt = findFitting(await unsettledAttempts(tx, identity.id), echo)
  if (attempt) return settle(tx, identity.id, attempt, echo.providerId)
  await keepWaiting(
    tx,
    { channelId: channel.id, providerId: echo.providerId, person: identity.externalId },
    echo,
    new Date(event.at),
  )
}

/** An attempt that ends as unknown may have been answered by an echo that came before its end. */
export async function settleByWaitingEcho(
  tx: Ctx,
  channelId: string,
  identity: { id: string; externalId: string },
): Promise<void> {
  const { rows } = await sql<{ id: string; change: unknown }>`select id, change from waiting_changes
    where org_id = ${tx.orgId} and channel_id = ${channelId} and identity_external_id = ${identity.externalId}
      and change->>'kind' = 'echo' order by at for update`.execute(tx.db)
  for (const row of rows) {
    const echo = waitingEcho.safeParse(row.change)
    if (!echo.success) continue
    const attempt = findFitting(await unsettledAttempts(tx, identity.id), echo.data)
    if (!attempt) continue
    await tx.db
      .deleteFrom('waiting_changes')
      .where('org_id', '=', tx.orgId)
      .where('id', '=', row.id)
      .execute()
    await settle(tx, identity.id, attempt, echo.data.providerId)
  }
}

async function settle(
  tx: Ctx,
  identityId: string,
  attempt: UnsettledAttempt,
  providerId: string,
): Promise<void> {
  const end = { outcome: 'done', settledBy: 'echo', providerId } as const
  if (await closeAttempt(tx, attempt.id, end)) await settleMessage(tx, attempt.messageId, identityId, end)
}

async function unsettledAttempts(tx: Ctx, identityId: string): Promise<UnsettledAttempt[]> {
  const { rows } = await sql<UnsettledAttempt>`
    select a.id, a.message_id as "messageId", a.conversation_id as "conversationId", m.text,
      jsonb_array_length(m.attachments) as attachments, a.outcome is null as "isOpen",
      a.started_at as "startedAt"
    from send_attempts a
    join conversations c on c.org_id = a.org_id and c.id = a.conversation_id
    join messages m on m.org_id = a.org_id and m.id = a.message_id
    where a.org_id = ${tx.orgId} and c.identity_id = ${identityId} and (a.outcome is null or a.outcome = 'unknown')
      and m.provider_id is null and m.state in ('sending', 'unknown')
    order by a.started_at limit 50`.execute(tx.db)
  return rows
}

function findFitting(attempts: UnsettledAttempt[], echo: WaitingEcho): UnsettledAttempt | undefined {
  if (echo.metadata !== undefined) {
    const named = attempts.find((attempt) => attempt.messageId === echo.metadata)
    if (named) return named
  }
  const text = echo.text.trim()
  const since = Date.parse(echo.at) + skewMs
  return attempts.find(
    (attempt) =>
      !attempt.isOpen &&
      attempt.startedAt.getTime() <= since &&
      (text === ''
        ? attempt.text === '' && attempt.attachments > 0 && echo.attachments > 0
        : attempt.text.trim() === text),
  )
}
