// Contacts in the order of who wrote last, and their search by a part of a name. Indexes are not used for
// patterns under a policy, so the search is a function of the search role that reads the organisation itself.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { searchRole, tenantRole } from '#kernel/db.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // A contact that never wrote (imported, made by hand) stands where it was made: one order without nulls.
  await sql`drop index contacts_seen`.execute(db)
  await sql`create index contacts_recent on contacts (org_id, coalesce(last_seen_at, created_at) desc, id desc)`.execute(
    db,
  )
  await sql`create index contact_identities_username on contact_identities
    using gin (org_id, lower(username) gin_trgm_ops) where username is not null`.execute(db)
  await createSearch(db)
}

/** `pattern`: in lower case, for LIKE. What many have in their name is found among those who wrote last. */
async function createSearch(db: Kysely<unknown>): Promise<void> {
  const search = sql.id(searchRole)
  const signature = sql.raw('search_contacts(text, timestamptz, uuid, int)')
  await sql`grant create on schema public to ${search}`.execute(db)
  await sql`create function search_contacts(pattern text, before_seen timestamptz, before_id uuid, max_rows int)
    returns table (id uuid, seen timestamptz)
    language plpgsql stable security definer rows 50
    set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan as $$
    declare
      org uuid := nullif(current_setting('app.org_id', true), '')::uuid;
      edge record; found int;
      from_seen timestamptz := coalesce(before_seen, 'infinity');
      from_id uuid := coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    begin
      if org is null then raise exception 'no organisation is set' using errcode = '42501'; end if;
      select coalesce(c.last_seen_at, c.created_at) as seen, c.id into edge from contacts c
        where c.org_id = org and (coalesce(c.last_seen_at, c.created_at), c.id) < (from_seen, from_id)
        order by coalesce(c.last_seen_at, c.created_at) desc, c.id desc offset 999 limit 1;
      return query select r.id, r.seen from (
          select c.id, coalesce(c.last_seen_at, c.created_at) as seen, c.name from contacts c
          where c.org_id = org and (coalesce(c.last_seen_at, c.created_at), c.id) < (from_seen, from_id)
          order by coalesce(c.last_seen_at, c.created_at) desc, c.id desc limit 1000) r
        where lower(r.name) like pattern or exists (select from contact_identities i
          where i.org_id = org and i.contact_id = r.id and lower(i.username) like pattern)
        order by r.seen desc, r.id desc limit max_rows;
      get diagnostics found = row_count;
      -- No index helps to find a single letter, and nobody looks for somebody of long ago by one.
      if found >= max_rows or edge.id is null or pattern ~ '^%\\\\?.%$' then return; end if;
      return query with older as materialized (
          select c.id from contacts c where c.org_id = org and lower(c.name) like pattern
          union
          select i.contact_id from contact_identities i where i.org_id = org and lower(i.username) like pattern)
        select c.id, coalesce(c.last_seen_at, c.created_at) from older o
          join contacts c on c.org_id = org and c.id = o.id
        where (coalesce(c.last_seen_at, c.created_at), c.id) < (edge.seen, edge.id)
        order by coalesce(c.last_seen_at, c.created_at) desc, c.id desc limit max_rows - found;
    end $$`.execute(db)
  await sql`revoke all on function ${signature} from public`.execute(db)
  await sql`grant execute on function ${signature} to ${sql.id(tenantRole)}`.execute(db)
  await sql`alter function ${signature} owner to ${search}`.execute(db)
  await sql`revoke create on schema public from ${search}`.execute(db)
}
