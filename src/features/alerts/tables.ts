import type { ColumnType, Generated } from 'kysely'
import type { Answer } from '#features/metrics/index.ts'
import type { Place } from '#features/reports/index.ts'
import type { Watch } from './schema.ts'

type Json<T> = ColumnType<T, unknown, unknown>

declare module '#kernel/db.ts' {
  interface Database {
    alerts: {
      org_id: string
      id: string
      name: string
      watch: Json<Watch>
      place: Json<Place>
      event: string | null
      member_id: string
      firing: Generated<boolean>
      last_key: string | null
      fault: string | null
      checked_at: Date | null
      next_at: Date | null
      created_at: Generated<Date>
      deleted_at: Date | null
    }
    alert_firings: {
      org_id: string
      id: string
      alert_id: string
      key: string
      sentence: string
      answer: Json<Answer> | null
      at: Date
    }
  }
}
