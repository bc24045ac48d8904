import type { Measure } from '#contracts/metrics.ts'
import type { Ctx } from '#kernel/app.ts'
import { messageCreated, messageReceived, conversationChanged } from '#features/inbox/index.ts'
import { figuresChanged } from './figure-versions.ts'
import { countMessages } from './follow/count-messages.ts'
import type { LogEvent } from './follow/follow-log.ts'
import { followSpells } from './follow/follow-spells.ts'
import { addSnapshots } from './import/snapshots.ts'

export interface PastFigures {
  postId: string
  targetId: string
  channelId: string
  externalId: string
  format: string
  title: string
  labels: string[]
  publishedAt: Date
  /** With the vendor's own names. */
  figures: Array<{ measure: PostMeasure; raw: string; value: number }>
}
type PostMeasure = Exclude<Measure, 'followers' | 'follower_growth'>

const noFigures: Record<PostMeasure, null> = {
  impressions: null,
  reach: null,
  views: null,
  likes: null,
  comments: null,
  shares: null,
  saves: null,
  clicks: null,
  watch_time: null,
}

/** What posts of the past gathered, as if it had just been read for the last time: nobody asks for it again. */
export async function addPastFigures(
  tx: Ctx,
  posts: readonly PastFigures[],
  apiVersions: ReadonlyMap<string, string>,
): Promise<void> {
  if (posts.length === 0) return
  const now = tx.clock.now()
  await tx.db
    .insertInto('measured_posts')
    .values(
      posts.map((post) => ({
        org_id: tx.orgId,
        target_id: post.targetId,
        post_id: post.postId,
        channel_id: post.channelId,
        external_id: post.externalId,
        format: post.format,
        title: post.title,
        labels: post.labels,
        published_at: post.publishedAt,
        ...noFigures,
        ...Object.fromEntries(post.figures.map(({ measure, value }) => [measure, value])),
        measured_at: now,
        next_at: null,
        gone_at: null,
      })),
    )
    .execute()
  for (const [channelId, apiVersion] of apiVersions) {
    const ofChannel = posts.filter((post) => post.channelId === channelId)
    const snapshots = ofChannel.flatMap(({ targetId, figures }) =>
      figures.map((figure) => ({ subject: targetId, figure, suspect: undefined })),
    )
    await addSnapshots(tx, { channelId, apiVersion, now }, snapshots)
  }
  await figuresChanged(tx, 'content')
}

/** Levels of the past by day. What was read itself stands. */
export async function addPastFollowers(
  tx: Ctx,
  days: ReadonlyArray<{ channelId: string; day: string; value: number }>,
): Promise<void> {
  if (days.length === 0) return
  await tx.db
    .insertInto('account_days')
    .values(
      days.map(({ channelId, day, value }) => ({
        org_id: tx.orgId,
        channel_id: channelId,
        measure: 'followers',
        day,
        value,
        captured_at: tx.clock.now(),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await figuresChanged(tx, 'content')
}

/** Something of a conversation of the past: a message, by whom, or its resolve. */
export interface PastAct {
  conversationId: string
  channelId: string
  at: Date
  what: 'contact' | 'member' | 'rule' | 'resolved'
}

/** Counts conversations of the past as the reader of the log would have; oldest act of each first. */
export async function countPastTalks(tx: Ctx, acts: readonly PastAct[]): Promise<void> {
  if (acts.length === 0) return
  const events = acts.map(({ conversationId, channelId, at, what }): LogEvent => {
    const isMessage = what !== 'resolved'
    const told = what === 'contact' ? messageReceived : isMessage ? messageCreated : conversationChanged
    return {
      orgId: tx.orgId,
      pos: '0',
      type: told.type,
      at,
      kind: isMessage ? 'message' : null,
      author: isMessage ? what : null,
      saidAt: isMessage ? at.toISOString() : null,
      isLate: false,
      conversation: conversationId,
      channel: channelId,
      newStatus: isMessage ? null : 'resolved',
      post: null,
    }
  })
  await countMessages(tx.db, events)
  await followSpells(tx.db, events)
  await figuresChanged(tx, 'inbox')
}
