import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from '#contracts/feature.ts'
import type { App } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'

/** API paths that answer without a caller: their routes check what they need by themselves. */
const openPaths = [
  '/api/v1/orgs/me',
  '/api/v1/orgs/register',
  '/api/v1/orgs/switch',
  '/api/v1/orgs/invitations/lookup',
  '/api/v1/orgs/invitations/accept',
]

/** Finds the caller and sets `ctx`. The first feature that knows the credentials wins. */
export function authenticate(app: App): MiddlewareHandler<HttpEnv> {
  const features = [...app.features.values()].filter((feature) => feature.authenticate)
  return async (c, next) => {
    for (const feature of features) {
      const caller = await feature.authenticate?.(app, c.req.raw)
      if (!caller) continue
      c.set('ctx', makeCtx(app, { ...caller, requestId: c.get('requestId') }))
      return next()
    }
    if (openPaths.includes(c.req.path)) return next()
    throw new AppError('unauthenticated', 'Please sign in, or send an API key in the Authorization header.')
  }
}
