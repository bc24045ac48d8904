import { channelIo, getChannelRow } from '#features/channels/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { connectorId } from './find-chat.ts'

/** The secret with which a website proves its visitors. Who looked at it stands in the audit log. */
export async function revealIdentitySecret(ctx: Ctx, channelId: string): Promise<{ identitySecret: string }> {
  requireScope(ctx, 'channels:write')
  const channel = await getChannelRow(ctx, channelId)
  if (channel.connector !== connectorId) throw notFound('chat')
  await inTransaction(ctx, (tx) =>
    audit(tx, {
      verb: 'webchat.reveal_secret',
      objectType: 'channel',
      objectId: channel.id,
      summary: `looked at the identity secret of the web chat ${channel.name}`,
    }),
  )
  return { identitySecret: channelIo(ctx, channel).credentials['identitySecret'] ?? '' }
}
