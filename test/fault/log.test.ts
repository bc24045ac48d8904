import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'
import type { LoggedEvent } from '#contracts/event.ts'
import { defineEventJob, defineEventsJob, defineJob } from '#contracts/job.ts'
import type { App, Ctx } from '#kernel/app.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { makeDispatcher } from '#kernel/dispatch.ts'
import { makeEventHub } from '#kernel/event-hub.ts'
import { newId } from '#kernel/ids.ts'
import { count, emit, enqueue } from '#kernel/outbox.ts'
import { runEventJob } from '../../src/worker/run-job.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { until } from '#test/kit/until.ts'

const happened = defineEvent({
  type: 'test.happened',
  payload: z.object({ n: z.number(), writer: z.number() }),
})
const grouped = defineEvent({
  type: 'test.grouped',
  payload: z.object({ n: z.number() }),
})
const handled: number[][] = []
const together = defineEventsJob({
  name: 'test/together',
  lane: 'ordinary',
  on: [grouped],
  async runAll(_ctx, events) {
    const numbers = events.map(({ payload }) => payload.n)
    if (numbers.includes(-1)) throw new Error('this one cannot be worked off')
    handled.push(numbers)
  },
})
const follow = defineEventJob({
  name: 'test/follow',
  lane: 'ordinary',
  on: [happened],
  run: () => Promise.resolve(),
})
const keyed = defineJob({
  name: 'test/keyed',
  lane: 'ordinary',
  payload: z.object({ object: z.string(), n: z.number() }),
  key: ({ object }) => object,
  run: () => Promise.resolve(),
})

let desk: TestApp
let app: App
let ctx: Ctx

beforeAll(async () => {
  const jobs = new Map([follow, keyed, together].map((job) => [job.name, job]))
  desk = await makeTestApp({ found: { jobs }, env: { DATABASE_POOL_SIZE: '10' } })
  app = desk.app
})
beforeEach(() => {
  ctx = makeCtx(app, { orgId: newId() })
})
afterAll(() => desk.close())

async function write(n: number, writer = 0, more?: (tx: Ctx) => Promise<void> | void): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    emit(tx, happened, newId(), { n, writer })
    await more?.(tx)
  })
}

const logged = async (): Promise<LoggedEvent[]> => [
  ...(await desk.sql<
    LoggedEvent[]
  >`select pos::text, payload, org_id as "orgId", type, object_id as "objectId",
    actor, request_id as "requestId", at from events where org_id = ${ctx.orgId} order by events.pos`),
]

/** Jobs of this organisation, taken out of the queue. */
async function takeJobs() {
  await app.dispatcher.drain()
  return desk.sql.begin(async (tx) => {
    await tx`set local role parley_worker`
    const rows = await tx<
      Array<{
        name: string
        payload: { data?: { n: number }; event?: LoggedEvent; events?: LoggedEvent[] }
        key: string | null
      }>
    >`
      delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and j.payload->>'orgId' = ${ctx.orgId}
      returning t.identifier as name, j.payload, j.key`
    return [...rows]
  })
}

describe('dispatch', () => {
  it('skips nobody with four dispatchers and writers that commit late', async () => {
    const seen: LoggedEvent[] = []
    const makeOne = () =>
      makeDispatcher({
        db: app.systemDb,
        jobs: app.jobs,
        log: app.log,
        onEvents: ({ events }) => seen.push(...events),
      })
    const dispatchers = Array.from({ length: 4 }, makeOne)
    dispatchers.forEach((one) => one.start())
    const cursor: string[] = []
    let last = '0'
    let done = false
    // Reads as a stream does: what stands after the last position it saw.
    const reader = (async () => {
      while (!done) {
        const rows = await desk.sql<Array<{ pos: string; id: string }>>`
          select pos::text, object_id as id from events where org_id = ${ctx.orgId} and pos > ${last} order by events.pos`
        cursor.push(...rows.map((row) => row.id))
        last = rows.at(-1)?.pos ?? last
      }
    })()
    await Promise.all(
      Array.from({ length: 12 }, async (_, writer) => {
        for (let n = 0; n < 25; n++) {
          await write(n, writer, async (tx) => {
            if (n % 5 === 0) await sql`select pg_sleep(0.03)`.execute(tx.db)
          })
          dispatchers[n % 4]?.kick()
        }
      }),
    )
    await until(async () => cursor.length >= 300, { what: 'the reader to see everything' })
    done = true
    await reader
    await Promise.all(dispatchers.map((one) => one.stop()))
    expect(new Set(cursor).size).toBe(300)
    const rows = await logged()
    expect(cursor).toEqual(rows.map((row) => row.objectId))
    for (let writer = 0; writer < 12; writer++) {
      const own = rows.filter((row) => row.payload['writer'] === writer).map((row) => row.payload['n'])
      expect(own).toEqual(Array.from({ length: 25 }, (_, n) => n))
    }
    expect(await takeJobs()).toHaveLength(300)
  })

  it('makes one job of many events for who takes them together, in their order', async () => {
    for (const part of [70, 50]) {
      await inTransaction(ctx, async (tx) => {
        for (let n = 0; n < part; n++) emit(tx, grouped, newId(), { n: part * 1000 + n })
      })
    }
    const other = makeCtx(app, { orgId: newId() })
    await inTransaction(other, async (tx) => emit(tx, grouped, newId(), { n: 7 }))
    const jobs = await takeJobs()
    const numbers = jobs.map((job) => (job.payload.events ?? []).map(({ payload }) => Number(payload['n'])))
    expect(numbers.map((one) => one.length).toSorted((a, b) => a - b)).toEqual([20, 50, 50])
    expect(numbers.flat().toSorted((a, b) => a - b)).toEqual(
      [...Array(50).keys()].map((n) => 50_000 + n).concat([...Array(70).keys()].map((n) => 70_000 + n)),
    )
    for (const one of jobs) {
      const order = (one.payload.events ?? []).map(({ pos }) => BigInt(pos))
      expect(order).toEqual(order.toSorted((a, b) => (a < b ? -1 : 1)))
    }
  })

  it('works off the others when one of those taken together cannot be', async () => {
    await inTransaction(ctx, async (tx) => {
      for (const n of [1, -1, 2]) emit(tx, grouped, newId(), { n })
    })
    const [made] = await takeJobs()
    handled.length = 0
    const run = { id: '1', attempt: 1, signal: new AbortController().signal }
    await expect(runEventJob(app, together, made?.payload.events ?? [], run)).rejects.toThrow('cannot be')
    expect(handled).toEqual([[1], [2]])
  })

  it('makes a job for who follows an event, and one of many with a key', async () => {
    await inTransaction(ctx, async (tx) => {
      emit(tx, happened, newId(), { n: 1, writer: 0 })
      enqueue(tx, keyed, { object: 'a', n: 1 })
      enqueue(tx, keyed, { object: 'b', n: 1 })
      enqueue(tx, keyed, { object: 'a', n: 2 })
    })
    await inTransaction(ctx, async (tx) => enqueue(tx, keyed, { object: 'a', n: 3 }))
    const jobs = await takeJobs()
    expect(jobs.filter((job) => job.name === 'test/follow').map((job) => job.payload.event?.payload)).toEqual(
      [{ n: 1, writer: 0 }],
    )
    const own = jobs.filter((job) => job.name === 'test/keyed')
    expect(new Map(own.map((job) => [job.key, job.payload.data?.n]))).toEqual(
      new Map([
        [`${ctx.orgId}:test/keyed:a`, 3],
        [`${ctx.orgId}:test/keyed:b`, 1],
      ]),
    )
    expect(own).toHaveLength(2)
  })

  it('sums counters of many at once', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        inTransaction(ctx, async (tx) => {
          count(tx, 'up', 2)
          count(tx, 'down', -1)
          if (n % 2 === 0) count(tx, 'even', 1)
        }),
      ),
    )
    await app.dispatcher.drain()
    const rows = await desk.sql`select key, value::int from counters where org_id = ${ctx.orgId} order by key`
    expect([...rows]).toEqual([
      { key: 'down', value: -40 },
      { key: 'even', value: 20 },
      { key: 'up', value: 80 },
    ])
  })

  it('sets a bad row aside alone, and takes it when it was mended', async () => {
    await app.dispatcher.drain()
    await write(1)
    const bad = [
      { type: 'test.happened', objectId: 'no uuid', payload: {}, actor: {}, requestId: 'r', at: 'no time' },
    ]
    await desk.sql`insert into outbox (org_id, events) values (${ctx.orgId}, ${JSON.stringify(bad)}::text::jsonb)`
    await write(2)
    await app.dispatcher.drain()
    expect((await logged()).map((row) => row.payload['n'])).toEqual([1, 2])
    const [row] = await desk.sql`select id::text, reason from outbox_set_aside where org_id = ${ctx.orgId}`
    expect(row?.['reason']).toContain('uuid')

    const mended = [
      { ...bad[0], objectId: newId(), payload: { n: 3, writer: 0 }, at: new Date().toISOString() },
    ]
    await desk.sql`update outbox_set_aside set events = ${JSON.stringify(mended)}::text::jsonb where org_id = ${ctx.orgId}`
    const { rows } = await sql<{
      ok: boolean
    }>`select replay_set_aside(${row?.['id']}::bigint) as ok`.execute(ctx.db)
    expect(rows[0]?.ok).toBe(true)
    await app.dispatcher.drain()
    expect((await logged()).map((one) => one.payload['n'])).toEqual([1, 2, 3])
  })

  it('writes nothing of a transaction that failed', async () => {
    const failing = write(1, 0, () => Promise.reject(new Error('changed its mind')))
    await expect(failing).rejects.toThrow('changed its mind')
    await app.dispatcher.drain()
    expect(await logged()).toEqual([])
  })

  it('refuses an event outside a transaction', () => {
    expect(() => emit(ctx, happened, newId(), { n: 1, writer: 0 })).toThrow('needs inTransaction')
  })
})

describe('the hub', () => {
  it('gives each event once and in order, whoever dispatched it', async () => {
    // As a second process: it dispatches nothing itself and learns by NOTIFY.
    const other = makeEventHub({ db: app.systemDb, log: app.log })
    const url = desk.app.pools
    const listening = await url.listen(
      'events',
      (pos) => other.notified(pos),
      () => other.catchUp(),
    )
    other.catchUp()
    const [here, there]: [string[], string[]] = [[], []]
    const stop = [
      app.hub.subscribe(ctx.orgId, (events) => here.push(...events.map((event) => event.pos))),
      other.subscribe(ctx.orgId, (events) => there.push(...events.map((event) => event.pos))),
    ]
    // The first look only finds out where the log ends; it may come after an event or before it.
    await until(async () => (await write(-1), here.length > 0 && there.length > 0), {
      what: 'events on both',
    })
    await until(() => here.at(-1) === there.at(-1), { what: 'both at one point' })
    await Promise.all(Array.from({ length: 100 }, (_, n) => write(n, n % 10)))
    const whole = async () => {
      const rows = await logged()
      const end = rows.at(-1)?.pos
      const all = rows.filter((row) => Number(row.payload['n']) >= 0).length === 100
      return all && here.at(-1) === end && there.at(-1) === end ? rows : undefined
    }
    const positions = (await until(whole, { what: 'all events' })).map((event) => event.pos)
    expect(here).toEqual(positions.slice(-here.length))
    expect(there).toEqual(positions.slice(-there.length))
    stop.forEach((end) => end())
    expect(other.subscriberCount()).toBe(0)
    await listening.unlisten()
  })

  it('reads what it missed while it could not hear', async () => {
    const hub = makeEventHub({ db: app.systemDb, log: app.log })
    hub.catchUp()
    const seen: unknown[] = []
    hub.subscribe(ctx.orgId, (events) => seen.push(...events.map((event) => event.payload['n'])))
    await until(async () => {
      await write(0)
      await app.dispatcher.drain()
      hub.catchUp()
      return seen.length > 0
    })
    seen.length = 0
    for (const n of [1, 2, 3]) await write(n)
    await app.dispatcher.drain()
    hub.catchUp()
    await until(() => seen.includes(3), { what: 'what was missed' })
    expect(seen.filter((n) => n !== 0)).toEqual([1, 2, 3])
  })

  it('loses nothing that is written between a look into the log and its answer', async () => {
    // Holds back the answers of the database, not the looks.
    let held: Promise<void> | undefined
    const slow = app.systemDb.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => (await held, result),
    })
    const hub = makeEventHub({ db: slow, log: app.log })
    hub.catchUp()
    const seen: unknown[] = []
    hub.subscribe(ctx.orgId, (events) => seen.push(...events.map((event) => event.payload['n'])))
    await until(async () => {
      await write(0)
      await app.dispatcher.drain()
      hub.catchUp()
      return seen.length > 0
    })
    seen.length = 0
    for (const n of [1, 2, 3]) {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      hub.catchUp()
      await wait(20)
      await write(n)
      await app.dispatcher.drain()
      hub.notified((await logged()).at(-1)?.pos ?? '0')
      await wait(30)
      held = undefined
      resolve()
      await until(() => seen.includes(n), { what: `event ${n}`, timeoutMs: 5_000 })
    }
    expect(seen.filter((n) => n !== 0)).toEqual([1, 2, 3])
  })
})

describe('a tenant', () => {
  it('may put nothing into another’s outbox, read none, and move none', async () => {
    const other = newId()
    const denied = { code: '42501' }
    await expect(sql`insert into outbox (org_id) values (${other})`.execute(ctx.db)).rejects.toMatchObject(
      denied,
    )
    await expect(sql`insert into outbox (org_id) values (null)`.execute(ctx.db)).rejects.toMatchObject(denied)
    await expect(sql`select * from outbox`.execute(ctx.db)).rejects.toMatchObject(denied)
    await expect(
      sql`insert into events (org_id) values (${ctx.orgId})`.execute(ctx.db),
    ).rejects.toMatchObject(denied)
    await expect(sql`update counters set value = 0`.execute(ctx.db)).rejects.toMatchObject(denied)
    await expect(sql`select dispatch(1, 0, '{}')`.execute(ctx.db)).rejects.toMatchObject(denied)
    await expect(sql`select dispatch_rows('{}', '{}')`.execute(ctx.db)).rejects.toMatchObject(denied)
    await expect(sql`select add_job_specs('[]')`.execute(ctx.db)).rejects.toMatchObject(denied)
    await expect(sql`select * from graphile_worker._private_jobs`.execute(ctx.db)).rejects.toMatchObject(
      denied,
    )
    for (const table of ['inbound_events', 'channel_routes', 'channel_polls', 'processes']) {
      await expect(sql`select * from ${sql.id(table)}`.execute(ctx.db)).rejects.toMatchObject(denied)
    }
  })

  it('sees nothing of another in any table', async () => {
    await write(1)
    await app.dispatcher.drain()
    const stranger = makeCtx(app, { orgId: newId() })
    const tables = await desk.sql<Array<{ name: string }>>`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relrowsecurity and c.relname <> 'outbox' and not c.relispartition`
    expect(tables.length).toBeGreaterThan(20)
    for (const { name } of tables) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.id(name)}`.execute(
        stranger.db,
      )
      expect({ name, n: rows[0]?.n }).toEqual({ name, n: 0 })
    }
    expect((await sql`select from events`.execute(ctx.db)).rows.length).toBe(1)
  })

  it('cannot leave its organisation by another transaction on the same connection', async () => {
    const other = makeCtx(app, { orgId: newId() })
    await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const who = n % 2 === 0 ? ctx : other
        const { rows } = await sql<{ org: string }>`select current_setting('app.org_id') as org`.execute(
          who.db,
        )
        expect(rows[0]?.org).toBe(who.orgId)
      }),
    )
  })
})
