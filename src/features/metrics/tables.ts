import type { ColumnType, Generated } from 'kysely'
import type { Measure } from '#contracts/metrics.ts'
import type { OwnUnit } from './custom/formula.ts'

/** `date` columns are read and written as YYYY-MM-DD. */
type Day = string

export interface MeasuredPostTable {
  org_id: string
  target_id: string
  post_id: string
  channel_id: string
  external_id: string
  format: string
  title: string
  labels: Generated<string[]>
  published_at: Date
  impressions: number | null
  reach: number | null
  views: number | null
  likes: number | null
  comments: number | null
  shares: number | null
  saves: number | null
  clicks: number | null
  watch_time: number | null
  measured_at: Date | null
  next_at: Date | null
  gone_at: Date | null
}

/** A measure that the vendor refuses is left out until then. */
export type Circuits = Partial<Record<Measure, { until: string; raw: string; message: string }>>

declare module '#kernel/db.ts' {
  interface Database {
    metric_snapshots: {
      org_id: string
      channel_id: string
      subject: string
      measure: string
      day: Day | null
      value: number
      raw: string
      api_version: string
      suspect: string | null
      captured_at: Date
    }
    measured_posts: MeasuredPostTable
    account_days: {
      org_id: string
      channel_id: string
      measure: string
      day: Day
      value: number
      captured_at: Date
    }
    metric_channels: {
      org_id: string
      channel_id: string
      next_at: Date
      backfilled_to: Day | null
      posts_at: Date | null
      account_at: Date | null
      failure: string | null
      failure_kind: string | null
      failed_at: Date | null
      failures: Generated<number>
      circuits: ColumnType<Circuits, unknown, unknown>
    }
    conversation_spells: {
      org_id: string
      conversation_id: string
      opened_at: Date
      channel_id: string
      first_message_at: Date | null
      answered_at: Date | null
      answered_by: 'rule' | 'person' | null
      resolved_at: Date | null
    }
    message_hours: {
      org_id: string
      channel_id: string
      hour: Date
      received: Generated<number>
      by_person: Generated<number>
      by_rule: Generated<number>
    }
    figure_versions: { org_id: string; part: 'content' | 'inbox'; version: string }
    custom_metrics: {
      org_id: string
      id: string
      slug: string
      name: string
      category: string
      formula: string
      unit: OwnUnit
      version: Generated<number>
      created_by: string | null
      created_at: Generated<Date>
      updated_at: Generated<Date>
      deleted_at: Date | null
    }
    log_cursors: { name: string; pos: string }
  }
}
