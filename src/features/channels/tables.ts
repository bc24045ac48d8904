import type { Generated, JSONColumnType } from 'kysely'
import type { HealthCheck } from '#contracts/connector.ts'

export type ChannelState = 'active' | 'paused' | 'reconnect' | 'disconnected'

export interface ChannelTable {
  org_id: string
  id: string
  connector: string
  external_id: string
  name: string
  sandbox: Generated<boolean>
  state: Generated<ChannelState>
  state_reason: string | null
  /** Sealed for `channel:<id>`. */
  credentials: string
  settings: JSONColumnType<Record<string, unknown>, string | undefined, string>
  last_event_at: Date | null
  last_error: string | null
  last_error_at: Date | null
  health: JSONColumnType<HealthCheck[]> | null
  health_at: Date | null
  /** When the token ends and since when we have it; none where the vendor does not tell. */
  token_expires_at: Date | null
  token_since: Date | null
  credentials_version: Generated<number>
  refresh_at: Date | null
  refresh_failures: Generated<number>
  refresh_owner: string | null
  refresh_until: Date | null
  version: Generated<number>
  created_at: Generated<Date>
}

declare module '#kernel/db.ts' {
  interface Database {
    channels: ChannelTable
    channel_routes: {
      connector: string
      external_id: string
      org_id: string
      channel_id: string
      sandbox: boolean
    }
    channel_polls: {
      channel_id: string
      org_id: string
      connector: string
      cursor: string | null
      lease_owner: string | null
      lease_until: Date | null
      fence: Generated<string>
    }
    inbound_events: {
      id: string
      connector: string
      route: string
      key: string
      body: Buffer
      received_at: Generated<Date>
      state: Generated<'new' | 'done' | 'parked'>
      reason: string | null
      applied_at: Date | null
    }
    parked_events: {
      org_id: string
      id: string
      channel_id: string
      inbound_event_id: string | null
      event: JSONColumnType<Record<string, unknown>>
      reason: string
      parked_at: Generated<Date>
      replayed_at: Date | null
    }
  }
}
