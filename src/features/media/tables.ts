import type { ColumnType, Generated } from 'kysely'
import type { MediaKind } from './schema.ts'

export interface MediaTable {
  org_id: string
  id: string
  name: string
  mime: string
  kind: MediaKind
  /** A bigint, read as text. */
  size_bytes: ColumnType<string, number, number>
  width: number | null
  height: number | null
  storage_key: string
  /** Only for images that we could re-encode. */
  preview_key: string | null
  uploaded_by: string | null
  created_at: Generated<Date>
}

declare module '#kernel/db.ts' {
  interface Database {
    media: MediaTable
  }
}
