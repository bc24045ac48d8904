import type { InboundEvent } from '#contracts/inbound.ts'
import type { Ctx } from '#kernel/app.ts'
import { never } from '#kernel/assert.ts'
import { inTransaction } from '#kernel/ctx.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import { lockIdentity, setBlocked } from '#features/contacts/index.ts'
import type { LockedIdentity } from '#features/contacts/index.ts'
import { settleByEcho } from '../outbound/settle-by-echo.ts'
import { applyMessage, applyNativeReply } from './apply-message.ts'
import { applyReceipt } from './apply-receipt.ts'
import { applyOrWait } from './waiting-changes.ts'

/** An event that is about one person at a channel. */
export type PersonEvent = Exclude<InboundEvent, { kind: 'ignored' | 'unknown' }>

/**
 * Applies one atomic event of a platform in its own transaction, under the lock of the person's identity.
 * Any repetition or order of the same events ends in the same state.
 */
export async function applyEvent(ctx: Ctx, channel: ChannelRow, event: PersonEvent): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const identity = await lockIdentity(tx, channel.id, event.person)
    await applyToPerson(tx, channel, identity, event)
  })
}

async function applyToPerson(
  tx: Ctx,
  channel: ChannelRow,
  identity: LockedIdentity,
  event: PersonEvent,
): Promise<void> {
  const target = (providerId: string) => ({ channelId: channel.id, providerId, person: identity.externalId })
  switch (event.kind) {
    case 'message':
      return applyMessage(tx, channel, identity, event)
    case 'echo':
      return event.ours
        ? settleByEcho(tx, channel, identity, event)
        : applyNativeReply(tx, channel, identity, event)
    case 'receipt':
      return applyReceipt(tx, channel, identity, event)
    case 'reaction':
      return applyOrWait(tx, target(event.messageId), {
        kind: 'reaction',
        by: event.ours ? 'us' : 'contact',
        emoji: event.emoji ?? null,
        at: event.at,
      })
    case 'edit':
      return applyOrWait(tx, target(event.messageId), { kind: 'edit', text: event.text, at: event.at })
    case 'unsend':
      return applyOrWait(tx, target(event.messageId), { kind: 'unsend', at: event.at })
    case 'blocked':
      return setBlocked(tx, identity, event.blocked, new Date(event.at))
    default:
      return never(event)
  }
}
