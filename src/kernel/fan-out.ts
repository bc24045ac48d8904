import type { Dispatched } from './dispatch.ts'
import { newId } from './ids.ts'
import type { Redis } from './redis.ts'

/** Longer ones are read from the database by who wants them. */
const longestText = 256 * 1024

/**
 * Tells the other processes what this one dispatched, so that they need not read it. What is lost on the way they read
 * when NOTIFY tells of it, and what comes out of turn they read as well: the order is the hub's.
 *
 * @param heard takes what another process dispatched.
 * @returns what to call with everything that was dispatched here.
 */
export function shareEvents(
  redis: Redis,
  heard: (dispatched: Dispatched) => void,
): (dispatched: Dispatched) => void {
  const self = newId()
  redis.subscribe('events', (text) => {
    const { from, dispatched } = JSON.parse(text) as { from: string; dispatched: Dispatched }
    if (from !== self) heard(dispatched)
  })
  return (dispatched) => {
    if (!redis.answers()) return
    const text = JSON.stringify({ from: self, dispatched })
    if (text.length <= longestText) void redis.publish('events', text)
  }
}
