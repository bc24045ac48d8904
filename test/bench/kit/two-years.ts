import type postgres from 'postgres'

const [accounts, posts] = [100, 100_000]
export const days = 730

/** An organisation with two years of figures of a hundred accounts and a hundred thousand posts. */
export async function insertTwoYears(sql: postgres.Sql, orgId: string): Promise<void> {
  await sql`insert into orgs (id, name, timezone) values (${orgId}, 'Bench', 'Europe/Berlin')`
  await sql`insert into channels (org_id, id, connector, external_id, name, credentials)
    select ${orgId}::uuid, id, (array['instagram', 'facebook', 'x'])[n % 3 + 1], id::text, 'Account ' || n, '' from (
      select n, uuidv7() as id from generate_series(1, ${accounts}::int) n) made`
  await sql`insert into posts (org_id, id, number, title, state, content, labels, hash, author)
    select ${orgId}::uuid, uuidv7(), n, 'Post ' || n, 'published', '{}',
      case n % 3 when 0 then array['care'] when 1 then array['shop', 'sale'] else '{}'::text[] end, 'h', '{"kind":"system"}'
    from generate_series(1, ${posts}::int) n`
  await sql`with numbered as (select id, row_number() over (order by id) - 1 as at from channels where org_id = ${orgId})
    insert into measured_posts (org_id, target_id, post_id, channel_id, external_id, format, title, labels, published_at,
      impressions, reach, views, likes, comments, shares, saves, clicks, measured_at)
    select p.org_id, uuidv7(), p.id, c.id, p.number::text, (array['reel', 'image', 'text', 'carousel'])[p.number % 4 + 1],
      p.title, p.labels, now() - make_interval(secs => (p.number * 7919 % ${posts}) * (${days} * 86400.0 / ${posts})),
      p.number % 5000, p.number % 3000 + 1, p.number % 4000, p.number % 400, p.number % 40, p.number % 20, p.number % 60,
      p.number % 90, now()
    from posts p join numbered c on c.at = p.number % ${accounts} where p.org_id = ${orgId}`
  await sql`insert into account_days (org_id, channel_id, measure, day, value, captured_at)
    select c.org_id, c.id, m, current_date - d, 1000 + d * 3, now()
    from channels c, generate_series(0, ${days}::int) d, unnest(array['reach', 'followers']) m where c.org_id = ${orgId}`
  await sql`insert into metric_snapshots (org_id, channel_id, subject, measure, value, raw, api_version, captured_at)
    select org_id, channel_id, target_id, 'likes', likes, 'like_count', 'v1', now() from measured_posts where org_id = ${orgId}`
}
