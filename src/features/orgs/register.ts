import type { App } from '#kernel/app.ts'
import { AppError } from '#kernel/errors.ts'
import { createOrg } from './create-org.ts'
import type { Register } from './schema.ts'

const perAddress = { points: 10, perMs: 60 * 60 * 1000 }
const perEmail = { points: 5, perMs: 60 * 60 * 1000 }

/**
 * A new user with an organisation of their own, signed in.
 *
 * @param address where the request came from, when known.
 */
export async function register(
  app: App,
  input: Register,
  address: string | undefined,
): Promise<{ orgId: string; userId: string; cookies: string[] }> {
  await limit(app, `register:email:${input.email}`, perEmail)
  if (address !== undefined) await limit(app, `register:address:${address}`, perAddress)
  const { name, email, password } = input
  const user = await app.auth.createUser({ name, email, password })
  const { orgId } = await createOrg(app, { name: input.org, owner: user })
  const cookies = (await app.auth.signIn({ email, password })) ?? []
  return { orgId, userId: user.userId, cookies }
}

async function limit(app: App, key: string, rule: { points: number; perMs: number }): Promise<void> {
  const taken = await app.limiter.take(key, rule)
  if (taken.ok) return
  throw new AppError('limit', 'Too many tries. Wait a little, then try again.', {
    details: { retryAt: taken.retryAt.toISOString() },
  })
}
