import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { until } from '#test/kit/until.ts'
import type { Outside } from './outside.ts'
import { sample } from './whole.ts'

/** Customers write and the team answers, until it is told to stop. */
export function load(outside: Outside, key: string, round: string, stop: AbortSignal) {
  const headers = { authorization: `Bearer ${key}` }
  const acked: string[] = []
  const replies: string[] = []
  const customers = Array.from({ length: 4 }, async (_, person) => {
    for (let n = 0; !stop.aborted; n++) {
      const id = `${round}-c${person}-${n}`
      if ((await outside.webhook(`88${person}`, `Text ${id}`, id)) === 200) acked.push(id)
      await wait(10)
    }
  })
  const team = Array.from({ length: 2 }, async (_, member) => {
    for (let n = 0; !stop.aborted; n++) {
      const conversationId = await someConversation(outside)
      const text = `Answer ${round}-${member}-${n}`
      const body = JSON.stringify({ conversationId, text, clientId: newId() })
      const answered =
        conversationId && (await outside.post(`${outside.url}/api/v1/inbox/replies`, body, headers)) === 200
      if (answered) replies.push(text)
      await wait(20)
    }
  })
  return { acked, replies, done: Promise.all([...customers, ...team]) }
}

async function someConversation(outside: Outside): Promise<string | undefined> {
  try {
    const [row] = await outside.sql<
      Array<{ id: string }>
    >`select id from conversations order by random() limit 1`
    return row?.id
  } catch {
    // The database is away on purpose.
    return undefined
  }
}

interface Done {
  acked: string[]
  replies: string[]
}

/** Every acknowledged message once in the inbox; every reply sent once, or its fate unknown. */
export async function expectAllThere(outside: Outside, { acked, replies }: Done): Promise<void> {
  await until(
    async () => {
      const rows = await outside.sql<Array<{ id: string }>>`
        select provider_id as id from messages where author_kind = 'contact'`
      const stored = rows.map((row) => row.id)
      expect(new Set(stored).size).toBe(stored.length)
      const known = new Set(stored)
      expect(acked.filter((id) => !known.has(id))).toEqual([])
      return true
    },
    { timeoutMs: sample(45_000, 180_000), what: 'every acknowledged message to be in the inbox' },
  )
  await until(
    async () => {
      const rows = await outside.sql`select from messages where state in ('queued', 'sending')`
      expect(rows).toHaveLength(0)
      return true
    },
    { timeoutMs: sample(45_000, 180_000), what: 'every reply to have an end' },
  )
  const sent = outside.sandbox.creates(outside.account)
  expect(sent.filter((one) => one.times > 1)).toEqual([])
  const arrived = new Set(sent.map((one) => one.text))
  const rows = await outside.sql<Array<{ text: string; state: string }>>`
    select text, state from messages where state is not null`
  const stateOf = new Map(rows.map((row) => [row.text, row.state]))
  expect(stateOf.size).toBe(rows.length)
  for (const text of replies) {
    const state = must(stateOf.get(text), `a row for ${text}`)
    expect(['sent', 'delivered', 'read', 'unknown']).toContain(state)
    expect({ text, arrived: state === 'unknown' || arrived.has(text) }).toEqual({ text, arrived: true })
  }
  // And nothing went out that nobody wrote.
  expect([...arrived].filter((text) => !stateOf.has(text))).toEqual([])
}
