import { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import type { App, Ctx } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'

const rule = { points: 240, perMs: 60_000 }
const maxBytes = 1024 * 1024

/**
 * `/mcp`: the Model Context Protocol over Streamable HTTP, with an API key. Nothing is kept between two requests, so
 * that any process may answer.
 */
export const routes = new OpenAPIHono<HttpEnv>()

routes.all('/', async (c) => {
  const app = c.get('app')
  const ctx = await caller(app, c.req.raw, c.get('requestId'))
  if (!ctx) {
    c.header('www-authenticate', 'Bearer')
    return c.json(refuse('Send an API key in the Authorization header: Bearer parley_….'), 401)
  }
  const taken = await ctx.limiter.take(`mcp:${ctx.actor.id}`, rule)
  if (!taken.ok) {
    c.header('retry-after', String(Math.ceil((taken.retryAt.getTime() - ctx.clock.now().getTime()) / 1000)))
    return c.json(refuse('Too many requests. Wait a minute.'), 429)
  }
  // The SDK is large, and most installations never need it.
  const [{ WebStandardStreamableHTTPServerTransport }, { makeMcpServer }] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'),
    import('./make-mcp-server.ts'),
  ])
  const server = makeMcpServer(ctx)
  const transport = new WebStandardStreamableHTTPServerTransport({
    enableJsonResponse: true,
    maxRequestBodySize: maxBytes,
  })
  await server.connect(transport)
  return transport.handleRequest(c.req.raw)
})

/** A key only: a browser's session must not be used by what a page of somebody else sends here. */
async function caller(app: App, request: Request, requestId: string): Promise<Ctx | undefined> {
  if (!request.headers.has('authorization')) return undefined
  for (const feature of app.features.values()) {
    const found = await feature.authenticate?.(app, request)
    if (found) return makeCtx(app, { ...found, requestId, origin: { surface: 'mcp' } })
  }
  return undefined
}

const refuse = (message: string) => ({ jsonrpc: '2.0', id: null, error: { code: -32_000, message } })
