import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import type { HttpEnv } from '#contracts/feature.ts'

/** Names the organisation that the browser is in. It grants nothing: membership is looked up each time. */
export const orgCookie = 'parley_org'

export function enterOrg(c: Context<HttpEnv>, orgId: string): void {
  setCookie(c, orgCookie, orgId, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: c.get('app').config.publicUrl.startsWith('https:'),
    maxAge: 365 * 24 * 60 * 60,
  })
}
