import { z } from 'zod'
import { ConnectorError } from '#contracts/connector.ts'
import { defineJob } from '#contracts/job.ts'
import { channelIo, connectorOf, getChannelRow } from '#features/channels/index.ts'
import { setProfile } from '#features/contacts/index.ts'

/** Asks the platform for the name of somebody who wrote for the first time. */
export const job = defineJob({
  name: 'inbox/fetch-profile',
  lane: 'slow',
  payload: z.object({ identityId: z.uuid() }),
  key: ({ identityId }) => identityId,
  async run(ctx, { identityId }) {
    const identity = await ctx.db
      .selectFrom('contact_identities')
      .select(['id', 'contact_id', 'channel_id', 'external_id'])
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', identityId)
      .executeTakeFirst()
    if (!identity) return
    const channel = await getChannelRow(ctx, identity.channel_id)
    const connector = connectorOf(ctx, channel.connector)
    if (!connector.profile) return
    try {
      await setProfile(
        ctx,
        identity.id,
        await connector.profile(channelIo(ctx, channel), identity.external_id),
      )
    } catch (error) {
      // Names are a kindness: a platform that does not tell them is asked again only where that can help.
      if (!(error instanceof ConnectorError) || error.kind === 'unavailable' || error.kind === 'rate_limited')
        throw error
      ctx.log.debug({ reason: error.message }, 'the platform did not tell a name')
    }
  },
})
