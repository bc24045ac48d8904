import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeServer } from '../../http/server.ts'
import type { Server } from '../../http/server.ts'
import { addMember, makeTeam } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { changeRole } from './change-role.ts'
import { createApiKey } from './create-api-key.ts'
import * as kinds from './events.ts'
import { apiKeyCreate, ensureDemoOrg, feature, fillDemoTeam, listMembers, userSignInLink } from './index.ts'
import { removeMember } from './remove-member.ts'
import { revokeApiKey } from './revoke-api-key.ts'
import { routes } from './routes.ts'
import { makeCtx } from '#kernel/ctx.ts'

let desk: TestApp
let server: Server
beforeAll(async () => {
  desk = await makeTestApp({
    found: {
      features: new Map([['orgs', feature]]),
      routes: new Map([['orgs', routes]]),
      eventKinds: new Map(Object.values(kinds).map((kind) => [kind.type, kind])),
    },
  })
  server = makeServer(desk.app, desk.found)
})
afterAll(() => desk.close())

const origin = 'https://desk.example'

interface Sent {
  method?: string
  body?: unknown
  cookie?: string
  key?: string
  headers?: Record<string, string>
}

async function ask(path: string, sent: Sent = {}) {
  const headers = new Headers({ origin, ...sent.headers })
  if (sent.cookie) headers.set('cookie', sent.cookie)
  if (sent.key) headers.set('authorization', `Bearer ${sent.key}`)
  if (sent.body !== undefined) headers.set('content-type', 'application/json')
  const response = await server.request(`/api/v1/orgs${path}`, {
    method: sent.method ?? (sent.body === undefined ? 'GET' : 'POST'),
    headers,
    ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
  })
  const answer = (await response.json()) as { data: never; error: { code: string; message: string } | null }
  return {
    status: response.status,
    data: answer.data as Record<string, never>,
    error: answer.error,
    cookies: response.headers.getSetCookie(),
  }
}

const asCookie = (lines: readonly string[]) => lines.map((line) => line.split(';')[0]).join('; ')

async function signIn(who: string): Promise<string> {
  const token = new URL(await desk.app.auth.signInLink(who)).searchParams.get('token')
  const answer = await server.request('/api/auth/magic-link/verify', {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return asCookie(answer.headers.getSetCookie())
}

describe('a browser', () => {
  test('registers, and is in', async () => {
    const body = { name: 'Ada', email: 'Ada@Example.com', password: 'correct horse', org: 'Ada & Co' }
    const made = await ask('/register', { body })
    expect(made.status).toBe(200)
    expect(made.data).toMatchObject({
      user: { email: 'ada@example.com' },
      org: { name: 'Ada & Co' },
      role: 'owner',
    })
    const me = await ask('/me', { cookie: asCookie(made.cookies) })
    expect(me.data).toMatchObject({ user: { name: 'Ada' }, orgs: [{ name: 'Ada & Co', role: 'owner' }] })
    expect(me.data['scopes']).toContain('org:write')
    expect(Number(me.data['pos'])).toBeGreaterThanOrEqual(0)
    expect((await ask('/register', { body })).status).toBe(409)
    expect(
      (await ask('/register', { body: { ...body, email: 'b@example.com', password: 'short' } })).status,
    ).toBe(400)
  })

  test('that is not signed in gets 401 everywhere', async () => {
    for (const path of ['/me', '/members', '/settings', '/audit', '/api-keys', '/invitations']) {
      expect((await ask(path)).status, path).toBe(401)
    }
    expect((await ask('/me', { method: 'PATCH', body: { name: 'X' } })).status).toBe(401)
    expect((await ask('/switch', { body: { orgId: '01890000-0000-7000-8000-000000000000' } })).status).toBe(
      401,
    )
  })

  test('switches between its organisations, and to no other', async () => {
    const first = await makeTeam(desk, 'First')
    const second = await makeTeam(desk, 'Second')
    const stranger = await makeTeam(desk, 'Stranger')
    await desk.sql`insert into members (org_id, id, user_id, name, email, role)
      values (${second.orgId}, gen_random_uuid(), ${first.owner.userId}, 'M', ${first.owner.email}, 'viewer')`
    const cookie = await signIn(first.owner.userId)
    expect((await ask('/me', { cookie })).data).toMatchObject({ org: { name: 'First' }, role: 'owner' })
    const switched = await ask('/switch', { cookie, body: { orgId: second.orgId } })
    expect(switched.data).toMatchObject({ org: { name: 'Second' }, role: 'viewer' })
    const line = switched.cookies.find((one) => one.startsWith('parley_org='))
    expect(line).toMatch(/HttpOnly; Secure; SameSite=Lax/)
    const there = `${cookie}; ${asCookie(switched.cookies)}`
    expect((await ask('/me', { cookie: there })).data).toMatchObject({ org: { name: 'Second' } })
    expect((await ask('/switch', { cookie, body: { orgId: stranger.orgId } })).status).toBe(404)
    const forged = `${cookie}; parley_org=${stranger.orgId}`
    expect((await ask('/me', { cookie: forged })).data).toMatchObject({ org: { name: 'First' } })
  })

  test('whose member was removed is in no organisation at once', async () => {
    const { ctx, orgId } = await makeTeam(desk)
    const { member } = await addMember(desk, orgId, 'agent')
    const cookie = await signIn(member.userId)
    expect((await ask('/members', { cookie })).status).toBe(200)
    await removeMember(ctx, member.memberId)
    expect((await ask('/members', { cookie })).status).toBe(401)
    expect((await ask('/me', { cookie })).status).toBe(401)
    const again = await signIn(member.userId)
    expect((await ask('/me', { cookie: again })).data).toMatchObject({ org: null, orgs: [], scopes: [] })
    expect((await ask('/members', { cookie: again })).status).toBe(401)
  })

  test('may do what its role may now', async () => {
    const { ctx, orgId } = await makeTeam(desk)
    const { member } = await addMember(desk, orgId, 'viewer')
    const cookie = await signIn(member.userId)
    const body = { email: 'x@example.com', role: 'agent' }
    expect((await ask('/invitations', { cookie, body })).status).toBe(403)
    await changeRole(ctx, member.memberId, 'admin')
    const invited = await ask('/invitations', { cookie, body })
    expect(invited.status).toBe(200)
    const token = new URL(String(invited.data['link'])).searchParams.get('token') ?? ''
    expect((await ask(`/invitations/lookup?token=${encodeURIComponent(token)}`)).data).toMatchObject({
      isNew: true,
    })
    const accept = { token, name: 'Xi', password: 'correct horse' }
    const joined = await ask('/invitations/accept', { body: accept })
    expect(joined.data).toMatchObject({ user: { name: 'Xi' }, role: 'agent', org: { id: orgId } })
    expect((await ask('/me', { cookie: asCookie(joined.cookies) })).data).toMatchObject({ role: 'agent' })
  })

  test('changes settings and its profile', async () => {
    const { owner } = await makeTeam(desk)
    const cookie = await signIn(owner.userId)
    const changed = await ask('/settings', {
      method: 'PATCH',
      cookie,
      body: { timezone: 'Asia/Tokyo', settings: { reopenDays: 14 } },
    })
    expect(changed.data).toMatchObject({ timezone: 'Asia/Tokyo', settings: { reopenDays: 14 } })
    expect(
      (await ask('/settings', { method: 'PATCH', cookie, body: { timezone: 'Mars/Base' } })).status,
    ).toBe(400)
    const me = await ask('/me', { method: 'PATCH', cookie, body: { preferences: { theme: 'dark' } } })
    expect(me.data).toMatchObject({ preferences: { theme: 'dark', sound: true } })
  })
})

describe('an API key', () => {
  test('works until it is revoked, with its scopes only', async () => {
    const { ctx, orgId } = await makeTeam(desk)
    const { key, id } = await createApiKey(ctx, { name: 'Zapier', scopes: ['members:read'] })
    expect(key).toMatch(/^parley_[0-9a-f]{8}_[\w-]{43}$/)
    expect((await ask('/members', { key })).status).toBe(200)
    expect((await ask('/settings', { key })).status).toBe(403)
    expect((await ask('/me', { key })).status).toBe(412)
    const rows = await desk.sql`select token_hash, last_used_at from api_keys where id = ${id}`
    expect(JSON.stringify(rows)).not.toContain(key.slice(-20))
    await revokeApiKey(ctx, id)
    expect((await ask('/members', { key })).status).toBe(401)
    await desk.app.dispatcher.drain()
    const events = await desk.sql`select type from events where org_id = ${orgId} order by pos`
    expect(events.map((row) => row['type'])).toEqual(['member.joined', 'api-key.created', 'api-key.revoked'])
  })

  test('cannot do more than its maker, at its making or later', async () => {
    const { ctx, orgId } = await makeTeam(desk)
    const admin = await addMember(desk, orgId, 'admin')
    await expect(createApiKey(admin.ctx, { name: 'x', scopes: ['org:write'] })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(createApiKey(ctx, { name: 'x', scopes: ['org:everything'] })).rejects.toMatchObject({
      code: 'invalid',
    })
    const { key } = await createApiKey(admin.ctx, { name: 'x', scopes: ['audit:read', 'members:read'] })
    expect((await ask('/audit', { key })).status).toBe(200)
    await changeRole(ctx, admin.member.memberId, 'viewer')
    expect((await ask('/audit', { key })).status).toBe(403)
    expect((await ask('/members', { key })).status).toBe(200)
  })

  test('ends at its time, and its last use is written once a minute', async () => {
    const { ctx } = await makeTeam(desk)
    const expiresAt = new Date(desk.clock.now().getTime() + 3_600_000).toISOString()
    const { key, id } = await createApiKey(ctx, { name: 'short', scopes: ['org:read'], expiresAt })
    const lastUse = async () => {
      await ask('/settings', { key })
      const rows = await desk.sql`select last_used_at from api_keys where id = ${id}`
      return String(rows[0]?.['last_used_at'])
    }
    const first = await lastUse()
    desk.clock.advance(59_000)
    expect(await lastUse()).toBe(first)
    desk.clock.advance(2_000)
    expect(await lastUse()).not.toBe(first)
    desk.clock.advance(3_600_000)
    expect((await ask('/settings', { key })).status).toBe(401)
    await expect(createApiKey(ctx, { name: 'x', scopes: ['org:read'], expiresAt })).rejects.toMatchObject({
      code: 'invalid',
    })
  })

  test('that is wrong is not replaced by the session of the browser', async () => {
    const { owner } = await makeTeam(desk)
    const cookie = await signIn(owner.userId)
    expect((await ask('/members', { cookie, key: `parley_00000000_${'x'.repeat(43)}` })).status).toBe(401)
    expect((await ask('/members', { cookie, headers: { authorization: 'Basic eDp5' } })).status).toBe(401)
  })

  test('is shown once: a repeated request does not get it again, and it is kept nowhere', async () => {
    const { owner, orgId } = await makeTeam(desk)
    const cookie = await signIn(owner.userId)
    const sent = {
      cookie,
      body: { name: 'k', scopes: ['org:read'] },
      headers: { 'idempotency-key': 'once-only-1' },
    }
    const made = await ask('/api-keys', sent)
    const { key } = made.data as { key?: string }
    expect(key).toMatch(/^parley_/)
    expect((await ask('/api-keys', sent)).status).toBe(409)
    const kept = await desk.sql`select response::text from idempotency_keys where org_id = ${orgId}`
    expect(JSON.stringify(kept)).not.toContain('parley_')
    const list = await ask('/api-keys', { cookie })
    expect(JSON.stringify(list.data)).not.toContain(key)
    expect(list.data).toHaveLength(1)
  })
})

describe('the operator', () => {
  test('makes a key and a sign-in link without being a member', async () => {
    const { orgId, owner } = await makeTeam(desk, 'Operated')
    const { key } = await apiKeyCreate(desk.app, { org: 'Operated', name: 'ops', scopes: ['org:read'] })
    expect((await ask('/settings', { key })).data).toMatchObject({ id: orgId })
    expect(new URL(await userSignInLink(desk.app, owner.email)).pathname).toBe('/sign-in/link')
    await expect(userSignInLink(desk.app, 'nobody@example.com')).rejects.toMatchObject({ code: 'not_found' })
    await expect(apiKeyCreate(desk.app, { org: 'No such', name: 'x', scopes: [] })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('has one demo team, however often it starts', async () => {
    const first = await ensureDemoOrg(desk.app)
    const ctx = makeCtx(desk.app, { orgId: first.orgId })
    await fillDemoTeam(ctx)
    await fillDemoTeam(ctx)
    expect(await ensureDemoOrg(desk.app)).toEqual({ ...first, created: false })
    expect(await listMembers(ctx)).toHaveLength(4)
  })
})

test('every route stands in the API reference', async () => {
  const answer = await server.request('/openapi.json')
  expect(answer.status).toBe(200)
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, { summary?: string }>> }
  const operations = Object.entries(paths).filter(([path]) => path.startsWith('/api/v1/orgs/'))
  expect(operations.flatMap(([, methods]) => Object.values(methods))).toHaveLength(18)
  for (const [path, methods] of operations) {
    for (const operation of Object.values(methods)) expect(operation.summary, path).toBeTruthy()
  }
})
