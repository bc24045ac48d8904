import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkIn, openMailbox } from '#test/kit/mailbox.ts'
import type { Mailbox } from '#test/kit/mailbox.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'

let mailbox: Mailbox
let desk: TestApp
beforeAll(async () => {
  mailbox = await openMailbox()
  desk = await makeTestApp({ env: { SMTP_URL: mailbox.url } })
})
afterAll(async () => {
  await desk.close()
  await mailbox.close()
})

const origin = 'https://desk.example'
let person = 0

async function newUser(password = 'correct horse') {
  const email = `person${++person}@example.com`
  return desk.app.auth.createUser({ email, name: 'Ada', password, verified: true })
}

interface Sent {
  cookie?: string
  origin?: string
  type?: string
  address?: string
}

function post(path: string, body: unknown, sent: Sent = {}): Promise<Response> {
  const headers = new Headers({
    'content-type': sent.type ?? 'application/json',
    origin: sent.origin ?? origin,
  })
  if (sent.cookie) headers.set('cookie', sent.cookie)
  const request = new Request(`${origin}/api/auth${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  return desk.app.auth.handle(request, sent.address)
}

const cookiesOf = (answer: Response | string[]) =>
  (Array.isArray(answer) ? answer : answer.headers.getSetCookie())
    .map((line) => line.split(';')[0])
    .join('; ')

const tokenOf = (url: string) => new URL(url).searchParams.get('token') ?? ''

describe('sign-in by password', () => {
  test('sets a session cookie that scripts cannot read, and shows its token nowhere else', async () => {
    const user = await newUser()
    const answer = await post('/sign-in/email', {
      email: user.email.toUpperCase(),
      password: 'correct horse',
    })
    expect(answer.status).toBe(200)
    const line = answer.headers.getSetCookie().find((one) => one.includes('session_token'))
    expect(line).toMatch(/^__Secure-parley\.session_token=/)
    expect(line).toMatch(/HttpOnly/)
    expect(line).toMatch(/SameSite=Lax/i)
    expect(line).toMatch(/Secure/)
    expect(await answer.text()).not.toContain('"token"')
    const session = await desk.app.auth.session(new Headers({ cookie: cookiesOf(answer) }))
    expect(session).toMatchObject({ userId: user.userId, email: user.email, name: 'Ada' })
  })

  test('a wrong password and an unknown address get the same answer', async () => {
    const user = await newUser()
    const wrong = await post('/sign-in/email', { email: user.email, password: 'wrong horse' })
    const unknown = await post('/sign-in/email', { email: 'nobody@example.com', password: 'wrong horse' })
    expect(wrong.status).toBe(401)
    expect(unknown.status).toBe(401)
    expect(await unknown.text()).toBe(await wrong.text())
    expect(unknown.headers.getSetCookie()).toEqual([])
  })

  test('is limited by e-mail and by address', async () => {
    const user = await newUser()
    const statuses: number[] = []
    for (let i = 0; i < 11; i++) {
      statuses.push((await post('/sign-in/email', { email: user.email, password: 'no' })).status)
    }
    expect(statuses.slice(0, 10)).not.toContain(429)
    expect(statuses[10]).toBe(429)
    const fromOne: number[] = []
    for (let i = 0; i < 31; i++) {
      const sent = { address: '203.0.113.9' }
      fromOne.push(
        (await post('/sign-in/email', { email: `x${i}@example.com`, password: 'no' }, sent)).status,
      )
    }
    expect(fromOne[30]).toBe(429)
    const refused = await post('/sign-in/email', { email: user.email, password: 'correct horse' })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('stores argon2id', async () => {
    const user = await newUser()
    const rows = await desk.sql`select password from auth.account where "userId" = ${user.userId}`
    expect(rows[0]?.['password']).toMatch(/^\$argon2id\$/)
  })
})

describe('a session', () => {
  test('that was revoked ends at once, also while the browser keeps the cached copy', async () => {
    const user = await newUser()
    const cookie = cookiesOf(await post('/sign-in/email', { email: user.email, password: 'correct horse' }))
    expect(cookie).toContain('session_data=')
    expect(await desk.app.auth.session(new Headers({ cookie }))).toBeDefined()
    await desk.app.auth.revokeSessions(user.userId)
    expect(await desk.app.auth.session(new Headers({ cookie }))).toBeUndefined()
    const asked = await desk.app.auth.handle(
      new Request(`${origin}/api/auth/get-session`, { headers: { cookie } }),
    )
    expect(await asked.json()).toBeNull()
  })

  test('ends by sign-out', async () => {
    const user = await newUser()
    const cookie = cookiesOf(await post('/sign-in/email', { email: user.email, password: 'correct horse' }))
    expect((await post('/sign-out', {}, { cookie })).status).toBe(200)
    expect(await desk.app.auth.session(new Headers({ cookie }))).toBeUndefined()
  })

  test('does not come from a cookie that somebody made up', async () => {
    const cookie = '__Secure-parley.session_token=abc.def'
    expect(await desk.app.auth.session(new Headers({ cookie }))).toBeUndefined()
  })
})

describe('a sign-in link', () => {
  test('works once, by POST only', async () => {
    const user = await newUser()
    const token = tokenOf(await desk.app.auth.signInLink(user.userId))
    const got = await desk.app.auth.handle(new Request(`${origin}/api/auth/magic-link/verify?token=${token}`))
    expect(got.status).toBe(404)
    const first = await post('/magic-link/verify', { token })
    expect(first.status).toBe(200)
    expect(await desk.app.auth.session(new Headers({ cookie: cookiesOf(first) }))).toMatchObject({
      userId: user.userId,
    })
    const second = await post('/magic-link/verify', { token })
    expect(second.status).toBe(400)
    expect(await second.json()).toMatchObject({ code: 'INVALID_TOKEN' })
    expect(
      second.headers
        .getSetCookie()
        .filter((line) => line.includes('session_token=') && !line.includes('Max-Age=0')),
    ).toEqual([])
  })

  test('used by two at the same moment signs in one', async () => {
    const user = await newUser()
    const token = tokenOf(await desk.app.auth.signInLink(user.email))
    const answers = await Promise.all([1, 2, 3, 4].map(() => post('/magic-link/verify', { token })))
    expect(answers.filter((one) => one.status === 200)).toHaveLength(1)
  })

  test('is too old after 15 minutes, and is stored hashed', async () => {
    const user = await newUser()
    const token = tokenOf(await desk.app.auth.signInLink(user.email))
    const rows = await desk.sql`select identifier, "expiresAt" from auth.verification
      where value = ${JSON.stringify({ email: user.email })}`
    expect(rows).toHaveLength(1)
    expect(rows[0]?.['identifier']).not.toContain(token)
    const minutes = (Number(rows[0]?.['expiresAt']) - Date.now()) / 60_000
    expect(minutes).toBeGreaterThan(14.5)
    expect(minutes).toBeLessThan(15.1)
    await desk.sql`update auth.verification set "expiresAt" = now() - interval '1 second'
      where value = ${JSON.stringify({ email: user.email })}`
    expect((await post('/magic-link/verify', { token })).status).toBe(400)
  })

  test('that is asked for goes to those who exist, with the same answer for all', async () => {
    const user = await newUser()
    const known = await post('/sign-in/magic-link', { email: user.email })
    const unknown = await post('/sign-in/magic-link', { email: 'nobody2@example.com' })
    expect([known.status, unknown.status]).toEqual([200, 200])
    expect(await unknown.text()).toBe(await known.text())
    const link = linkIn(await mailbox.mailTo(user.email))
    expect(link.pathname).toBe('/sign-in/link')
    expect(mailbox.countTo('nobody2@example.com')).toBe(0)
    expect((await post('/magic-link/verify', { token: tokenOf(link.href) })).status).toBe(200)
  })
})

test('a reset sets the new password, ends all sessions, and works once', async () => {
  const user = await newUser()
  const cookie = cookiesOf(await post('/sign-in/email', { email: user.email, password: 'correct horse' }))
  expect((await post('/request-password-reset', { email: user.email })).status).toBe(200)
  const link = linkIn(await mailbox.mailTo(user.email))
  expect(link.pathname).toBe('/reset')
  const body = { token: tokenOf(link.href), newPassword: 'battery staple' }
  expect((await post('/reset-password', { ...body, newPassword: 'short' })).status).toBe(400)
  expect((await post('/reset-password', body)).status).toBe(200)
  expect(await desk.app.auth.session(new Headers({ cookie }))).toBeUndefined()
  expect(await desk.app.auth.signIn({ email: user.email, password: 'correct horse' })).toBeUndefined()
  expect(await desk.app.auth.signIn({ email: user.email, password: 'battery staple' })).toBeDefined()
  expect((await post('/reset-password', body)).status).toBe(400)
})

describe('what is not reachable', () => {
  test.each([
    '/sign-up/email',
    '/update-user',
    '/change-email',
    '/list-sessions',
    '/delete-user',
    '/ok',
    '/sign-in/email/',
  ])('%s answers 404', async (path) => {
    expect((await post(path, { email: 'a@example.com', password: 'correct horse', name: 'A' })).status).toBe(
      404,
    )
  })

  test('a foreign page cannot sign anybody in or out', async () => {
    const user = await newUser()
    const body = { email: user.email, password: 'correct horse' }
    expect((await post('/sign-in/email', body, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await post('/sign-in/email', body, { type: 'text/plain' })).status).toBe(400)
    const cookie = cookiesOf(await post('/sign-in/email', body))
    expect((await post('/sign-out', {}, { cookie, origin: 'https://evil.example' })).status).toBe(403)
    expect(await desk.app.auth.session(new Headers({ cookie }))).toBeDefined()
  })

  test('an address has one account', async () => {
    const user = await newUser()
    const again = desk.app.auth.createUser({ email: user.email.toUpperCase(), name: 'B' })
    await expect(again).rejects.toMatchObject({ code: 'conflict' })
  })
})

test('without mail, a link is refused with a word on what to do, for everybody', async () => {
  const bare = await makeTestApp()
  try {
    const known = await bare.app.auth.createUser({ email: 'known@example.com', name: 'Ada' })
    const paths = ['/sign-in/magic-link', '/request-password-reset']
    const tries = paths.flatMap((path) =>
      [known.email, 'nobody@example.com'].map((email) => ({ path, email })),
    )
    for (const { path, email } of tries) {
      const headers = { 'content-type': 'application/json', origin }
      const body = JSON.stringify({ email })
      const answer = await bare.app.auth.handle(
        new Request(`${origin}/api/auth${path}`, { method: 'POST', headers, body }),
      )
      expect(answer.status).toBe(412)
      expect(await answer.json()).toMatchObject({ message: expect.stringContaining('sign-in link') })
    }
  } finally {
    await bare.close()
  }
})
