import type { ColumnType, Generated } from 'kysely'
import type { Actor } from '#contracts/event.ts'
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

export interface LibraryFileTable {
  org_id: string
  media_id: string
  alt: Generated<string>
  tags: Generated<string[]>
  /** sha256 of the bytes, hex. */
  hash: string
  seconds: number | null
  rotation: number | null
  codec: string | null
  animated: Generated<boolean>
  alpha: Generated<boolean>
  added_by: ColumnType<Actor, unknown, unknown>
  created_at: Date
  deleted_at: Date | null
}

interface RenditionTable {
  org_id: string
  source_id: string
  /** Format, longest side and most bytes, e.g. `jpeg-1440-8388608`. */
  spec: string
  media_id: string
  hash: string
  mime: string
  bytes: ColumnType<string, number, number>
  width: number | null
  height: number | null
  seconds: number | null
  created_at: Generated<Date>
}

declare module '#kernel/db.ts' {
  interface Database {
    media: MediaTable
    library_files: LibraryFileTable
    renditions: RenditionTable
  }
}
