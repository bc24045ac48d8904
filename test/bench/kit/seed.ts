import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type postgres from 'postgres'
import type { BenchDatabase, BenchEnv } from '../env.ts'
import { conversationsOf, messagesOf, planSeed, type OrgSeed, type SeedPlan } from './seed-rows.ts'

export interface Seeded extends SeedPlan {
  database: BenchDatabase
}

/**
 * A million messages in a hundred thousand conversations of twenty organisations. COPY is refused under row
 * security, so the superuser seeds; secondary indexes are dropped meanwhile and made again from their own
 * definitions, so that what is measured is what the migrations made.
 */
export function seeded(env: BenchEnv): Promise<Seeded> {
  return env.once('seeded', async () => {
    const database = await env.database()
    const plan = planSeed(env.quick ? 0.05 : 1)
    const sql = env.sql(database.superuserUrl)
    env.tell(`seeding ${plan.messages.toLocaleString('en')} messages`)
    const startedAt = performance.now()
    await sql`set session_replication_role = replica`
    await sql`set maintenance_work_mem = '512MB'`
    const indexes = await dropIndexes(sql, ['conversations', 'messages'])
    for (const org of plan.orgs) await insertOrg(sql, org)
    for (const org of plan.orgs) {
      await copy(
        sql,
        'contacts (org_id, id, name, last_seen_at)',
        conversationsOf(org).map((one) => one.contact),
      )
      await copy(
        sql,
        'contact_identities (org_id, id, contact_id, channel_id, external_id)',
        conversationsOf(org).map((one) => one.identity),
      )
      await copy(
        sql,
        conversationColumns,
        conversationsOf(org).map((one) => one.conversation),
      )
      await copy(
        sql,
        readColumns,
        conversationsOf(org).map((one) => one.read),
      )
      await copy(sql, messageColumns, messagesOf(org))
    }
    for (const definition of indexes) await sql.unsafe(definition)
    await sql`set session_replication_role = origin`
    await sql`vacuum analyze`
    env.tell(`seeded in ${Math.round((performance.now() - startedAt) / 1000)} s`)
    return { ...plan, database }
  })
}

const conversationColumns = `conversations (org_id, id, number, channel_id, contact_id, identity_id, status, assignee_id,
  labels, last_activity_at, last_message_at, last_message_seq, last_inbound_at, inbound_count, needs_reply, preview)`
const readColumns = 'conversation_reads (org_id, member_id, conversation_id, read_seq, read_inbound)'
const messageColumns = `messages (org_id, id, conversation_id, channel_id, seq, kind, author_kind, author_name, text,
  provider_id, state, at, created_at)`

async function copy(sql: postgres.Sql, into: string, lines: Iterable<string>): Promise<void> {
  const sink = await sql.unsafe(`copy ${into} from stdin`).writable()
  await pipeline(Readable.from(inBlocks(lines)), sink)
}

/** One write per line would cost more than the database's work. */
function* inBlocks(lines: Iterable<string>): Generator<string> {
  let block = ''
  for (const line of lines) {
    block += line
    if (block.length < 65_536) continue
    yield block
    block = ''
  }
  if (block) yield block
}

async function dropIndexes(sql: postgres.Sql, tables: string[]): Promise<string[]> {
  const rows = await sql<Array<{ name: string; definition: string }>>`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
    where i.indrelid = any(${tables}::regclass[])
      and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`
  for (const { name } of rows) await sql.unsafe(`drop index ${name}`)
  return rows.map((row) => row.definition)
}

async function insertOrg(sql: postgres.Sql, org: OrgSeed): Promise<void> {
  await sql`insert into orgs (id, name) values (${org.id}, ${org.name})`
  await sql`insert into channels (org_id, id, connector, external_id, name, credentials)
    values (${org.id}, ${org.channelId}, 'messenger', ${org.channelId}, 'Shop', '')`
  for (const [index, id] of org.memberIds.entries()) {
    await sql`insert into members (org_id, id, user_id, name, email, role)
      values (${org.id}, ${id}, ${`user-${id}`}, ${`Member ${index}`}, ${`${id}@example.com`}, 'agent')`
  }
}
