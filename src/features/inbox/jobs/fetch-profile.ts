import { z } from 'zod'
import { ConnectorError } from '#contracts/connector.ts'
import { defineJob } from '#contracts/job.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { together } from '#kernel/scoped-dialect.ts'
import { channelIo, connectorOf } from '#features/channels/index.ts'
import { setProfile } from '#features/contacts/index.ts'
import { changeConversation } from '../conversation-change.ts'

/** Lists and cards that were drawn before the name was known show it now. */
async function tellName(tx: Ctx, identityId: string): Promise<void> {
  const running = await tx.db
    .selectFrom('conversations')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('identity_id', '=', identityId)
    .where('status', '<>', 'resolved')
    .limit(1)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (running) await changeConversation(tx, running, {})
}

/** Asks the platform for the name of somebody who wrote for the first time. */
export const job = defineJob({
  name: 'inbox/fetch-profile',
  lane: 'fetch',
  payload: z.object({ identityId: z.uuid() }),
  key: ({ identityId }) => identityId,
  async run(ctx, { identityId }) {
    const identities = ctx.db
      .selectFrom('contact_identities as i')
      .where('i.org_id', '=', ctx.orgId)
      .where('i.id', '=', identityId)
    const [[identity], [channel]] = await together(ctx.db, [
      identities.select(['i.channel_id as channelId', 'i.external_id as externalId']).compile(),
      identities
        .innerJoin('channels as c', (join) =>
          join.onRef('c.org_id', '=', 'i.org_id').onRef('c.id', '=', 'i.channel_id'),
        )
        .selectAll('c')
        .compile(),
    ]).then((answers) => [answers[0].rows, answers[1].rows] as const)
    if (!identity || !channel) return
    const connector = connectorOf(ctx, channel.connector)
    if (!connector.profile) return
    try {
      const profile = await connector.profile(channelIo(ctx, channel), identity.externalId)
      await inTransaction(ctx, async (tx) => {
        await setProfile(tx, identity, profile)
        if (profile.name) await tellName(tx, identityId)
      })
    } catch (error) {
      // Names are a kindness: a platform that does not tell them is asked again only where that can help.
      if (!(error instanceof ConnectorError) || error.kind === 'unavailable' || error.kind === 'rate_limited')
        throw error
      ctx.log.debug({ reason: error.message }, 'the platform did not tell a name')
    }
  },
})
