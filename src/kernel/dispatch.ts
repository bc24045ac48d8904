import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { LoggedEvent } from '#contracts/event.ts'
import type { AnyJob } from '#contracts/job.ts'
import type { Database } from './db.ts'
import { errorText } from './errors.ts'
import type { Logger } from './log.ts'
import { defaultMaxAttempts, lanePriority } from './outbox.ts'

/** Moves outbox rows to the event log and the job queue. One per process; any number of processes. */
export interface Dispatcher {
  /** Say that something was committed. Never blocks; runs at most one dispatch and one more behind it. */
  kick(): void
  /** Moves everything that is there now; for tests and for a clean stop. */
  drain(): Promise<number>
  start(): void
  stop(): Promise<void>
}

const batchSize = 500
const lookEveryMs = 250
const restMs = 20
/** Dead rows of a long snapshot make every look slow; rows this old are looked at more rarely. */
const fullLookEveryMs = 10_000
const floorAgeMs = 60_000

/** What one call of `dispatch()` moved. Positions in (before, after] belong to it alone. */
export interface Dispatched {
  moved: number
  before: string
  after: string
  events: LoggedEvent[]
}

export function makeDispatcher(options: {
  db: Kysely<Database>
  jobs: ReadonlyMap<string, AnyJob>
  log: Logger
  onEvents: (dispatched: Dispatched) => void
}): Dispatcher {
  const subscribers = JSON.stringify(subscriberSpecs(options.jobs))
  const floor = makeFloor()
  let running: Promise<void> | undefined
  let again = false
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function moveBatch(from: string): Promise<number> {
    const { rows } = await sql<{ result: Dispatched }>`
      select dispatch(${batchSize}, ${from}::bigint, ${subscribers}::text::jsonb) as result`.execute(
      options.db,
    )
    const result = rows[0]?.result
    if (result && result.moved > 0 && result.events.length > 0) options.onEvents(result)
    return result?.moved ?? 0
  }

  async function moveAll(): Promise<number> {
    let moved = 0
    for (;;) {
      const count = await moveBatch(floor.value())
      moved += count
      if (count < batchSize) return moved
    }
  }

  async function loop(): Promise<void> {
    do {
      again = false
      try {
        await moveAll()
      } catch (error) {
        if (stopped) return
        options.log.warn({ err: error }, 'dispatch failed, will look again')
        await wait(lookEveryMs)
      }
      // What was kicked meanwhile waits a moment for company: a batch is a commit, and a look of the lanes it has jobs for.
      if (again && !stopped) await wait(restMs)
    } while (again && !stopped)
  }

  function kick(): void {
    if (stopped) return
    if (running) {
      again = true
      return
    }
    running = loop().finally(() => {
      running = undefined
    })
  }

  async function look(): Promise<void> {
    try {
      await floor.advance(options.db)
    } catch (error) {
      options.log.debug({ reason: errorText(error) }, 'outbox floor not read')
    }
    kick()
  }

  return {
    kick,
    async drain() {
      if (running) await running
      return moveAll()
    },
    start() {
      timer = setInterval(() => void look(), lookEveryMs)
      timer.unref()
      kick()
    },
    async stop() {
      clearInterval(timer)
      if (running) await running
      stopped = true
    },
  }
}

/** The highest outbox id of a minute ago; zero at each full look, for rows that were committed late. */
function makeFloor() {
  let floor = '0'
  let next = { id: '0', at: 0 }
  let fullLookAt = 0
  return {
    value: () => floor,
    async advance(db: Kysely<Database>): Promise<void> {
      const now = Date.now()
      if (now - fullLookAt >= fullLookEveryMs) {
        fullLookAt = now
        floor = '0'
        return
      }
      if (now - next.at < floorAgeMs) return
      const { rows } = await sql<{ id: string | null }>`
        select last_value::text as id from outbox_id_seq`.execute(db)
      floor = next.id
      next = { id: rows[0]?.id ?? '0', at: now }
    },
  }
}

function subscriberSpecs(jobs: ReadonlyMap<string, AnyJob>): Record<string, object[]> {
  const specs: Record<string, object[]> = {}
  for (const job of jobs.values()) {
    if (!('on' in job)) continue
    for (const kind of job.on) {
      const spec = {
        identifier: job.name,
        max_attempts: job.maxAttempts ?? defaultMaxAttempts,
        priority: lanePriority[job.lane],
        ...('runAll' in job ? { together: true } : {}),
      }
      ;(specs[kind.type] ??= []).push(spec)
    }
  }
  return specs
}
