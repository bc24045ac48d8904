import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { LoggedEvent } from '#contracts/event.ts'
import type { Database } from './db.ts'
import type { Dispatched } from './dispatch.ts'
import type { Logger } from './log.ts'

/**
 * Carries new events to the open streams of this process, in order and without a gap: what comes in its turn goes
 * straight on, all else is read when NOTIFY tells of it.
 */
export interface EventHub {
  subscribe(orgId: string, onEvents: (events: LoggedEvent[]) => void): () => void
  /** What a dispatcher moved, the own one or, told by Redis, another process's. */
  push(dispatched: Dispatched): void
  /** Another process says that positions up to this one exist. */
  notified(pos: string): void
  /** Reads what was missed while the LISTEN connection was down. */
  catchUp(): void
  subscriberCount(): number
}

const readLimit = 1_000
/** The notice of what we dispatched ourselves often overtakes the answer that brings the events: wait for that. */
const ownNoticeMs = 10

export function makeEventHub(options: {
  db: Kysely<Database>
  log: Logger
  /** Called each time the log is read. */
  onRead?: () => void
}): EventHub {
  const subscribers = new Map<string, Set<(events: LoggedEvent[]) => void>>()
  let last: bigint | undefined
  let wanted = 0n
  let reading: Promise<void> | undefined

  function deliver(events: LoggedEvent[]): void {
    const byOrg = Map.groupBy(events, (event) => event.orgId)
    for (const [orgId, ofOrg] of byOrg) {
      for (const onEvents of subscribers.get(orgId) ?? []) {
        try {
          onEvents(ofOrg)
        } catch (error) {
          // The other streams must have theirs.
          options.log.error({ err: error }, 'a subscriber of events failed')
        }
      }
    }
  }

  async function readOnce(): Promise<boolean> {
    options.onRead?.()
    if (last === undefined) {
      const { rows } = await sql<{
        pos: string
      }>`select coalesce(max(pos), 0)::text as pos from events`.execute(options.db)
      last = BigInt(rows[0]?.pos ?? '0')
      return false
    }
    // What is told of while we read may have been written after our look.
    const told = wanted
    const { rows } = await sql<{ event: LoggedEvent }>`
      select jsonb_build_object('orgId', org_id, 'pos', pos::text, 'type', type, 'objectId', object_id,
        'payload', payload, 'actor', actor, 'requestId', request_id, 'at', at) as event
      from events where pos > ${String(last)}::bigint order by pos limit ${readLimit}`.execute(options.db)
    const events = rows.map((row) => row.event)
    const newest = events.at(-1)
    if (newest) {
      last = BigInt(newest.pos)
      deliver(events)
    } else if (told > last) {
      // Positions of a rolled-back row: nothing stands there.
      last = told
    }
    return events.length === readLimit
  }

  function read(): void {
    if (reading) return
    reading = (async () => {
      try {
        do {
          while (await readOnce());
        } while (last !== undefined && wanted > last)
      } catch (error) {
        options.log.warn({ err: error }, 'events not read, will try at the next notice')
      } finally {
        reading = undefined
      }
    })()
  }

  const isBehind = (pos: string) => last === undefined || BigInt(pos) > last

  function readUpTo(pos: string): void {
    if (!isBehind(pos)) return
    if (BigInt(pos) > wanted) wanted = BigInt(pos)
    read()
  }

  return {
    subscribe(orgId, onEvents) {
      const ofOrg = subscribers.get(orgId) ?? new Set()
      subscribers.set(orgId, ofOrg.add(onEvents))
      return () => {
        ofOrg.delete(onEvents)
        if (ofOrg.size === 0 && subscribers.get(orgId) === ofOrg) subscribers.delete(orgId)
      }
    },
    push({ before, after, events }) {
      if (!isBehind(after)) return
      if (!reading && last !== undefined && last === BigInt(before)) {
        last = BigInt(after)
        deliver(events)
      } else {
        if (BigInt(after) > wanted) wanted = BigInt(after)
        read()
      }
    },
    notified(pos) {
      if (isBehind(pos)) setTimeout(readUpTo, ownNoticeMs, pos).unref()
    },
    catchUp: read,
    subscriberCount: () => [...subscribers.values()].reduce((sum, set) => sum + set.size, 0),
  }
}
