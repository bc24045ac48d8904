import type { ColumnType, JSONColumnType } from 'kysely'
import type { PostedMessage } from '#contracts/surface.ts'

declare module '#kernel/db.ts' {
  interface Database {
    assistant_usage: {
      org_id: string
      id: string
      member_id: string | null
      at: Date
      model: string
      prompt_tokens: number
      completion_tokens: number
      cost_usd: ColumnType<string | null, number | null, never>
    }
    assistant_settings: {
      org_id: string
      enabled: boolean
      model: string | null
      changed_at: Date
    }
    assistant_progress: {
      org_id: string
      input_id: string
      message: JSONColumnType<PostedMessage> | null
      at: Date
    }
  }
}
