import { Temporal } from 'temporal-polyfill'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import type { PublishedPost } from '#features/posts/index.ts'
import type { Dice } from './dice.ts'
import { guide, pastHours, pastPlatforms, pastTexts } from './past-posts.ts'
import type { PastKind } from './past-posts.ts'

const oldestDays = 70
/** Younger ones would stand beside what the newcomer does, and count for no best time yet. */
const youngestDays = 3
/** The one that everybody shared is so old that it is settled, and stands in the figures of the last 30 days. */
const bestWithinDays = 12

export interface PlannedPost {
  post: PublishedPost
  kind: PastKind
  /** How much better than an ordinary post it did: its hour, its luck, and how the shop grows. */
  strength: number
}

export interface PostPlan {
  zone: string
  now: Date
  channels: ReadonlyMap<string, string>
  authors: readonly Ctx[]
  pictures: readonly string[]
}

/** Some 45 posts of the last ten weeks. */
export function planPosts(plan: PostPlan, dice: Dice): PlannedPost[] {
  const today = Temporal.Instant.fromEpochMilliseconds(plan.now.getTime())
    .toZonedDateTimeISO(plan.zone)
    .toPlainDate()
  const planned: PlannedPost[] = []
  let hasBest = false
  for (let ago = oldestDays; ago >= youngestDays; ago--) {
    const day = today.subtract({ days: ago })
    const hour = pastHours.find(({ weekday }) => weekday === day.dayOfWeek)
    const skipped = dice.happens(ago > 32 ? 0.3 : 0.15)
    if (!hour || (skipped && hour.weekday !== 4)) continue
    const index = planned.length
    const said = must(pastTexts[index % pastTexts.length], 'a text')
    const isBest: boolean = !hasBest && hour.weekday === 4 && ago <= bestWithinDays
    hasBest ||= isBest
    const kind = isBest ? 'carousel' : said.kind
    const grown = 1.2 - (0.45 * ago) / oldestDays
    planned.push({
      kind,
      strength: hour.lift * grown * dice.between(0.8, 1.2) * (isBest ? 1.6 : 1),
      post: postOf(plan, index, {
        kind,
        text: isBest ? 'We drew every plant in the shop. Which one is yours?' : said.text,
        label: isBest ? 'community' : said.label,
        at: day.toZonedDateTime({ timeZone: plan.zone, plainTime: hour.time }),
      }),
    })
  }
  return planned.filter(({ post }) => post.targets.length > 0)
}

interface Said {
  kind: PastKind
  text: string
  label: string
  at: Temporal.ZonedDateTime
}

function postOf(plan: PostPlan, index: number, { kind, text, label, at }: Said): PublishedPost {
  const author = must(plan.authors[index % plan.authors.length], 'an author')
  const id = `9${at.epochMilliseconds}${index}`
  return {
    act: `${pastActs}${index}`,
    body: {
      text,
      thread: kind === 'thread' ? ['Save this one for Sunday.'] : [],
      media: picturesOf(plan.pictures, kind, index).map((mediaId) => ({
        mediaId,
        alt: 'A plant in a terracotta pot',
        part: 0,
      })),
      options: {},
      ...(kind === 'story' ? { format: 'story' as const } : {}),
      ...(kind === 'link' ? { link: guide } : {}),
    },
    labels: [label],
    author: { actor: author.actor, memberId: author.memberId ?? null },
    at: new Date(at.epochMilliseconds),
    wall: at.toPlainDateTime().toString({ smallestUnit: 'second' }),
    zone: plan.zone,
    targets: pastPlatforms[kind].flatMap((platform) => {
      const channelId = plan.channels.get(platform)
      return channelId === undefined ? [] : [{ channelId, externalId: id }]
    }),
  }
}

/** Their acts begin so: what tells that the past is there. */
export const pastActs = 'demo-past-'

function picturesOf(pictures: readonly string[], kind: PastKind, index: number): string[] {
  if (kind === 'carousel') return [...pictures]
  if (kind !== 'photo' && kind !== 'story') return []
  return pictures.slice(index % pictures.length).slice(0, 1)
}
