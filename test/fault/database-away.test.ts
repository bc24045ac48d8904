import { setTimeout as wait } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '#kernel/assert.ts'
import { createTestDatabase } from '#test/kit/database.ts'
import type { TestDatabase } from '#test/kit/database.ts'
import { until } from '#test/kit/until.ts'
import { expectAllThere, load } from './load.ts'
import { makeOutside } from './outside.ts'
import type { Child, Outside } from './outside.ts'
import { sample } from './whole.ts'

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

/** As a restart of the server looks to the program: every connection is cut, and none is accepted for a while. */
async function takeAway(ms: number): Promise<void> {
  const name = new URL(database.url).pathname.slice(1)
  const admin = new URL(database.superuserUrl)
  admin.pathname = '/postgres'
  const sql = postgres(admin.href, { max: 1, onnotice: () => undefined })
  try {
    await sql.unsafe(`alter database ${name} allow_connections false`)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
    await wait(ms)
    await sql.unsafe(`alter database ${name} allow_connections true`)
  } finally {
    await sql.end()
  }
}

/** Texts that a browser sees, read anew by itself when the stream ends. */
async function follow(seen: string[], stop: AbortSignal): Promise<void> {
  let after = ''
  while (!stop.aborted) {
    try {
      const response = await fetch(`${outside.url}/api/v1/stream${after ? `?after=${after}` : ''}`, {
        headers: { authorization: `Bearer ${key}` },
        signal: stop,
      })
      const decoder = new TextDecoder()
      for await (const chunk of response.body ?? []) {
        const text = decoder.decode(chunk, { stream: true })
        after = [...text.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1] ?? after
        seen.push(text)
      }
    } catch {
      // Cut off: a browser comes back, too.
      await wait(50)
    }
  }
}

it(
  'the database goes away and comes back under load, and the program goes on by itself',
  async () => {
    const seen: string[] = []
    const leave = new AbortController()
    const following = follow(seen, leave.signal)
    const acked: string[] = []
    const replies: string[] = []
    for (let round = 0; round < sample(2, 10); round++) {
      const stop = new AbortController()
      const running = load(outside, key, `d${round}`, stop.signal)
      await until(() => running.acked.length > 20 && running.replies.length > 2, {
        timeoutMs: 80_000,
        what: 'load',
      })
      await takeAway(sample(1_500, 6_000))
      const before = running.acked.length
      await until(() => running.acked.length > before + 10, {
        timeoutMs: 100_000,
        what: 'webhooks to be taken again',
      })
      stop.abort()
      await running.done
      acked.push(...running.acked)
      replies.push(...running.replies)
    }
    expect(child.process.exitCode).toBeNull()
    await outside.sql`update conversations set send_lease_until = now() - interval '1 second' where send_lease_until is not null`
    await expectAllThere(outside, { acked, replies })

    const [trouble] = await outside.sql`select
    (select count(*)::int from parked_events) as parked, (select count(*)::int from outbox_set_aside) as aside,
    (select count(*)::int from inbound_events where state = 'parked') as unrouted,
    (select count(*)::int from processes where beat_at > now() - interval '10 seconds') as beating`
    expect(trouble).toEqual({ parked: 0, aside: 0, unrouted: 0, beating: 1 })
    await until(async () => (await fetch(`${outside.url}/healthz?deep=1`)).ok, {
      timeoutMs: 100_000,
      what: 'health to be good',
    })

    expect(await outside.webhook('880', 'After all that', 'after-all')).toBe(200)
    await until(() => seen.join('').includes('After all that'), { what: 'the live stream to tell of it' })
    leave.abort()
    await following
  },
  sample(120_000, 900_000),
)
