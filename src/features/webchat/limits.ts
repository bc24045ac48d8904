import type { App } from '#kernel/app.ts'
import { AppError } from '#kernel/errors.ts'
import type { LimitRule } from '#kernel/limiter.ts'

const minuteMs = 60_000

type Act = 'visit' | 'read' | 'write' | 'upload' | 'typing' | 'seen' | 'stream'
type Scale = 'address' | 'visitor' | 'channel'

/** Generous to a person who types fast and to an office behind one address; narrow for a script. */
const rules: Record<Act, Partial<Record<Scale, LimitRule>>> = {
  visit: { address: { points: 40, perMs: minuteMs }, channel: { points: 2_000, perMs: minuteMs } },
  read: { address: { points: 300, perMs: minuteMs }, visitor: { points: 120, perMs: minuteMs } },
  write: {
    address: { points: 120, perMs: minuteMs },
    visitor: { points: 30, perMs: minuteMs },
    channel: { points: 3_000, perMs: minuteMs },
  },
  upload: {
    address: { points: 40, perMs: 10 * minuteMs },
    visitor: { points: 15, perMs: 10 * minuteMs },
    channel: { points: 300, perMs: minuteMs },
  },
  typing: { visitor: { points: 60, perMs: minuteMs } },
  seen: { visitor: { points: 120, perMs: minuteMs } },
  stream: { address: { points: 120, perMs: minuteMs }, visitor: { points: 30, perMs: minuteMs } },
}

/** Takes one point of each count; throws `limit` with the time when it may go on. */
export async function takeLimits(
  app: App,
  act: Act,
  who: { address: string; channelId: string; visitorId?: string },
): Promise<void> {
  const keys: Record<Scale, string | undefined> = {
    address: who.address,
    visitor: who.visitorId && `${who.channelId}/${who.visitorId}`,
    channel: who.channelId,
  }
  // The narrow counts first, so that one visitor's refused tries do not use up everybody's.
  for (const scale of ['visitor', 'address', 'channel'] as const) {
    const rule = rules[act][scale]
    const key = keys[scale]
    if (!rule || key === undefined) continue
    const taken = await app.limiter.take(`webchat:${act}:${scale}:${key}`, rule)
    if (!taken.ok) throw tooMany(taken.retryAt)
  }
}

const tooMany = (retryAt: Date) =>
  new AppError('limit', 'That was a lot at once. Please wait a moment and try again.', {
    details: { retryAt: retryAt.toISOString() },
  })
