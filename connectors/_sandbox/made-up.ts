import { createHash } from 'node:crypto'

/**
 * Figures that nobody set, made up so that a demo looks alive: they follow from ids and the clock alone, so they are
 * the same each time, and what grows never shrinks.
 */
const dayMs = 86_400_000
/** Half of those who will ever see a post have seen it after some 12 hours; after a week hardly anyone comes. */
const growthMs = 18 * 3_600_000

/** From `low` up to `high`, the same each time for the same parts. */
function between(low: number, high: number, ...parts: string[]): number {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest()
  return low + (hash.readUInt32BE() / 2 ** 32) * (high - low)
}

export interface PostAudience {
  views: number
  reach: number
  likes: number
  comments: number
  shares: number
  saves: number
  clicks: number
  watchedMs: number
}

/** What a post has gathered at that age. */
export function postAudience(id: string, ageMs: number): PostAudience {
  const grown = 1 - Math.exp(-Math.max(0, ageMs) / growthMs)
  const views = between(500, 6_500, 'views', id)
  const reach = views * between(0.6, 0.88, 'reach', id)
  const likes = reach * between(0.03, 0.1, 'likes', id)
  const now = (most: number) => Math.floor(most * grown)
  return {
    views: now(views),
    reach: now(reach),
    likes: now(likes),
    comments: now(likes * between(0.08, 0.25, 'comments', id)),
    shares: now(likes * between(0.05, 0.2, 'shares', id)),
    saves: now(likes * between(0.1, 0.35, 'saves', id)),
    clicks: now(reach * between(0.005, 0.03, 'clicks', id)),
    watchedMs: now(views * between(3_500, 11_000, 'watched', id)),
  }
}

/** Sunday first: people look at lunch breaks, not on weekends. */
const weekdays = [0.68, 0.95, 1.05, 1.1, 1.15, 1.0, 0.75]

export interface DayAudience {
  views: number
  reach: number
  gained: number
  lost: number
}

/** What an account gathered on a day; `part` of a day that is not over. */
export function dayAudience(account: string, day: string, part = 1): DayAudience {
  const weekday = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? 1
  const views = between(900, 2_600, 'day', account) * weekday * between(0.8, 1.2, 'day', account, day)
  const now = (most: number) => Math.floor(most * part)
  return {
    views: now(views),
    reach: now(views * between(0.55, 0.75, 'day reach', account, day)),
    gained: now(weekday * between(3, 16, 'gained', account, day)),
    lost: now(between(0, 5, 'lost', account, day)),
  }
}

const firstDay = Date.parse('2026-01-01T00:00:00Z')

/** How many follow the account at the end of a day: what it gained and lost on the days before is in it. */
export function followersAfter(account: string, day: string): number {
  const last = Date.parse(`${day}T00:00:00Z`)
  let followers = Math.floor(between(1_200, 9_000, 'followers', account))
  for (let at = firstDay; at <= last; at += dayMs) {
    const { gained, lost } = dayAudience(account, new Date(at).toISOString().slice(0, 10))
    followers += gained - lost
  }
  return followers
}
