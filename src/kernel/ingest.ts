import type postgres from 'postgres'
import { newId } from './ids.ts'
import type { Logger } from './log.ts'
import { lanePriority } from './outbox.ts'

/** The job that applies what was stored; `src/features/inbox/jobs/apply-inbound.ts`. Its payload: `{ ids }`. */
export const inboundJob = 'inbox/apply-inbound'

/** One delivery of a platform, verified and not yet understood. */
export interface Delivery {
  connector: string
  /** '' for the app's URL, 'sandbox', or the channel id. */
  route: string
  /** The vendor's key or the body's hash: a second delivery with it is the same delivery. */
  key: string
  body: Uint8Array
}

export interface Ingest {
  /** Resolves after the commit. False: it was known already. */
  store(delivery: Delivery): Promise<boolean>
}

interface Waiting {
  id: string
  delivery: Delivery
  resolve(stored: boolean): void
  reject(error: unknown): void
}

/** Events of one job: enough to save round trips, few enough that one slow event holds up little. */
const eventsPerJob = 8
const maxGroup = 200

/**
 * Natural grouping: what arrives while a commit is under way goes into the next one, as one statement. No
 * timer, so a lone event does not wait. A group that fails is taken again row by row.
 */
export function makeIngest(options: { sql: postgres.Sql; log: Logger; afterCommit: () => void }): Ingest {
  const waiting: Waiting[] = []
  let busy = false

  async function insert(group: Waiting[]): Promise<Set<string>> {
    const rows = await options.sql<Array<{ id: string }>>`
      with input as (
        select * from unnest(${group.map((one) => one.id)}::uuid[], ${group.map((one) => one.delivery.connector)}::text[],
          ${group.map((one) => one.delivery.route)}::text[], ${group.map((one) => one.delivery.key)}::text[],
          ${group.map((one) => Buffer.from(one.delivery.body).toString('base64'))}::text[]) as t (id, connector, route, key, body)
      ), inserted as (
        insert into inbound_events (id, connector, route, key, body)
        select distinct on (connector, route, key) id, connector, route, key, decode(body, 'base64') from input order by connector, route, key, id
        on conflict (connector, route, key) do nothing
        returning id
      ), chunked as (
        select array_agg(id order by id) as ids
        from (select id, (row_number() over (order by id) - 1) / ${eventsPerJob}::int as chunk from inserted) n group by chunk
      ), queued as (
        insert into outbox (jobs) select jsonb_build_array(jsonb_build_object('identifier', ${inboundJob}::text,
          'payload', jsonb_build_object('orgId', null, 'data', jsonb_build_object('ids', to_jsonb(ids))), 'max_attempts', 8, 'priority', ${lanePriority.ingest}::int))
        from chunked
      )
      select id from inserted`
    return new Set(rows.map((row) => row.id))
  }

  async function flush(group: Waiting[]): Promise<void> {
    try {
      const inserted = await insert(group)
      if (inserted.size > 0) options.afterCommit()
      for (const one of group) one.resolve(inserted.has(one.id))
    } catch (error) {
      if (group.length === 1) return group[0]?.reject(error)
      options.log.warn(
        { err: error, size: group.length },
        'a group of deliveries failed, taking them one by one',
      )
      for (const one of group) await flush([one])
    }
  }

  async function loop(): Promise<void> {
    busy = true
    while (waiting.length > 0) await flush(waiting.splice(0, maxGroup))
    busy = false
  }

  return {
    store(delivery) {
      return new Promise((resolve, reject) => {
        waiting.push({ id: newId(), delivery, resolve, reject })
        if (!busy) void loop()
      })
    },
  }
}
