import { setTimeout as wait } from 'node:timers/promises'
import postgres from 'postgres'
import { z } from 'zod'
import { allScopes } from '#contracts/scopes.ts'
import { must } from '#kernel/assert.ts'
import { systemClock } from '#kernel/clock.ts'
import { newId, newToken } from '#kernel/ids.ts'
import { hashToken, makeSecrets, parseKeys } from '#kernel/secrets.ts'
import { connector as messenger } from '../../../connectors/messenger/index.ts'
import type { BenchDatabase, BenchEnv } from '../env.ts'
import type { Program } from './program.ts'

/** A running program with one organisation, a key that may do everything, and a Messenger channel. */
export interface Desk {
  program: Program
  database: BenchDatabase
  orgId: string
  channelId: string
  /** Page id of the channel at the sandbox's Messenger. */
  account: string
  appSecret: string
  webhookUrl: string
  headers: { authorization: string; 'content-type': string }
  api<T extends z.ZodType>(method: string, path: string, schema: T, body?: unknown): Promise<z.infer<T>>
}

export async function openDesk(env: BenchEnv, programEnv: Record<string, string> = {}): Promise<Desk> {
  const database = await env.database()
  const key = `parley_bench_${newToken()}`
  const orgId = await insertOrg(database, key)
  const program = await env.program({ databaseUrl: database.url, env: programEnv })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const api: Desk['api'] = (method, path, schema, body) =>
    call(program.url, headers, method, path, schema, body)
  const channel = await api('POST', '/channels', z.object({ id: z.uuid(), externalId: z.string() }), {
    connector: 'messenger',
    values: {},
    sandbox: true,
    sandboxHandle: 'bench',
  })
  await untilFilled(database)
  const appSecret = secretOf(program)
  const webhookUrl = `${program.url}/webhooks/messenger/sandbox`
  return {
    program,
    database,
    orgId,
    channelId: channel.id,
    account: channel.externalId,
    appSecret,
    webhookUrl,
    headers,
    api,
  }
}

/** The first start fills a demo organisation for some seconds; what is measured is a program that stands. */
async function untilFilled(database: BenchDatabase): Promise<void> {
  const sql = postgres(database.superuserUrl, { max: 1 })
  try {
    for (let quiet = 0, looks = 0; quiet < 5 && looks < 300; looks++) {
      await wait(200)
      const [due] = await sql`select exists (select from graphile_worker._private_jobs
        where run_at <= now() and attempts < max_attempts) or exists (select from outbox) as there`
      quiet = due?.['there'] ? 0 : quiet + 1
    }
  } finally {
    await sql.end()
  }
}

async function insertOrg(database: BenchDatabase, key: string): Promise<string> {
  const sql = postgres(database.superuserUrl, { max: 1 })
  const orgId = newId()
  try {
    await sql`insert into orgs (id, name) values (${orgId}, 'Bench')`
    await sql`insert into api_keys (org_id, id, name, prefix, token_hash, scopes)
      values (${orgId}, ${newId()}, 'bench', 'bench', ${hashToken(key)}, ${[...allScopes]})`
  } finally {
    await sql.end()
  }
  return orgId
}

/** The sandbox's app secret: it follows from the installation's key, as in `sandbox-host.ts`. */
function secretOf(program: Program): string {
  const secret = makeSecrets({ keys: parseKeys(program.encryptionKeys) }).sign('sandbox', 'messenger')
  const sandbox = messenger.sandbox?.({ url: '', secret, webhookUrl: '', clock: systemClock })
  return must(sandbox?.env['META_APP_SECRET'], 'app secret of the sandbox')
}

async function call<T extends z.ZodType>(
  origin: string,
  headers: Record<string, string>,
  method: string,
  path: string,
  schema: T,
  body?: unknown,
): Promise<z.infer<T>> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`)
  return schema.parse(z.object({ data: z.unknown() }).parse(JSON.parse(text)).data)
}
