import type { ColumnType, Generated } from 'kysely'
import type { AnsweredSection, Place, Section } from './schema.ts'

type Json<T> = ColumnType<T, unknown, unknown>

export interface ScheduleTable {
  org_id: string
  id: string
  name: string
  report_id: string | null
  sections: Json<Section[]> | null
  rrule: string
  zone: string
  place: Json<Place>
  next_at: Date | null
  paused_reason: string | null
  member_id: string
  last_hash: string | null
  quiet_since: Date | null
  version: Generated<number>
  created_at: Generated<Date>
  deleted_at: Date | null
}

declare module '#kernel/db.ts' {
  interface Database {
    reports: {
      org_id: string
      id: string
      name: string
      sections: Json<Section[]>
      version: Generated<number>
      created_by: string | null
      created_at: Generated<Date>
      updated_at: Generated<Date>
      deleted_at: Date | null
    }
    report_schedules: ScheduleTable
    report_runs: {
      org_id: string
      id: string
      schedule_id: string
      name: string
      due_at: Date
      state: 'sent' | 'quiet' | 'failed'
      sections: Json<AnsweredSection[]>
      reason: string | null
      mailed_at: Date | null
      mail_tries: Generated<number>
      created_at: Generated<Date>
    }
  }
}
