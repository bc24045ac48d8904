/** Telegram lets a few messages go at once, then one a second to a chat; 20 a minute to a group; 30 a second in all. */
const burst = 5
const perMinuteInGroup = 20
const perSecond = 30

export interface Rates {
  /** @returns seconds to wait, when it is too much. */
  take(chat: number, isGroup: boolean, now: number): number | undefined
}

export function makeRates(): Rates {
  const byChat = new Map<number, number[]>()
  let all: number[] = []
  return {
    take(chat, isGroup, now) {
      all = all.filter((at) => at > now - 1000)
      const recent = (byChat.get(chat) ?? []).filter((at) => at > now - 60_000)
      byChat.set(chat, recent)
      if (all.length >= perSecond) return 1
      const oldest = recent.at(-perMinuteInGroup)
      if (isGroup && oldest !== undefined) return Math.ceil((oldest + 60_000 - now) / 1000)
      if (lately(recent, now) >= burst) return 1
      all.push(now)
      recent.push(now)
      return undefined
    },
  }
}

/** How full a bucket is that loses one each second. */
function lately(times: readonly number[], now: number): number {
  let level = 0
  let last = times[0] ?? now
  for (const at of times) {
    level = Math.max(0, level - (at - last) / 1000) + 1
    last = at
  }
  return Math.max(0, level - (now - last) / 1000)
}
