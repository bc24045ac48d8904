import type { App } from '#kernel/app.ts'
import { errorText } from '#kernel/errors.ts'
import { redirectUriOf, takeOAuth } from '#kernel/oauth-states.ts'
import type { Server } from './server.ts'

const failedPath = (message: string) => `/settings/connect-failed?message=${encodeURIComponent(message)}`

/** `/oauth/<provider>/callback`: where a vendor's consent page sends people back; the state says whose it is. */
export function mountOAuth(server: Server, app: App): void {
  server.get('/oauth/:provider/callback', async (c) => {
    const provider = c.req.param('provider')
    const begun = await takeOAuth(app, provider, c.req.query('state') ?? '')
    if (!begun) return c.redirect(failedPath('This link was used already or is too old. Start again.'))
    const feature = app.features.get(begun.feature)
    try {
      const path = await feature?.finishOAuth?.(app, {
        provider,
        begun,
        code: c.req.query('code'),
        error: c.req.query('error_description') ?? c.req.query('error'),
        redirectUri: redirectUriOf(app.config.publicUrl, provider),
      })
      return c.redirect(path ?? failedPath('Nothing here asked for this. Start again.'))
    } catch (error) {
      app.log.warn({ err: error, provider }, 'a return from a consent page failed')
      return c.redirect(failedPath(errorText(error)))
    }
  })
}
