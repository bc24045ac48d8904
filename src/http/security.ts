import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from '#contracts/feature.ts'
import type { App } from '#kernel/app.ts'
import { AppError } from '#kernel/errors.ts'

const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every answer. A route that set its own policy (media, the reference page) keeps it. */
export function securityHeaders(app: App): MiddlewareHandler<HttpEnv> {
  const https = app.config.publicUrl.startsWith('https:')
  return async (c, next) => {
    await next()
    const { headers } = c.res
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', policy)
    headers.set('x-content-type-options', 'nosniff')
    if (!headers.has('referrer-policy')) headers.set('referrer-policy', 'same-origin')
    headers.set('x-frame-options', 'DENY')
    headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()')
    if (!headers.has('cross-origin-resource-policy'))
      headers.set('cross-origin-resource-policy', 'same-origin')
    if (https) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains')
  }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A write that carries a cookie must come from our own pages. API keys carry none and need no Origin. */
export function sameOrigin(app: App): MiddlewareHandler<HttpEnv> {
  const allowed = new URL(app.config.publicUrl).origin
  return async (c, next) => {
    if (!safeMethods.has(c.req.method) && c.req.header('cookie') && !c.req.header('authorization')) {
      const origin = c.req.header('origin')
      if (origin !== allowed && !isSelf(origin, c.req.header('host'), app)) {
        throw new AppError(
          'forbidden',
          'This request did not come from Parley itself, so it was not carried out.',
        )
      }
    }
    await next()
  }
}

/** Without PUBLIC_URL the program may be reached as localhost or 127.0.0.1: then the Host decides. */
function isSelf(origin: string | undefined, host: string | undefined, app: App): boolean {
  if (app.config.isPublic || !origin || !host) return false
  return origin === `http://${host}`
}
