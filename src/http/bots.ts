import type { Context } from 'hono'
import type { HttpEnv } from '#contracts/feature.ts'
import { missingKeys } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { makeSurfaceIo } from '#kernel/surface-io.ts'
import type { Server } from './server.ts'

/**
 * `/bots/<surface>/<path>`: requests of a chat vendor; `/bots/<surface>/sandbox/<path>`: of its sandbox. The
 * surface verifies the raw bytes itself.
 */
export function mountBots(server: Server, app: App): void {
  server.all('/bots/:surface/sandbox/:path{.+}', (c) => receive(c, true))
  server.all('/bots/:surface/:path{.+}', (c) => receive(c, false))

  async function receive(c: Context<HttpEnv>, sandbox: boolean): Promise<Response> {
    const surface = app.surfaces.get(c.req.param('surface') ?? '')
    const ready = sandbox
      ? app.sandbox !== undefined
      : surface && missingKeys(surface, app.config.env).length === 0
    if (!surface?.receive || !ready) return c.text('No such address', 404)
    return surface.receive(app, makeSurfaceIo(app, surface, sandbox), c.req.raw, c.req.param('path') ?? '')
  }
}
