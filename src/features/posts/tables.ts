import type { ColumnType, Generated } from 'kysely'
import type { Actor } from '#contracts/event.ts'
import type { PostContent } from '#contracts/publisher.ts'
import type { PostBody, PostOverride, PostState, TargetState } from './schema.ts'

type Json<T> = ColumnType<T, unknown, unknown>

export interface PostTable {
  org_id: string
  id: string
  number: number
  title: string
  state: Generated<PostState>
  state_reason: string | null
  content: Json<PostBody>
  labels: string[]
  hash: string
  content_version: Generated<number>
  approved_hash: string | null
  approval_id: string | null
  /** Who submitted it while its media were still being prepared. */
  submit_by: Json<Submitter> | null
  planned_at: Date | null
  planned_wall: string | null
  planned_zone: string | null
  slot_id: string | null
  series_id: string | null
  occurrence_at: Date | null
  author: Json<Actor>
  author_id: string | null
  source: Json<Record<string, string>>
  version: Generated<number>
  created_at: Date
  updated_at: Date
  deleted_at: Date | null
}

export interface Submitter {
  actor: Actor
  memberId: string | null
  scopes: string[]
}

export interface PostTargetTable {
  org_id: string
  id: string
  post_id: string
  channel_id: string
  override: Json<PostOverride>
  state: Generated<TargetState>
  effective_at: Date | null
  lease_owner: string | null
  lease_until: Date | null
  /** A bigint, read as text. */
  fence: Generated<string>
  handles: Json<Record<string, string>>
  steps_done: Generated<string[]>
  tries: Generated<number>
  not_ready: Generated<number>
  published_id: string | null
  published_url: string | null
  published_at: Date | null
  started_at: Date | null
  failure_kind: string | null
  failure: string | null
  late_told_at: Date | null
  /** How often evidence was looked for, and since when a person is asked. */
  reconciles: Generated<number>
  asked_at: Date | null
  /** The last look before its time: 1 a day, 2 an hour, 3 five minutes before. */
  preflight: Generated<number>
  handed_to: string | null
  version: Generated<number>
}

/** What a version was: the words of its makers, and what each account gets. */
export interface Snapshot {
  title: string
  labels: string[]
  body: PostBody
  targets: Array<{ channelId: string; override: PostOverride; /** Key into contents. */ content: string }>
  /** Several accounts often get the same. */
  contents: Record<string, PostContent>
}

export interface PublishAttemptTable {
  org_id: string
  id: string
  target_id: string
  number: number
  step: string
  effect: 'private' | 'public'
  fence: string
  started_at: Generated<Date>
  ended_at: Date | null
  outcome: 'done' | 'not_sent' | 'rejected' | 'unknown' | 'not_ready' | null
  failure_kind: string | null
  failure: string | null
  vendor_code: string | null
  settled_by: 'answer' | 'evidence' | 'person' | 'sweeper' | null
}

export interface TemplateTable {
  org_id: string
  id: string
  name: string
  category: Generated<string>
  content: Json<PostBody>
  version: Generated<number>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

declare module '#kernel/db.ts' {
  interface Database {
    post_numbers: { org_id: string; last: number }
    posts: PostTable
    post_versions: {
      org_id: string
      post_id: string
      version: number
      hash: string
      snapshot: Json<Snapshot>
      by: Json<Actor>
      at: Date
    }
    post_previews: {
      org_id: string
      channel_id: string
      hash: string
      media_id: string
      made_at: Generated<Date>
    }
    post_targets: PostTargetTable
    publish_attempts: PublishAttemptTable
    post_templates: TemplateTable
    text_snippets: {
      org_id: string
      id: string
      kind: 'hashtags' | 'signature'
      name: string
      body: string
      caps: Json<Record<string, number>>
      version: Generated<number>
      created_at: Generated<Date>
    }
  }
}
