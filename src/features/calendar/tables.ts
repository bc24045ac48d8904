import type { ColumnType, Generated } from 'kysely'
import type { Actor } from '#contracts/event.ts'
import type { ImportRow, PublishingSettings } from './schema.ts'

type Json<T> = ColumnType<T, unknown, unknown>

export interface SlotTable {
  org_id: string
  id: string
  /** 1 is Monday. */
  weekday: number
  /** 'HH:MM:SS' of the wall clock. */
  wall_time: string
  zone: string
  /** Empty: for every account. */
  channel_ids: string[]
  category: Generated<string>
  jitter_minutes: Generated<number>
  paused: Generated<boolean>
  version: Generated<number>
  created_at: Generated<Date>
}

export interface SeriesTable {
  org_id: string
  id: string
  rrule: string
  zone: string
  template_post_id: string
  skipped: Date[]
  /** Occurrences up to here are posts already. */
  made_until: Date | null
  next_at: Date | null
  ended: Generated<boolean>
  by: Json<Actor>
  version: Generated<number>
  created_at: Generated<Date>
}

export interface ImportTable {
  org_id: string
  id: string
  name: string
  rows: Json<ImportRow[]>
  state: 'checked' | 'importing' | 'imported' | 'discarded'
  by: Json<Actor>
  created_at: Generated<Date>
}

declare module '#kernel/db.ts' {
  interface Database {
    slots: SlotTable
    slot_reservations: { org_id: string; slot_id: string; at: Date; post_id: string }
    post_series: SeriesTable
    publishing_settings: {
      org_id: string
      settings: Json<Partial<PublishingSettings>>
      version: Generated<number>
    }
    channel_publishing: {
      org_id: string
      channel_id: string
      paused: Generated<boolean>
      min_gap_minutes: Generated<number>
      limits: Json<Record<string, number>>
      category: Generated<string>
    }
    csv_imports: ImportTable
  }
}
