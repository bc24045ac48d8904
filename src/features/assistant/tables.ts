import type { ColumnType } from 'kysely'

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
  }
}
