import { serve } from '@hono/node-server'
import type { ServerType } from '@hono/node-server'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { HttpEnv } from '#contracts/feature.ts'
import type { App } from '#kernel/app.ts'
import type { Discovered } from '#kernel/discover.ts'
import { StartError } from '#kernel/start-error.ts'
import { authenticate } from './authenticate.ts'
import { checkBody } from './body.ts'
import { mountBots } from './bots.ts'
import { mountCommands } from './commands.ts'
import { answerError, answerInvalid, answerNotFound } from './errors.ts'
import { mountHealth } from './health.ts'
import { idempotency } from './idempotency.ts'
import { mountOAuth } from './oauth.ts'
import { mountOpenApi } from './openapi.ts'
import { mountPresence } from './presence.ts'
import { requestContext } from './request-context.ts'
import { sameOrigin, securityHeaders } from './security.ts'
import { mountStatic } from './static.ts'
import { mountStream } from './stream.ts'
import { mountWebhooks } from './webhooks.ts'

export type Server = OpenAPIHono<HttpEnv>

/** Everything that listens on PORT. Features are mounted by their place: /api/v1/<noun> and /<noun>. */
export function makeServer(app: App, found: Discovered): Server {
  const server: Server = new OpenAPIHono<HttpEnv>({ defaultHook: answerInvalid })
  server.onError(answerError)
  server.notFound(answerNotFound)

  server.use('*', requestContext(app))
  mountHealth(server, app)
  mountWebhooks(server, app)
  mountBots(server, app)

  server.use('*', securityHeaders(app))
  mountOAuth(server, app)
  for (const [noun, routes] of found.publicRoutes) server.route(`/${noun}`, routes)
  server.use('/api/*', sameOrigin(app), checkBody())
  server.on(['GET', 'POST'], '/api/auth/*', async (c) => app.auth.handle(await unread(c), c.get('address')))
  server.use('/api/v1/*', authenticate(app), idempotency())
  for (const [noun, routes] of found.routes) server.route(`/api/v1/${noun}`, routes)
  mountStream(server, app)
  mountPresence(server)
  mountCommands(server, app)
  mountOpenApi(server)
  mountStatic(server)
  return server
}

/** The request with its body, which `checkBody` has read already. */
async function unread(c: Context<HttpEnv>): Promise<Request> {
  const { method, headers, url } = c.req.raw
  return new Request(url, { method, headers, ...(method === 'GET' ? {} : { body: await c.req.text() }) })
}

/** Listens; resolves with the real port, which differs from the wished one only when that was 0. */
export function listen(server: Server, app: App): Promise<{ port: number; http: ServerType }> {
  const { host, port } = app.config
  return new Promise((resolve, reject) => {
    const http = serve({ fetch: server.fetch, hostname: host, port }, (info) =>
      resolve({ port: info.port, http }),
    )
    http.on('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
  })
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new StartError(
      `Port ${port} is taken by another program. Stop it, or start with PORT=${port + 1}.`,
    )
  }
  if (error.code === 'EACCES')
    return new StartError(`This user may not listen on port ${port}. Choose one above 1024.`)
  if (error.code === 'EADDRNOTAVAIL') return new StartError(`HOST=${host} is not an address of this machine.`)
  return error
}
