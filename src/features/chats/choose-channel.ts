import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { chatsChanged } from './events.ts'
import { channelInput } from './schema.ts'
import type { ChannelView, ChooseChannel } from './schema.ts'
import { getWorkspaceRow } from './workspace-io.ts'

/** What a channel of the team is used for: which cards are posted there. None: nothing is. */
export async function chooseChannel(
  ctx: Ctx,
  input: ChooseChannel & { workspaceId: string },
): Promise<ChannelView> {
  requireScope(ctx, 'chats:write')
  const wish = channelInput.parse(input)
  const row = await getWorkspaceRow(ctx, input.workspaceId)
  const purposes = [...new Set(wish.purposes)]
  await inTransaction(ctx, async (tx) => {
    if (purposes.length === 0) {
      await tx.db
        .deleteFrom('chat_channels')
        .where('org_id', '=', tx.orgId)
        .where('workspace_id', '=', row.id)
        .where('channel', '=', wish.channel)
        .execute()
    } else {
      await tx.db
        .insertInto('chat_channels')
        .values({ org_id: tx.orgId, workspace_id: row.id, channel: wish.channel, name: wish.name, purposes })
        .onConflict((oc) =>
          oc.columns(['org_id', 'workspace_id', 'channel']).doUpdateSet({ name: wish.name, purposes }),
        )
        .execute()
    }
    await audit(tx, {
      verb: 'chats.channel',
      objectType: 'chat',
      objectId: row.id,
      summary: `uses ${wish.name} in ${row.name} for ${purposes.join(', ') || 'nothing'}`,
    })
    emit(tx, chatsChanged, row.id, { what: 'channel', id: row.id, surface: row.surface })
  })
  return { channel: wish.channel, name: wish.name, purposes }
}
