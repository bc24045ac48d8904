import type { App } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { findDemoOrg, findOrgId } from './across-orgs.ts'
import { createApiKey } from './create-api-key.ts'
import { createOrg } from './create-org.ts'
import type { NewApiKey } from './schema.ts'

/** What whoever runs the program may do from the command line, without being a member. */

export const userSignInLink = (app: App, email: string): Promise<string> => app.auth.signInLink(email)

/** @param input.org id or name of the organisation. */
export async function apiKeyCreate(
  app: App,
  input: { org: string; name: string; scopes: string[] },
): Promise<NewApiKey> {
  const orgId = await findOrgId(app, input.org)
  if (!orgId) throw notFound('organisation')
  return createApiKey(makeCtx(app, { orgId }), { name: input.name, scopes: input.scopes })
}

const demoOwner = { email: 'demo@parley.invalid', name: 'Robin Demo' }

/** The demo organisation and its owner; made when there is none. */
export async function ensureDemoOrg(app: App): Promise<{ orgId: string; userId: string; created: boolean }> {
  const known = await findDemoOrg(app)
  if (known) return { orgId: known.id, userId: known.ownerUserId, created: false }
  const owner =
    (await app.auth.findUser(demoOwner.email)) ??
    (await app.auth.createUser({ ...demoOwner, verified: true }))
  const { orgId } = await createOrg(app, { name: 'Demo team', owner, isDemo: true })
  return { orgId, userId: owner.userId, created: true }
}
