import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Role } from '#contracts/scopes.ts'
import { discover } from '#kernel/discover.ts'
import { makeTeam } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { makeServer } from '../../src/http/server.ts'
import type { Server } from '../../src/http/server.ts'
import { sample } from './sample.ts'
import { product } from './sources.ts'
import type { Schema } from './sample.ts'

/** Who has no account yet must get in somehow: these check what they need by themselves. */
const open = new Set([
  'GET /api/v1/orgs/invitations/lookup',
  'POST /api/v1/orgs/invitations/accept',
  'POST /api/v1/orgs/register',
])

/** Writes that a viewer may do, and why. */
const forViewers = new Map([
  ['PATCH /api/v1/orgs/me', 'their own name and preferences'],
  ['POST /api/v1/orgs/switch', 'their own browser'],
  ['POST /api/v1/inbox/read', 'their own reading position'],
  ['POST /api/v1/inbox/undo', 'an own act; the act that takes it back checks its own scope'],
  ['POST /api/v1/rules/backtest', 'looks at the past, and writes nothing'],
  ['POST /api/v1/posts/check', 'looks at what stands in an editor, and writes nothing'],
  ['POST /api/v1/posts/preview', 'looks at what stands in an editor, and writes nothing'],
  ['POST /api/v1/metrics/answer', 'asks for figures, and writes nothing'],
  ['POST /api/v1/metrics/forecast', 'asks for figures, and writes nothing'],
  ['POST /api/v1/metrics/funnel', 'asks for figures, and writes nothing'],
  ['POST /api/v1/metrics/cohorts', 'asks for figures, and writes nothing'],
  ['POST /api/v1/metrics/custom/check', 'looks at what stands in an editor, and writes nothing'],
  ['POST /api/v1/ask/answer', 'asks for figures, and writes nothing'],
  ['POST /api/v1/dashboards/{id}/views', 'their own way to look at a dashboard'],
  ['PUT /api/v1/dashboards/{id}/views/{viewId}', 'their own way to look at a dashboard'],
  ['DELETE /api/v1/dashboards/{id}/views/{viewId}', 'their own way to look at a dashboard'],
  ['POST /api/v1/notices/read', 'their own reading position'],
  ['PUT /api/v1/notices/muted', 'their own preferences'],
  ['POST /api/v1/console', 'each command checks its own scope'],
  ['POST /api/v1/chats/links', 'their own name in a chat'],
  ['POST /api/v1/chats/links/start', 'their own name in a chat'],
  ['DELETE /api/v1/chats/links/{id}', 'their own name in a chat'],
  ['POST /api/v1/chats/workspaces/{id}/test', 'asks the chat, and changes nothing that a person has set'],
  ['POST /api/v1/channels/{id}/test', 'asks the platform, and changes nothing that a person has set'],
])

/** Refused as a list that is not the whole list, whosever the ids are. */
const wholeLists = new Set(['PUT /api/v1/rules/order'])

/** What the schema cannot say of a body, so that it is taken as well-formed. */
const slot = { time: '09:30', zone: 'UTC' }
const bodies: Record<string, Record<string, unknown>> = {
  'POST /api/v1/calendar/schedule': { when: { wall: '2031-01-01T09:00', zone: 'UTC' } },
  'POST /api/v1/calendar/slots': slot,
  'PUT /api/v1/calendar/slots/{id}': slot,
  'POST /api/v1/inbox/read': { seq: '1' },
  'POST /api/v1/inbox/replies': { text: 'Hello' },
  'POST /api/v1/orgs/invitations': { email: 'new@example.com' },
  'POST /api/v1/rules': { definition: { stop: true } },
  'POST /api/v1/rules/backtest': { definition: { stop: true } },
  'PUT /api/v1/rules/{id}': { definition: { stop: true } },
}

interface Operation {
  name: string
  method: string
  path: string
  summary: string | undefined
  tags: string[]
  body: Schema | undefined
  query: Array<{ name: string; schema: Schema }>
  /** What stands for the id in the path is a number, not a UUID. */
  numbered: boolean
}

interface Answer {
  status: number
  body: string
}

let desk: TestApp
let server: Server
let operations: Operation[]
let components: Record<string, Schema>
let theirs: { orgId: string; ids: string[] }
let ours: { orgId: string; owner: Record<string, string>; viewer: Record<string, string> }

const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({}))),
  components: z.object({ schemas: z.record(z.string(), z.custom<Schema>()) }),
})
const operationShape = z.object({
  summary: z.string().optional(),
  tags: z.array(z.string()).default([]),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        schema: z.custom<Schema>(),
      }),
    )
    .default([]),
  requestBody: z
    .object({
      content: z.object({ 'application/json': z.object({ schema: z.custom<Schema>() }).optional() }),
    })
    .optional(),
})

beforeAll(async () => {
  const found = await discover()
  desk = await makeTestApp({ found, env: { SANDBOX: '1' } })
  server = makeServer(desk.app, desk.found)
  await found.features.get('demo')?.start?.(desk.app)
  const mine = await makeTeam(desk, 'Ours')
  ours = {
    orgId: mine.orgId,
    owner: await signIn(mine.orgId, 'owner'),
    viewer: await signIn(mine.orgId, 'viewer'),
  }
  const [demo] = await desk.sql<{ id: string }[]>`select id from orgs where is_demo`
  theirs = { orgId: demo?.id ?? '', ids: await idsOf(demo?.id ?? '') }
  await readDocument()
})
afterAll(() => desk.close())

/** A member in a browser: what needs a person is not refused for want of one. */
async function signIn(orgId: string, role: Role): Promise<Record<string, string>> {
  const who = { email: `${role}@example.com`, password: 'a long password' }
  const { userId } = await desk.app.auth.createUser({ ...who, name: role, verified: true })
  await desk.sql`insert into members (org_id, id, user_id, name, email, role)
    values (${orgId}, gen_random_uuid(), ${userId}, ${role}, ${who.email}, ${role})`
  const cookies = (await desk.app.auth.signIn(who)) ?? []
  return { cookie: cookies.map((line) => line.split(';')[0]).join('; '), origin: desk.app.config.publicUrl }
}

async function readDocument(): Promise<void> {
  const parsed = document.parse(await (await server.request('/openapi.json')).json())
  components = parsed.components.schemas
  operations = Object.entries(parsed.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, given]) => {
      const operation = operationShape.parse(given)
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        summary: operation.summary,
        tags: operation.tags,
        body: operation.requestBody?.content['application/json']?.schema,
        query: operation.parameters.filter((one) => one.in === 'query' && one.required),
        numbered: operation.parameters.some((one) => one.in === 'path' && one.schema.format !== 'uuid'),
      }
    }),
  )
}

/** One id of each kind of thing that the demo organisation has. */
async function idsOf(orgId: string): Promise<string[]> {
  const tables = await desk.sql<{ name: string }[]>`select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name in ('org_id', 'id') and data_type = 'uuid'
    group by 1 having count(*) = 2`
  const ids: string[] = []
  for (const { name } of tables) {
    const [row] = await desk.sql<
      { id: string }[]
    >`select id from ${desk.sql(name)} where org_id = ${orgId} limit 1`
    if (row) ids.push(row.id)
  }
  return ids
}

const idInPath = '01900000-0000-7000-8000-000000000000'

async function ask(operation: Operation, headers: Record<string, string>, id = idInPath): Promise<Answer> {
  const query = new URLSearchParams()
  for (const { name, schema } of operation.query) query.set(name, String(sample(schema, components)))
  const path = operation.path.replace(/\{\w+\}/g, operation.numbered ? '999999999' : id)
  const body = operation.body && bodyOf(operation, operation.body).replaceAll(idInPath, id)
  const response = await server.request(`${path}${query.size > 0 ? `?${query.toString()}` : ''}`, {
    method: operation.method,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body } : {}),
  })
  return { status: response.status, body: await response.text() }
}

function bodyOf({ name }: Operation, schema: Schema): string {
  return JSON.stringify(overlay(sample(schema, components), bodies[name]))
}

function overlay(value: unknown, patch: unknown): unknown {
  if (patch === undefined) return value
  if (typeof value !== 'object' || value === null || typeof patch !== 'object' || patch === null) return patch
  const merged = new Map<string, unknown>(Object.entries(value))
  for (const [key, part] of Object.entries(patch)) merged.set(key, overlay(merged.get(key), part))
  return Object.fromEntries(merged)
}

const api = () => operations.filter(({ path }) => path.startsWith('/api/v1/'))
const writes = () => api().filter(({ method }) => method !== 'GET')

describe('every route', () => {
  test('says what it does, under a heading', () => {
    expect(api().length).toBeGreaterThan(50)
    expect(
      operations.filter(({ summary, tags }) => !summary || tags.length === 0).map(({ name }) => name),
    ).toEqual([])
  })

  test('refuses a caller without credentials', async () => {
    const answers: Record<string, number> = {}
    for (const operation of api()) answers[operation.name] = (await ask(operation, {})).status
    const askable = Object.entries(answers).filter(([, status]) => status !== 401)
    expect(askable.map(([name]) => name).filter((name) => !open.has(name))).toEqual([])
  })

  test('refuses them where the document says nothing, too', async () => {
    const documented = new Set(operations.map(({ path }) => path.replaceAll(/\{(\w+)\}/g, ':$1')))
    const silent = server.routes.filter(
      ({ path, method }) =>
        path.startsWith('/api/v1/') && !path.includes('*') && method !== 'ALL' && !documented.has(path),
    )
    expect(silent.length).toBeGreaterThan(2)
    for (const { method, path } of silent) {
      const response = await server.request(path.replace(/:\w+/g, 'x'), { method })
      expect(response.status, `${method} ${path}`).toBe(401)
    }
  })

  test('names each part of the document once', () => {
    const names = product().flatMap(({ code }) =>
      [...code.matchAll(/\.openapi\(\s*'(\w+)'/g)].map((match) => match[1] ?? ''),
    )
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('refuses a key that is none', async () => {
    const headers = { authorization: `Bearer parley_${'x'.repeat(40)}` }
    for (const operation of api().filter(({ name }) => !open.has(name)))
      expect(await ask(operation, headers), operation.name).toMatchObject({ status: 401 })
  })
})

test('a viewer may write nothing but what is about themselves', async () => {
  const before = await snapshot(ours.orgId)
  const allowed: string[] = []
  for (const operation of writes().filter(({ name }) => !open.has(name) && !forViewers.has(name))) {
    const { status, body } = await ask(operation, ours.viewer)
    if (status !== 403) allowed.push(`${operation.name} ${status} ${body.slice(0, 120)}`)
  }
  expect(allowed).toEqual([])
  expect(await snapshot(ours.orgId)).toEqual(before)
})

test('another organisation’s rows are not found, whatever the route and whatever the row', async () => {
  expect(theirs.ids.length).toBeGreaterThan(8)
  const before = await snapshot(theirs.orgId)
  const told: string[] = []
  for (const operation of api().filter(namesSomething)) {
    for (const id of theirs.ids) {
      const { status, body } = await ask(operation, ours.owner, id)
      const nothing = status === 200 && /"data":\[\]/.test(body)
      if (status !== 404 && !nothing && !(status === 409 && wholeLists.has(operation.name)))
        told.push(`${operation.name} ${status} ${body.slice(0, 120)}`)
    }
  }
  expect([...new Set(told)]).toEqual([])
  expect(await snapshot(theirs.orgId)).toEqual(before)
})

test('another organisation’s rows are in no list', async () => {
  const leaks: string[] = []
  for (const operation of api().filter(({ method, path }) => method === 'GET' && !path.includes('{'))) {
    const { body } = await ask(operation, ours.owner)
    if (theirs.ids.some((id) => body.includes(id))) leaks.push(operation.name)
  }
  expect(leaks).toEqual([])
})

const namesSomething = (operation: Operation) =>
  operation.path.includes('{') || (operation.body && bodyOf(operation, operation.body).includes(idInPath))

/** How many rows an organisation has in each table, and how they read, without what reading itself writes. */
async function snapshot(orgId: string): Promise<Record<string, string>> {
  const tables = await desk.sql<{ name: string }[]>`select relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and relname not in ('api_keys', 'idempotency_keys')`
  const found: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await desk.sql<{ digest: string }[]>`
      select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') as digest
      from ${desk.sql(name)} t where org_id = ${orgId}`
    found[name] = row?.digest ?? ''
  }
  return found
}
