import { Scalar } from '@scalar/hono-api-reference'
import type { Server } from './server.ts'

/** `/openapi.json` from the schemas of the routes; `/docs`: the reference page, served from here. */
export function mountOpenApi(server: Server): void {
  server.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key from Settings → API keys: `Authorization: Bearer parley_…`',
  })
  server.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Parley API',
      version: '1',
      description:
        'Every answer is `{ success, data, error, meta }`. Lists take `cursor` and `limit` and answer `meta.cursor`. ' +
        'Creates accept an `Idempotency-Key`, kept for 24 hours.',
    },
    security: [{ apiKey: [] }],
  })
  server.get('/docs', async (c, next) => {
    c.header('content-security-policy', "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'")
    return Scalar({ url: '/openapi.json', pageTitle: 'Parley API', cdn: '/docs/reference.js', withDefaultFonts: false })(c, next)
  })
}
