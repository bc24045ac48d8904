import { sql } from 'kysely'
import type { App } from '#kernel/app.ts'
import type { LogEvent, Tx } from './follow-log.ts'

/** Posts that are out get a row to gather figures in; new titles and labels follow. */
export async function followPosts(app: App, tx: Tx, events: LogEvent[]): Promise<void> {
  const ids = [...new Set(events.flatMap((event) => event.post ?? []))]
  if (ids.length === 0) return
  const measuring = [...app.connectors.values()].flatMap((one) => (one.metrics ? [one.id] : []))
  const soon = new Date(app.clock.now().getTime() + 5 * 60_000)
  await sql`with out as (
      insert into measured_posts as m (org_id, target_id, post_id, channel_id, external_id, format, title, labels,
        published_at, next_at)
      select t.org_id, t.id, t.post_id, t.channel_id, coalesce(t.published_id, ''), coalesce(v.format, 'text'), p.title,
        p.labels, t.published_at,
        case when t.published_id is not null and c.connector = any(${measuring}::text[]) then ${soon}::timestamptz end
      from post_targets t
      join posts p on p.org_id = t.org_id and p.id = t.post_id
      join channels c on c.org_id = t.org_id and c.id = t.channel_id
      left join lateral (select s.snapshot->'contents'->(e->>'content')->>'format' as format
        from post_versions s, jsonb_array_elements(s.snapshot->'targets') e
        where s.org_id = t.org_id and s.post_id = t.post_id and s.version = p.content_version
          and e->>'channelId' = t.channel_id::text limit 1) v on true
      where t.post_id = any(${ids}::uuid[]) and t.state = 'published' and t.published_at is not null
      order by t.org_id, t.id
      on conflict (org_id, target_id) do update set title = excluded.title, labels = excluded.labels
      returning m.org_id, m.channel_id, m.next_at)
    update metric_channels c set next_at = least(c.next_at, o.next_at)
    from (select org_id, channel_id, min(next_at) as next_at from out group by 1, 2) o
    where o.next_at is not null and c.org_id = o.org_id and c.channel_id = o.channel_id`.execute(tx)
}
