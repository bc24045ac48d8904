import { createHash } from 'node:crypto'
import { Kysely } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import postgres from 'postgres'
import { linkMail, linkUrl, resetMail, resetUrl } from './auth/auth-mails.ts'
import { handleAuth } from './auth/auth-routes.ts'
import { linkMinutes, makeBetterAuth } from './auth/better-auth.ts'
import type { BetterAuth } from './auth/better-auth.ts'
import type { AuthDatabase } from './auth/tables.ts'
import { reconnectAfter, systemRole } from './db.ts'
import { conflict, isUniqueViolation, notFound } from './errors.ts'
import { newToken } from './ids.ts'
import type { Limiter } from './limiter.ts'
import type { Logger } from './log.ts'
import type { Mail, Mailer } from './mail.ts'

export interface AuthUser {
  userId: string
  email: string
  name: string
}

export interface AuthSession extends AuthUser {
  sessionId: string
}

/** Sign-in: who somebody is. What they may do in which organisation is the feature `orgs`. */
export interface Auth {
  /**
   * Answers `/api/auth/…` in better-auth's own shape: data as it is, refusals as `{ code, message }`.
   *
   * @param address where the request came from, when known; sign-in is limited by it.
   */
  handle(request: Request, address?: string): Promise<Response>
  /** The signed-in user of a request, read from the cookie; a session that was ended is none at once. */
  session(headers: Headers): Promise<AuthSession | undefined>
  findUser(email: string): Promise<AuthUser | undefined>
  /** The user who has proved that this address is theirs. */
  findVerifiedUser(email: string): Promise<AuthUser | undefined>
  /**
   * Throws `conflict` when the address is taken.
   *
   * @param verified the address is known to be theirs. When it is not, the first mailed link that they use
   *   removes the password, because somebody else may have set it.
   */
  createUser(user: { email: string; name: string; password?: string; verified?: boolean }): Promise<AuthUser>
  /** Signs in and answers the Set-Cookie lines; undefined when the password is wrong or nobody has it. */
  signIn(credentials: { email: string; password: string }): Promise<string[] | undefined>
  /** A page that signs in with one press: once, within 15 minutes. */
  signInLink(userIdOrEmail: string): Promise<string>
  revokeSessions(userId: string): Promise<void>
  close(): Promise<void>
}

export interface AuthOptions {
  /** Not through a transaction pooler: there the role, a start-up parameter, does not survive. */
  databaseUrl: string
  secret: string
  publicUrl: string
  mail: Mailer
  limiter: Limiter
  log: Logger
}

export function makeAuth(options: AuthOptions): Auth {
  const { publicUrl, log } = options
  const sql = postgres(options.databaseUrl, {
    max: 3,
    idle_timeout: 60,
    backoff: reconnectAfter,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { role: systemRole, search_path: 'auth' },
  })
  const db = new Kysely<AuthDatabase>({ dialect: new PostgresJSDialect({ postgres: sql }) })
  const auth = makeBetterAuth({
    db,
    secret: options.secret,
    publicUrl,
    log,
    sendLink: ({ email, token }) => void deliver(linkMail(email, linkUrl(publicUrl, token))),
    sendReset: ({ email, name, token }) => void deliver(resetMail(email, name, resetUrl(publicUrl, token))),
  })

  const findBy = (column: 'id' | 'email', value: string) =>
    db
      .selectFrom('user')
      .select(['id as userId', 'email', 'name'])
      .where(column, '=', value)
      .executeTakeFirst()
  const findUser = (email: string) => findBy('email', email.trim().toLowerCase())
  const findVerifiedUser = (email: string) =>
    db
      .selectFrom('user')
      .select(['id as userId', 'email', 'name'])
      .where('email', '=', email.trim().toLowerCase())
      .where('emailVerified', '=', true)
      .executeTakeFirst()

  /** Nobody waits for it: the time that an answer takes must not tell whether the address is known. */
  async function deliver(mail: Mail): Promise<void> {
    try {
      if (await findUser(mail.to)) await options.mail.send(mail)
    } catch (error) {
      log.error({ err: error }, 'a sign-in mail was not sent')
    }
  }

  return {
    handle: (request, address) =>
      handleAuth(
        {
          auth,
          limiter: options.limiter,
          publicUrl,
          canMail: options.mail.configured,
          trustsOrigin: (origin, host) => trustsOrigin(publicUrl, origin, host),
        },
        request,
        address,
      ),
    session: (headers) => readSession(auth, db, headers),
    findUser,
    findVerifiedUser,
    createUser: (user) => createUser(auth, user),
    async signIn(credentials) {
      const answer = await auth.api.signInEmail({ body: credentials, asResponse: true })
      return answer.ok ? answer.headers.getSetCookie() : undefined
    },
    async signInLink(userIdOrEmail) {
      const user = userIdOrEmail.includes('@')
        ? await findUser(userIdOrEmail)
        : await findBy('id', userIdOrEmail)
      if (!user) throw notFound('user')
      return linkUrl(publicUrl, await createLinkToken(auth, user.email))
    },
    async revokeSessions(userId) {
      await db.deleteFrom('session').where('userId', '=', userId).execute()
    },
    close: () => sql.end({ timeout: 5 }),
  }
}

/** The cookie's cache spares better-auth's two reads; one look by key makes a revoked session end at once. */
async function readSession(
  auth: BetterAuth,
  db: Kysely<AuthDatabase>,
  headers: Headers,
): Promise<AuthSession | undefined> {
  if (!headers.get('cookie')?.includes('parley.session_token=')) return undefined
  // Only /api/auth/get-session may prolong a session: it alone can answer with the new cookie.
  const found = await auth.api.getSession({ headers, query: { disableRefresh: true } })
  if (!found) return undefined
  const alive = await db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.userId')
    .select(['session.id as sessionId', 'user.id as userId', 'user.email', 'user.name'])
    .where('session.id', '=', found.session.id)
    .where('session.expiresAt', '>', new Date())
    .executeTakeFirst()
  return alive
}

async function createUser(
  auth: BetterAuth,
  user: { email: string; name: string; password?: string; verified?: boolean },
): Promise<AuthUser> {
  const { internalAdapter, password } = await auth.$context
  const email = user.email.trim().toLowerCase()
  try {
    const created = await internalAdapter.createUser(
      { email, name: user.name, emailVerified: user.verified ?? false },
      { method: 'email-password' },
    )
    if (user.password !== undefined) {
      await internalAdapter.createAccount({
        userId: created.id,
        accountId: created.id,
        providerId: 'credential',
        password: await password.hash(user.password),
      })
    }
    return { userId: created.id, email, name: user.name }
  } catch (error) {
    if (isUniqueViolation(error))
      throw conflict('Somebody has an account with this e-mail address already. Sign in with it.')
    throw error
  }
}

/** As the magic link plugin stores them: by the hash of the token. */
async function createLinkToken(auth: BetterAuth, email: string): Promise<string> {
  const { internalAdapter } = await auth.$context
  const token = newToken()
  await internalAdapter.createVerificationValue({
    identifier: createHash('sha256').update(token).digest('base64url'),
    value: JSON.stringify({ email }),
    expiresAt: new Date(Date.now() + linkMinutes * 60_000),
  })
  return token
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Without a PUBLIC_URL the browser may have come by another of this machine's names. */
function trustsOrigin(publicUrl: string, origin: string, host: string | null): boolean {
  const { origin: own, hostname } = new URL(publicUrl)
  if (origin === own) return true
  if (origin !== `http://${host ?? ''}` || !URL.canParse(origin)) return false
  if (hostname === '0.0.0.0' || hostname === '[::]') return true
  return loopback.has(hostname) && loopback.has(new URL(origin).hostname)
}
