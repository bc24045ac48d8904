import type { Generated } from 'kysely'
import type { NoticeKind } from './schema.ts'

declare module '#kernel/db.ts' {
  interface Database {
    notices: {
      org_id: string
      id: string
      member_id: string
      kind: NoticeKind
      title: string
      detail: string
      path: string
      pos: string
      at: Date
      read_at: Date | null
    }
    notice_boxes: {
      org_id: string
      member_id: string
      unread: Generated<number>
      muted: Generated<NoticeKind[]>
    }
  }
}
