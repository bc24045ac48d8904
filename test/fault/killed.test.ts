import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must } from '#kernel/assert.ts'
import type { TransactionSql } from 'postgres'
import { createTestDatabase } from '#test/kit/database.ts'
import type { TestDatabase } from '#test/kit/database.ts'
import { until } from '#test/kit/until.ts'
import { expectAllThere, load } from './load.ts'
import { makeOutside } from './outside.ts'
import type { Child, Outside } from './outside.ts'
import { makeRandom, sample, seed, whole } from './whole.ts'

let database: TestDatabase
let outside: Outside
let child: Child
let key = ''

beforeAll(async () => {
  database = await createTestDatabase()
  outside = await makeOutside(database.url)
  child = await outside.startChild({ FAULT_PAGE_TOKEN: outside.pageToken })
  key = must(child.ready.key, 'key')
})
afterAll(async () => {
  await outside.close()
  await database.drop()
})

/** Waiting for the dead process's lease and heartbeat to run out takes minutes; the sample turns their clock. */
async function letTimePass(pid: number): Promise<void> {
  if (whole) return
  await outside.sql`update processes set beat_at = now() - interval '1 minute' where pid = ${pid}`
  await outside.sql`update conversations set send_lease_until = now() - interval '1 second'
    where send_lease_until is not null`
}

async function asWorker<T>(work: (sql: TransactionSql) => Promise<T>): Promise<T> {
  let result: T | undefined
  await outside.sql.begin(async (tx) => {
    await tx`set local role parley_worker`
    result = await work(tx)
  })
  return must(result, 'result')
}

describe('the program is killed under load', () => {
  it(
    `and nothing is lost, nothing sent twice (seed ${seed})`,
    async () => {
      const random = makeRandom(seed)
      const acked: string[] = []
      const replies: string[] = []
      for (let round = 0; round < sample(2, 12); round++) {
        const stop = new AbortController()
        const running = load(outside, key, `r${round}`, stop.signal)
        await until(() => running.acked.length > 20 && running.replies.length > 3, {
          timeoutMs: 40_000,
          what: 'load',
        })
        await wait(random() * 1_000)
        const { pid } = child
        await child.kill('SIGKILL')
        await wait(random() * 200)
        stop.abort()
        await running.done
        acked.push(...running.acked)
        replies.push(...running.replies)
        child = await outside.startChild()
        await letTimePass(pid)
      }
      await expectAllThere(outside, { acked, replies })

      const [one] = await outside.sql`select count(*)::int as n, count(distinct identity_id)::int as people,
        (select value::int from counters where key = 'inbox:open:all') as counted from conversations`
      expect(one).toEqual({ n: 4, people: 4, counted: 4 })
    },
    sample(120_000, 900_000),
  )
})

describe('a process that died', () => {
  it('shows red within half a minute, and its jobs run elsewhere within a minute', async () => {
    const health = async () => (await fetch(`${outside.url}/healthz?deep=1`)).status
    await until(async () => (await health()) === 200, { timeoutMs: 90_000, what: 'health to be good' })
    const worker = await outside.startChild({ ROLES: 'worker' })
    const [row] = await outside.sql<
      Array<{ pools: string[] }>
    >`select pools from processes where pid = ${worker.pid}`
    const pool = must(row?.pools[0], 'a pool of the worker')
    await worker.kill('SIGKILL')
    const killedAt = Date.now()
    const jobId = await asWorker(async (sql) => {
      const [job] = await sql<Array<{ id: string }>>`select id from graphile_worker.add_job(
        'inbox/wake-snoozed', '{"orgId":null,"data":{}}', run_at := now() + interval '1 hour', max_attempts := 8)`
      const { id } = must(job, 'job')
      await sql`update graphile_worker._private_jobs set locked_by = ${pool}, locked_at = now(), attempts = 1,
        run_at = now() where id = ${id}`
      return id
    })
    if (!whole) {
      await outside.sql`update processes set beat_at = now() - interval '16 seconds' where pid = ${worker.pid}`
    }
    await until(async () => (await health()) === 503, { timeoutMs: 30_000, what: 'health to be red' })
    await letTimePass(worker.pid)
    const isDone = () =>
      asWorker(async (sql) => {
        const rows = await sql`select from graphile_worker._private_jobs where id = ${jobId}`
        return { done: rows.length === 0 }
      })
    await until(async () => (await isDone()).done, {
      timeoutMs: 60_000 - (Date.now() - killedAt),
      what: 'the job of the dead process to run',
    })
    await until(async () => (await health()) === 200, { what: 'health to be good again' })
  }, 180_000)
})
