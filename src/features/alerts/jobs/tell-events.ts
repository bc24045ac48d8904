import { defineEventJob } from '#contracts/job.ts'
import { channelChanged } from '#features/channels/index.ts'
import { accountsOf } from '#features/metrics/index.ts'
import { postTrouble } from '#features/posts/index.ts'
import { fire, tellOf } from '../check-alert.ts'
import type { AlertEvent } from '../schema.ts'

/** Tells what the log tells: a post in trouble by its own card, an account that must be connected again in words. */
export const job = defineEventJob({
  name: 'alerts/tell-events',
  lane: 'ordinary',
  on: [postTrouble, channelChanged],
  async run(ctx, event) {
    const told = toldBy(event)
    if (!told) return
    const alerts = await ctx.db
      .selectFrom('alerts')
      .select(['id', 'name', 'place', 'watch'])
      .where('org_id', '=', ctx.orgId)
      .where('event', '=', told.event)
      .where('deleted_at', 'is', null)
      .execute()
    for (const alert of alerts) {
      if (alert.watch.kind !== 'event') continue
      const accounts = await accountsOf(ctx, alert.watch.filters)
      if (told.channelId !== null && accounts.every((account) => account.id !== told.channelId)) continue
      if (told.post) await tellOf(ctx, alert, { type: 'post', id: told.post }, event.pos, event.pos)
      else await fire(ctx, alert, event.pos, told.sentence)
    }
  },
})

interface Told {
  event: AlertEvent
  channelId: string | null
  post?: string
  sentence: string
}

type Event = Parameters<typeof job.run>[1]

function toldBy(event: Event): Told | undefined {
  if (event.type === postTrouble.type) {
    const { kind, postId, channelId, message } = postTrouble.payload.parse(event.payload)
    if (kind === 'reconnect') return { event: 'token_expiring', channelId, post: postId, sentence: message }
    const failed = kind === 'failed' || kind === 'unknown' || kind === 'missed'
    if (!failed && kind !== 'late') return undefined
    return { event: failed ? 'post_failed' : 'post_late', channelId, post: postId, sentence: message }
  }
  const { channelId, name, state } = channelChanged.payload.parse(event.payload)
  if (state !== 'reconnect') return undefined
  const sentence = `${name} is not connected any more. Reconnect it under Channels.`
  return { event: 'token_expiring', channelId, sentence }
}
