import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'
import type { HttpEnv } from '#contracts/feature.ts'
import type { App } from '#kernel/app.ts'
import { clientAddress } from '#kernel/client-address.ts'
import { newId } from '#kernel/ids.ts'

const usableId = /^[\w-]{8,64}$/

/** Gives each request its id (taken from a proxy's header when it is well formed) and logs its end. */
export function requestContext(app: App): MiddlewareHandler<HttpEnv> {
  const seconds = app.telemetry.histogram(
    'http_request_seconds',
    'Time to answer a request',
    ['method', 'status'],
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  )
  return async (c, next) => {
    const given = c.req.header('x-request-id')
    const requestId = given && usableId.test(given) ? given : newId()
    c.set('requestId', requestId)
    c.set('app', app)
    c.set('address', clientAddress(c.req.raw.headers, peerOf(c)))
    const startedAt = performance.now()
    await next()
    c.res.headers.set('x-request-id', requestId)
    const tookMs = performance.now() - startedAt
    seconds.observe({ method: c.req.method, status: String(c.res.status) }, tookMs / 1000)
    app.log.debug(
      { requestId, method: c.req.method, path: c.req.path, status: c.res.status, tookMs },
      'request',
    )
  }
}

/** None when the request did not come over a socket. */
function peerOf(c: Context<HttpEnv>): string | undefined {
  const env: unknown = c.env
  const hasSocket = typeof env === 'object' && env !== null && 'incoming' in env
  return hasSocket ? getConnInfo(c).remote.address : undefined
}
