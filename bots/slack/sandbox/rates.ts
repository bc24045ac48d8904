import type { Clock } from '#kernel/clock.ts'

/** Calls a minute by Slack's tiers; a method that is not here is of the fourth. */
const perMinute: Record<string, number> = {
  'apps.connections.open': 20,
  'conversations.list': 20,
  'conversations.history': 50,
  'conversations.replies': 50,
  'conversations.open': 50,
  'chat.update': 50,
  'chat.postEphemeral': 100,
}
const otherwise = 100

/** About one message a second to each channel; Slack tolerates short bursts, without saying how long. */
const postsPerSecond = 1
const postBurst = 10

/** Seconds to wait, or 0 when the call may go on. */
export type Rates = (team: string, method: string, channel: string | undefined) => number

export function makeRates(clock: Clock): Rates {
  const buckets = new Map<string, { left: number; at: number }>()

  return (team, method, channel) => {
    const posts = method === 'chat.postMessage'
    const most = posts ? postBurst : (perMinute[method] ?? otherwise)
    const perSecond = posts ? postsPerSecond : most / 60
    const key = posts ? `${team}:${method}:${channel ?? ''}` : `${team}:${method}`
    const now = clock.now().getTime()
    const bucket = buckets.get(key) ?? { left: most, at: now }
    const left = Math.min(most, bucket.left + ((now - bucket.at) / 1000) * perSecond)
    const allowed = left >= 1
    buckets.set(key, { left: allowed ? left - 1 : left, at: now })
    return allowed ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond))
  }
}
