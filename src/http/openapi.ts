import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
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
        'Creates accept an `Idempotency-Key`, kept for 24 hours. Sign in, or send `Authorization: Bearer <API key>`.',
    },
    security: [{ apiKey: [] }],
  })
  server.get('/docs', (c) => c.html(page))
  server.get('/docs/start.js', (c) =>
    c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  )
  const folder = join(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')), '..')
  server.get(
    '/docs/:file{swagger-ui(-bundle\\.js|\\.css)}',
    serveStatic({ root: folder, rewriteRequestPath: (path) => path.replace('/docs', '') }),
  )
}

const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Parley API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><main id="reference"></main><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`

const script = `SwaggerUIBundle({ url: '/openapi.json', domNode: document.getElementById('reference'), deepLinking: true, tryItOutEnabled: true })`
