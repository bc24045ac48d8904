import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Context } from 'hono'
import { readPage } from './page.ts'
import type { Server } from './server.ts'

const dist = join(import.meta.dirname, '../../web/dist')

/**
 * The built web app (hashed files for ever, pages never cached) and the widget's script, the only file that
 * other sites may load. Unknown paths without a file ending are pages of the app.
 */
export function mountStatic(server: Server): void {
  server.get(
    '/widget.js',
    serveStatic({
      root: dist,
      rewriteRequestPath: () => '/widget/widget.js',
      precompressed: true,
      onFound: (_path, c) => {
        c.header('cache-control', 'public, max-age=300')
        c.header('cross-origin-resource-policy', 'cross-origin')
      },
    }),
  )
  server.get(
    '/assets/*',
    serveStatic({
      root: join(dist, 'app'),
      precompressed: true,
      onFound: (_path, c) => c.header('cache-control', 'public, max-age=31536000, immutable'),
    }),
  )
  const page = async (c: Context) => {
    // `__Secure-parley.session_token` behind https.
    const isSignedIn = c.req.header('cookie')?.includes('parley.session_token=') ?? false
    const html = await readPage(join(dist, 'app'), new URL(c.req.url), isSignedIn)
    if (!html) return c.text('The web app is not built. Run: npm run build', 503)
    return c.html(html, 200, { 'cache-control': 'no-cache' })
  }
  server.get('/', page)
  server.get(
    '*',
    serveStatic({
      root: join(dist, 'app'),
      precompressed: true,
      onFound: (_path, c) => c.header('cache-control', 'no-cache'),
    }),
  )
  server.get('*', async (c) => {
    if (/^\/(api|webhooks|webchat|media|oauth)\//.test(c.req.path) || /\.\w{1,5}$/.test(c.req.path))
      return c.notFound()
    return page(c)
  })
}
