import { createServer } from 'node:net'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allScopes } from '#contracts/scopes.ts'
import { createTestDatabase } from '#test/kit/database.ts'
import type { TestDatabase } from '#test/kit/database.ts'
import { openApp } from './cli/open-app.ts'
import { runCli, verbs } from './cli.ts'

let database: TestDatabase
let sql: postgres.Sql
let dataDir: string

beforeAll(async () => {
  database = await createTestDatabase()
  sql = postgres(database.superuserUrl, { max: 1, onnotice: () => undefined })
  dataDir = mkdtempSync(join(tmpdir(), 'parley-cli-'))
  const made = await runJson(['org', 'create', '--name', 'Acme', '--owner', 'ana@example.com'])
  expect(made).toMatchObject({ code: 0, data: { name: 'Acme', link: expect.stringContaining('token=') } })
})

afterAll(async () => {
  await sql.end()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

const environment = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  DATABASE_URL: database.url,
  DATA_DIR: dataDir,
  SANDBOX: '1',
  PUBLIC_URL: 'https://desk.example',
  PORT: '0',
  DATABASE_POOL_SIZE: '2',
  ...more,
})

async function run(args: string[], options: { env?: Record<string, string>; stdin?: string } = {}) {
  const out: string[] = []
  const err: string[] = []
  const code = await runCli(args, {
    environment: environment(options.env),
    stdin: Readable.from([options.stdin ?? '']),
    stdout: (line) => out.push(line),
    stderr: (line) => err.push(line),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const runJson = async (args: string[], options: Parameters<typeof run>[1] = {}) => {
  const { code, out } = await run([...args, '--json'], options)
  return { code, ...(JSON.parse(out) as { success: boolean; data?: unknown; error?: unknown }) }
}

test('help names every verb', async () => {
  const { out, code } = await run([])
  expect(code).toBe(0)
  for (const verb of verbs) expect(out).toContain(`  ${verb.name}`)
})

test('what is typed wrongly is answered with how to type it', async () => {
  expect(await run(['nonsense'])).toMatchObject({ code: 2, err: expect.stringContaining('parley -- help') })
  expect(await run(['user', 'sign-in-link'])).toMatchObject({
    code: 2,
    err: 'Something is missing.\nUse: parley user sign-in-link <email>',
  })
  expect(await run(['replay', '--outbux'])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/'--outbux'/),
  })
  expect(await runJson(['migrate', 'now'])).toMatchObject({
    code: 2,
    success: false,
    error: { code: 'usage' },
  })
})

test('a sign-in link is for somebody who is known', async () => {
  const { code, out } = await run(['user', 'sign-in-link', 'ana@example.com'])
  expect(code).toBe(0)
  expect(out).toMatch(/^https:\/\/desk\.example\/sign-in\/link\?token=[\w-]{40,}$/)
  expect(await runJson(['user', 'sign-in-link', 'nobody@example.com'])).toMatchObject({
    code: 1,
    success: false,
    error: { code: 'not_found' },
  })
})

test('somebody who is known owns another organisation, too', async () => {
  const made = await runJson(['org', 'create', '--name', 'Second', '--owner', 'Ana@example.com'])
  expect(made).toMatchObject({ code: 0, data: { owner: 'ana@example.com' } })
  const [row] = await sql`select count(*)::int as n from members`
  expect(row).toEqual({ n: 2 })
})

test('an API key of an organisation works with its scopes only', async () => {
  const made = await runJson(['api-key', 'create', '--org', 'Acme', '--name', 'ci', '--scopes', 'inbox:read'])
  expect(made).toMatchObject({ code: 0, data: { name: 'ci', scopes: ['inbox:read'] } })
  const { app, close } = await openApp(environment())
  const { key } = made.data as { key: string }
  const request = new Request('https://desk.example', { headers: { authorization: `Bearer ${key}` } })
  const caller = await app.features.get('orgs')?.authenticate?.(app, request)
  await close()
  expect([...(caller?.scopes ?? [])]).toEqual(['inbox:read'])

  const all = await runJson(['api-key', 'create', '--org', 'Acme', '--name', 'all', '--scopes', 'all'])
  expect(all.data).toMatchObject({ scopes: allScopes })
  expect(await run(['api-key', 'create', '--org', 'Acme', '--name', 'ci'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('--scopes is missing.'),
  })
})

test('a channel is connected from the command line, its secret from standard input', async () => {
  const added = await runJson(['channel', 'add', 'telegram', '--org', 'Acme', '--sandbox', '--handle', 'cli'])
  expect(added).toMatchObject({ code: 0, data: { connector: 'telegram', lastError: null } })
  const [row] = await sql`select connector, sandbox, state from channels`
  expect(row).toEqual({ connector: 'telegram', sandbox: true, state: 'active' })

  const piped = await runJson(
    ['channel', 'add', 'telegram', '--org', 'Acme', '--sandbox', '--field', 'token=-'],
    {
      stdin: 'not a token\n',
    },
  )
  expect(piped).toMatchObject({ code: 1, success: false })
  expect(JSON.stringify(piped)).not.toContain('not a token')
  expect(await run(['channel', 'add', 'pigeon', '--org', 'Acme'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('telegram'),
  })
})

test('replay puts what was set aside under way again', async () => {
  await sql`insert into outbox_set_aside (id, org_id, events, jobs, counters, at, reason)
    values (1, null, '[]', '[]', '{}', now(), 'a test')`
  await sql`insert into inbound_events (id, connector, route, key, body, received_at, state, reason)
    values (gen_random_uuid(), 'telegram', 'app', 'k', '{}', now(), 'parked', 'nobody owns it')`
  expect(await runJson(['replay', '--outbox'])).toMatchObject({ data: { outbox: 1, deliveries: 0 } })
  expect(await runJson(['replay'])).toMatchObject({ data: { outbox: 0, deliveries: 1 } })
  const [left] = await sql`select count(*)::int as n from inbound_events where state = 'parked'`
  expect(left).toEqual({ n: 0 })
})

interface Check {
  name: string
  ok: boolean
  detail: string
}

async function doctor(env: Record<string, string> = {}) {
  const { code, data } = await runJson(['doctor'], { env })
  const { checks } = data as { checks: Check[] }
  return { code, faults: checks.filter((check) => !check.ok), checks }
}

test('the doctor finds nothing where all is well', async () => {
  expect(await doctor()).toMatchObject({ code: 0, faults: [] })
})

test('the doctor names a fault of the environment', async () => {
  const { code, faults } = await doctor({ NODE_ENV: 'production' })
  expect(code).toBe(1)
  expect(faults).toEqual([
    {
      name: 'environment',
      ok: false,
      detail: expect.stringMatching(/ENCRYPTION_KEYS.*\n.*\n.*SANDBOX is on/),
    },
  ])
})

test('the doctor finds a taken port, a dead mail server and a lost key', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const at = taken.address()
  const port = typeof at === 'object' ? String(at?.port) : ''
  const { faults } = await doctor({
    PORT: port,
    SMTP_URL: 'smtp://127.0.0.1:1',
    ENCRYPTION_KEYS: `other:${Buffer.alloc(32, 7).toString('base64')}`,
  })
  taken.close()
  expect(faults.map(({ name }) => name)).toEqual(['stored credentials', 'port', 'mail'])
})

test('the doctor tells of missing migrations, and other verbs wait for them', async () => {
  await sql`delete from migrations where name like '%-rules'`
  const { faults } = await doctor()
  expect(faults).toEqual([{ name: 'migrations', ok: false, detail: expect.stringContaining('1 to run') }])
  expect(await run(['replay'])).toMatchObject({ code: 1, err: expect.stringContaining('parley -- migrate') })
})

test('the doctor says when no database answers', async () => {
  const { code, faults } = await doctor({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  expect(code).toBe(1)
  expect(faults).toMatchObject([{ name: 'database', detail: expect.stringContaining('ECONNREFUSED') }])
})
