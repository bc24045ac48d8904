import type { JSONColumnType } from 'kysely'

declare module '#kernel/db.ts' {
  interface Database {
    /** Written by `dispatch()`; a tenant reads its own and puts one back through `replay_set_aside`. */
    outbox_set_aside: {
      id: string
      org_id: string | null
      events: JSONColumnType<Array<{ type: string }>, never, never>
      jobs: JSONColumnType<Array<{ identifier: string }>, never, never>
      counters: JSONColumnType<Record<string, number>, never, never>
      at: Date
      reason: string
      set_aside_at: Date
    }
  }
}
