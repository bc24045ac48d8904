import { hash, verify } from '@node-rs/argon2'
import { betterAuth } from 'better-auth'
import type { BetterAuthOptions } from 'better-auth'
import { magicLink } from 'better-auth/plugins'
import type { Kysely } from 'kysely'
import type { Logger } from '../log.ts'
import type { AuthDatabase } from './tables.ts'

export const authPath = '/api/auth'
export const linkMinutes = 15
export const resetMinutes = 60
/** Also stands in the web's form. */
const passwordLength = { min: 8, max: 128 } as const

const daySeconds = 24 * 60 * 60

export interface AuthSetup {
  db: Kysely<AuthDatabase>
  secret: string
  publicUrl: string
  log: Logger
  /** Both are called whether or not somebody has that address, and must not be waited for by the caller. */
  sendLink(to: { email: string; token: string }): void
  sendReset(to: { email: string; name: string; token: string }): void
}

/** What the schema depends on; the drift test builds its expectation from it. */
export function authOptions(setup: AuthSetup) {
  return {
    appName: 'Parley',
    baseURL: setup.publicUrl,
    basePath: authPath,
    secret: setup.secret,
    database: { db: setup.db, type: 'postgres' as const },
    trustedOrigins: [new URL(setup.publicUrl).origin],
    telemetry: { enabled: false },
    // Our own limiter counts by address and by e-mail, over Redis where there is one.
    rateLimit: { enabled: false },
    session: {
      expiresIn: 30 * daySeconds,
      updateAge: daySeconds,
      cookieCache: { enabled: true, maxAge: 60 },
    },
    verification: {
      storeIdentifier: { default: 'plain' as const, overrides: { 'reset-password:': 'hashed' as const } },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      password: {
        hash: (password) => hash(password),
        verify: ({ hash: stored, password }) => verify(stored, password),
      },
      resetPasswordTokenExpiresIn: resetMinutes * 60,
      revokeSessionsOnPasswordReset: true,
      async sendResetPassword({ user, token }) {
        setup.sendReset({ email: user.email, name: user.name, token })
      },
      // Who could read the mail owns the address, so that a later sign-in link need not strip the password.
      async onPasswordReset({ user }) {
        await setup.db.updateTable('user').set({ emailVerified: true }).where('id', '=', user.id).execute()
      },
    },
    advanced: {
      cookiePrefix: 'parley',
      useSecureCookies: setup.publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { disableIpTracking: true },
      // A test compares the schema; at run time it would be queries behind our back.
      database: { validateSchema: false },
    },
    plugins: [
      magicLink({
        expiresIn: linkMinutes * 60,
        disableSignUp: true,
        storeToken: 'hashed',
        async sendMagicLink({ email, token }) {
          setup.sendLink({ email, token })
        },
      }),
    ],
    logger: {
      level: 'error' as const,
      // Only the sentence: what follows it may hold the request.
      log: (level, message) => setup.log[level]({ part: 'sign-in' }, message),
    },
  } satisfies BetterAuthOptions
}

export const makeBetterAuth = (setup: AuthSetup) => betterAuth(authOptions(setup))

export type BetterAuth = ReturnType<typeof makeBetterAuth>
