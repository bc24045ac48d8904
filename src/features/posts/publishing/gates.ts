import { isGranted } from '#features/approvals/index.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import type { Connector, FailureKind } from '#contracts/connector.ts'
import type { Ctx } from '#kernel/app.ts'
import type { PostRow, TargetRow } from '../queries.ts'
import { publishSettings } from './settings.ts'

const minuteMs = 60_000
const pausedLookMs = 60_000
/** Later than this it was an outage, and overdue posts go out one by one. */
const outageMs = 5 * minuteMs

export type Gate =
  | { kind: 'open' }
  | { kind: 'later'; at: Date }
  | { kind: 'closed'; failure: { kind: FailureKind; message: string } }
  | { kind: 'missed' }
  /** What was approved is not what would go out. */
  | { kind: 'unapproved' }

/** Everything that is checked once more at the very minute, in the transaction that takes the lease. */
export async function checkGates(
  tx: Ctx,
  post: PostRow,
  target: TargetRow,
  channel: ChannelRow,
  connector: Connector,
): Promise<Gate> {
  const now = tx.clock.now()
  // What has begun goes to its end, whatever the clock says: half a thread helps nobody.
  const begun = target.steps_done.length > 0
  if (!begun && !(await holds(tx, post))) return { kind: 'unapproved' }
  if (!connector.publish) return closed('permission', `${connector.name} takes no posts.`)
  if (channel.state === 'reconnect' || channel.state === 'disconnected')
    return closed('auth_expired', `${channel.name} is not connected any more. Reconnect it, then retry.`)
  if (channel.state === 'paused') return { kind: 'later', at: new Date(now.getTime() + pausedLookMs) }
  const settings = await publishSettings(tx, channel.id)
  if (settings.paused) return { kind: 'later', at: new Date(now.getTime() + pausedLookMs) }
  if (begun) return { kind: 'open' }
  const lateMs = now.getTime() - (post.planned_at ?? now).getTime()
  if (lateMs > settings.missedAfterMinutes * minuteMs && target.started_at === null) return { kind: 'missed' }
  const gapMs = Math.max(
    settings.minGapMinutes * minuteMs,
    lateMs > outageMs ? settings.staggerSeconds * 1000 : 0,
  )
  const free = gapMs > 0 ? await lastPublished(tx, channel.id) : undefined
  if (free && free.getTime() + gapMs > now.getTime())
    return { kind: 'later', at: new Date(free.getTime() + gapMs) }
  return { kind: 'open' }
}

const closed = (kind: FailureKind, message: string): Gate => ({ kind: 'closed', failure: { kind, message } })

/** Approved as it is now: by people where a policy asked, else by itself. */
async function holds(tx: Ctx, post: PostRow): Promise<boolean> {
  const states: Array<PostRow['state']> = [
    'scheduled',
    'publishing',
    'partly_published',
    'failed',
    'unknown',
    'missed',
  ]
  if (!states.includes(post.state) || post.approved_hash !== post.hash) return false
  return post.approval_id === null || isGranted(tx, post.approval_id, post.hash)
}

async function lastPublished(tx: Ctx, channelId: string): Promise<Date | undefined> {
  const row = await tx.db
    .selectFrom('post_targets')
    .select('published_at')
    .where('org_id', '=', tx.orgId)
    .where('channel_id', '=', channelId)
    .where('published_at', 'is not', null)
    .orderBy('published_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.published_at ?? undefined
}
