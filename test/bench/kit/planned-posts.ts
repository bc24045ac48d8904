import type postgres from 'postgres'

/** Stands in the words of a template; each of its copies has a number in its place. */
export const mark = 'NUMBER'

export interface Template {
  postId: string
  /** The account that the template is for; each copy gets one of `accounts`. */
  channelId: string
  accounts: string[]
}

/**
 * Copies of posts that were made, frozen and scheduled by the program itself: the n-th is due `everyMs` after the
 * one before it, in turn on each platform and account.
 */
export async function planCopies(
  sql: postgres.Sql,
  templates: readonly Template[],
  plan: { prefix: string; count: number; from: Date; everyMs: number },
): Promise<void> {
  for (const [turn, template] of templates.entries()) {
    await sql`
      with made as materialized (
        select ${plan.prefix} || n as name, uuidv7() as post_id, uuidv7() as target_id,
          ${plan.from}::timestamptz + make_interval(secs => n * ${plan.everyMs / 1000}::float8) as at,
          (${template.accounts}::uuid[])[1 + (n / ${templates.length}) % ${template.accounts.length}] as channel_id,
          (select coalesce(max(number), 0) from posts) + n + 1 as number
        from generate_series(${turn}::int, ${plan.count - 1}::int, ${templates.length}::int) n
      ), posted as (
        insert into posts (org_id, id, number, title, state, content, labels, hash, content_version, approved_hash,
          planned_at, planned_wall, planned_zone, author, author_id)
        select org_id, m.post_id, m.number, title, state, replace(content::text, ${mark}, m.name)::jsonb, labels, hash,
          content_version, approved_hash, m.at, planned_wall, planned_zone, author, author_id
        from made m, posts where id = ${template.postId}
      ), frozen as (
        insert into post_versions (org_id, post_id, version, hash, snapshot, by, at)
        select v.org_id, m.post_id, v.version, v.hash,
          replace(replace(snapshot::text, ${mark}, m.name), ${template.channelId}, m.channel_id::text)::jsonb, v.by, v.at
        from made m, posts p join post_versions v on v.post_id = p.id and v.version = p.content_version and v.hash = p.hash
        where p.id = ${template.postId}
      )
      insert into post_targets (org_id, id, post_id, channel_id, override, state, effective_at)
      select t.org_id, m.target_id, m.post_id, m.channel_id, t.override, 'due', m.at
      from made m, post_targets t where t.post_id = ${template.postId}`
  }
}
