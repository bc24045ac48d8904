import type { App } from '#kernel/app.ts'
import type { AuthSession } from '#kernel/auth.ts'
import { notFound } from '#kernel/errors.ts'
import { findMemberships } from './across-orgs.ts'

/** Checks that the user may enter; the caller then sets the browser's cookie. */
export async function switchOrg(app: App, session: AuthSession, orgId: string): Promise<void> {
  const memberships = await findMemberships(app, session.userId)
  if (!memberships.some((one) => one.orgId === orgId)) throw notFound('organisation')
}
