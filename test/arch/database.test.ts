import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '#test/kit/database.ts'
import type { TestDatabase } from '#test/kit/database.ts'
import { declaredTables } from './tables.ts'

/** Tables of no organisation, and why. The tenant role may not touch them. */
const withoutOrg: Record<string, string> = {
  orgs: 'is the list of organisations; a tenant reads its own row through the view own_org',
  migrations: 'is about the schema',
  processes: 'are ours, whichever organisation they work for',
  inbound_events: 'come in before anybody knows whose they are',
  chat_inputs: 'come in before anybody knows whose they are',
  chat_input_parts: 'come in before anybody knows whose they are',
  log_cursors: 'say how far a reader of the whole log has come',
  leaders: 'are processes, which serve all organisations',
  chat_prompts: 'are looked up by the vendor’s ids of chat and person',
}
/** Tables with org_id that no tenant may see, and why. */
const systemOnly: Record<string, string> = {
  channel_routes: 'finds the organisation of an account, over all of them',
  approval_guest_routes: 'find whose link a guest holds, over all organisations',
  oauth_states: 'are looked up by the secret that a vendor sends back',
  chat_routes: 'finds the organisation of a workspace, over all of them',
  chat_tokens: 'are looked up by the secret that comes back',
  channel_polls: 'leases of pollers, which serve all organisations',
}
/** The kernel's own, which it reads and writes in SQL; no feature declares them. */
const kernels = [
  'audit_log',
  'counters',
  'events',
  'idempotency_keys',
  'leaders',
  'migrations',
  'oauth_states',
  'outbox',
  'processes',
]

let database: TestDatabase
let sql: postgres.Sql
beforeAll(async () => {
  database = await createTestDatabase()
  sql = postgres(database.superuserUrl, { max: 1 })
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

interface Table {
  name: string
  org: boolean
  secured: boolean
  forced: boolean
  policies: string[]
  grants: string[]
}

const readTables = () => sql<Table[]>`
  select c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced,
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped) as org,
    array(select pg_get_expr(coalesce(p.polqual, p.polwithcheck), c.oid) from pg_policy p
      where p.polrelid = c.oid and 'parley_tenant'::regrole = any (p.polroles)) as policies,
    array(select right_ from unnest(array['select','insert','update','delete','truncate','references','trigger']) right_
      where has_table_privilege('parley_tenant', c.oid, right_)) as grants
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and not c.relispartition order by 1`

test('a part of a table is reached through the whole alone', async () => {
  const loose = await sql`select c.relname as name from pg_class c where c.relispartition and c.relkind = 'r'
    and (not c.relrowsecurity or not c.relforcerowsecurity
      or has_table_privilege('parley_tenant', c.oid, 'select') or has_table_privilege('parley_system', c.oid, 'select'))`
  expect([...loose]).toEqual([])
})

test('a table with org_id has forced row security and a policy by the organisation', async () => {
  const tables = (await readTables()).filter((table) => table.org && !(table.name in systemOnly))
  expect(tables.length).toBeGreaterThan(15)
  const open = tables.filter(
    ({ secured, forced, policies }) =>
      !secured ||
      !forced ||
      policies.length === 0 ||
      !policies.every((rule) => /^\(org_id = .*app\.org_id/s.test(rule)),
  )
  expect(open).toEqual([])
})

test('a table without org_id is known, and out of the reach of tenants', async () => {
  const tables = await readTables()
  expect(tables.filter((table) => !table.org).map(({ name }) => name)).toEqual(Object.keys(withoutOrg).sort())
  const reachable = tables.filter(
    ({ name, grants }) => (name in withoutOrg || name in systemOnly) && grants.length > 0,
  )
  expect(reachable).toEqual([])
})

test('a tenant may not empty a table, nor reach other schemas', async () => {
  for (const { name, grants } of await readTables()) {
    expect(grants, name).not.toContain('truncate')
    expect(grants, name).not.toContain('trigger')
  }
  const open = await sql`select nspname from pg_namespace
    where has_schema_privilege('parley_tenant', oid, 'usage')
      and nspname not in ('public', 'pg_catalog', 'information_schema') and nspname not like 'pg_toast%'`
  expect([...open]).toEqual([])
})

test('org_id is the first column of every primary key', async () => {
  const loose = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c
    join pg_attribute org on org.attrelid = c.oid and org.attname = 'org_id'
    join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relnamespace = 'public'::regnamespace and i.indkey[0] <> org.attnum order by 1`
  // Taken in the order of their numbers, over all organisations; or reached by account, not by organisation.
  expect(loose.map(({ name }) => name)).toEqual([
    'approval_guest_routes',
    'channel_polls',
    'channel_routes',
    'chat_routes',
    'chat_tokens',
    'oauth_states',
    'outbox',
    'outbox_set_aside',
  ])
})

test('a function that runs with the rights of its owner pins where it looks', async () => {
  const loose = await sql`select proname from pg_proc
    where prosecdef and pronamespace = 'public'::regnamespace
      and not exists (select from unnest(proconfig) setting where setting like 'search_path=%')`
  expect([...loose]).toEqual([])
})

test('the roles that serve requests are weak', async () => {
  const strong =
    await sql`select rolname from pg_roles where rolname like 'parley%' and (rolsuper or rolbypassrls)`
  expect([...strong]).toEqual([])
})

test('every table and view is declared by one feature, or the kernel’s', async () => {
  const declared = declaredTables().map(({ name }) => name)
  expect(new Set(declared).size).toBe(declared.length)
  const there = await sql<{ name: string }[]>`select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and not relispartition order by 1`
  const known = new Set([...declared, ...kernels])
  expect(there.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([])
})

// Of a search's words (tsvector) no row type tells: they are made and read in SQL alone.
test('the declared columns are those of the database', async () => {
  const rows = await sql<
    { table_name: string; column_name: string; nullable: boolean; filled: boolean; kind: string }[]
  >`
    select c.table_name, c.column_name, c.is_nullable = 'YES' as nullable, t.table_type as kind,
      c.column_default is not null or c.is_identity = 'YES' or c.is_generated = 'ALWAYS' as filled
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and c.data_type <> 'tsvector'`
  const drift: string[] = []
  for (const table of declaredTables()) {
    const columns = rows.filter((row) => row.table_name === table.name)
    const isView = columns[0]?.kind === 'VIEW'
    const known = new Map(table.columns.map((column) => [column.name, column]))
    for (const row of columns) {
      const column = known.get(row.column_name)
      const at = `${table.name}.${row.column_name}`
      if (!column) drift.push(`${at} is not declared`)
      else if (!isView && column.nullable !== row.nullable)
        drift.push(`${at} is ${row.nullable ? 'nullable' : 'not null'} in the database`)
      else if (!isView && column.generated && !row.filled && !row.nullable) drift.push(`${at} has no default`)
      known.delete(row.column_name)
    }
    for (const name of known.keys()) drift.push(`${table.name}.${name} is not in the database`)
  }
  expect(drift).toEqual([])
})
