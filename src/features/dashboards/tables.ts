import type { ColumnType, Generated } from 'kysely'
import type { Settings, Widget } from './schema.ts'

type Json<T> = ColumnType<T, string, string>

declare module '#kernel/db.ts' {
  interface Database {
    dashboards: {
      org_id: string
      id: string
      name: string
      widgets: Json<Widget[]>
      shared: boolean
      owner_id: string | null
      place: number
      template: string | null
      version: Generated<number>
      created_at: Generated<Date>
      updated_at: Generated<Date>
      deleted_at: Date | null
    }
    dashboard_views: {
      org_id: string
      id: string
      dashboard_id: string
      member_id: string
      name: string
      settings: Json<Settings>
      is_default: Generated<boolean>
      created_at: Generated<Date>
    }
  }
}
