import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { createTestDatabase } from '#test/kit/database.ts'
import type { TestDatabase } from '#test/kit/database.ts'
import { until } from '#test/kit/until.ts'
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
}, 60_000)
afterAll(async () => {
  await outside.close()
  await database.drop()
})

const headers = () => ({ authorization: `Bearer ${key}` })

/** Customers write and the team answers, until it is told to stop. */
function load(round: number, stop: AbortSignal) {
  const acked: string[] = []
  const replies: string[] = []
  const customers = Array.from({ length: 4 }, async (_, person) => {
    for (let n = 0; !stop.aborted; n++) {
      const id = `r${round}-c${person}-${n}`
      if ((await outside.webhook(`88${person}`, `Text ${id}`, id)) === 200) acked.push(id)
      await wait(5)
    }
  })
  const team = Array.from({ length: 2 }, async (_, member) => {
    for (let n = 0; !stop.aborted; n++) {
      const rows = await outside.sql<
        Array<{ id: string }>
      >`select id from conversations order by random() limit 1`
      if (!rows[0]) {
        await wait(20)
        continue
      }
      const text = `Answer ${round}-${member}-${n}`
      const body = JSON.stringify({ conversationId: rows[0].id, text, clientId: newId() })
      if ((await outside.post(`${outside.url}/api/v1/inbox/replies`, body, headers())) === 200)
        replies.push(text)
      await wait(15)
    }
  })
  return { acked, replies, done: Promise.all([...customers, ...team]) }
}

/** Waiting for the dead process's lease and heartbeat to run out takes minutes; the sample turns their clock. */
async function letTimePass(pid: number): Promise<void> {
  if (whole) return
  await outside.sql`update processes set beat_at = now() - interval '1 minute' where pid = ${pid}`
  await outside.sql`update conversations set send_lease_until = now() - interval '1 second' where send_lease_until is not null`
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
        const running = load(round, stop.signal)
        await wait(400 + random() * 1_500)
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
      if (process.env['DBG'])
        console.log(
          acked.length,
          await outside.sql`select state, reason, count(*) from inbound_events group by 1, 2`,
          await outside.sql`select count(*) from conversations`,
        )
      expect(acked.length).toBeGreaterThan(20)
      expect(replies.length).toBeGreaterThan(5)

      await until(
        async () => {
          const rows = await outside.sql<
            Array<{ id: string }>
          >`select provider_id as id from messages where author_kind = 'contact'`
          const stored = rows.map((row) => row.id)
          expect(new Set(stored).size).toBe(stored.length)
          const known = new Set(stored)
          expect(acked.filter((id) => !known.has(id))).toEqual([])
          return true
        },
        { timeoutMs: sample(30_000, 180_000), what: 'every acknowledged message to be in the inbox' },
      )
      await until(
        async () => {
          const rows = await outside.sql`select state from messages where state in ('queued', 'sending')`
          expect(rows).toHaveLength(0)
          return true
        },
        { timeoutMs: sample(40_000, 180_000), what: 'every reply to have an end' },
      )

      const arrived = new Map(outside.sandbox.creates(outside.account).map((one) => [one.text, one.times]))
      expect([...arrived].filter(([, times]) => times > 1)).toEqual([])
      const states = await outside.sql<Array<{ text: string; state: string }>>`
      select text, state from messages where state is not null`
      const stateOf = new Map(states.map((row) => [row.text, row.state]))
      expect(stateOf.size).toBe(states.length)
      for (const text of replies) {
        const state = must(stateOf.get(text), `a row for ${text}`)
        expect(['sent', 'delivered', 'read', 'unknown']).toContain(state)
        if (state !== 'unknown') expect({ text, times: arrived.get(text) }).toEqual({ text, times: 1 })
      }
      // And nothing went out that nobody wrote.
      for (const text of arrived.keys()) expect(stateOf.has(text)).toBe(true)
      const [one] =
        await outside.sql`select count(*)::int as n, count(distinct identity_id)::int as people from conversations`
      expect(one).toEqual({ n: 4, people: 4 })
      const counted =
        await outside.sql`select (select count(*)::int from conversations where status = 'open') as rows,
      (select value::int from counters where key = 'inbox:open:all') as kept`
      expect(counted[0]).toEqual({ rows: 4, kept: 4 })
    },
    sample(110_000, 900_000),
  )
})
