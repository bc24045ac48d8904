import type { Json } from './json.ts'
import type { World } from './world.ts'

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Discord's question which server the bot may come into. `server` in the address chooses another one. */
export function consentPage(world: World, query: URLSearchParams): Response {
  const redirect = query.get('redirect_uri') ?? ''
  if (query.get('client_id') !== world.appId) return page('Unknown Application', '')
  if (!URL.canParse(redirect)) return page('Invalid OAuth2 redirect_uri', '')
  const guild = world.guild(query.get('server') ?? 'demo')
  const code = world.nextId()
  world.codes.set(code, { handle: guild.handle, redirectUri: redirect })
  const state = query.get('state') ?? ''
  const address = (answer: Record<string, string>) => {
    const to = new URL(redirect)
    for (const [key, value] of Object.entries({ ...answer, state })) to.searchParams.set(key, value)
    return escape(to.toString())
  }
  const permissions = query.get('permissions') ?? '0'
  return page(
    `Parley wants to come into ${escape(guild.name)}`,
    `<p>Permissions: ${escape(permissions)}</p>
    <p><a class="allow" href="${address({ code, guild_id: guild.id, permissions })}">Authorise</a> <a href="${address({ error: 'access_denied' })}">Cancel</a></p>`,
  )
}

const page = (title: string, body: string) =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Discord (sandbox)</title>
<style>body{font:16px system-ui;max-width:32rem;margin:10vh auto;padding:0 1rem}a.allow{background:#5865f2;color:#fff;padding:.6rem 1.2rem;border-radius:.4rem;text-decoration:none}</style>
<h1>${title}</h1>${body}</html>`,
    { headers: { 'content-type': 'text/html; charset=utf-8', 'referrer-policy': 'no-referrer' } },
  )

export interface Exchanged {
  status: number
  body: Json
  /** The server that the bot comes into by this. */
  handle?: string
}

export function exchangeCode(world: World, form: URLSearchParams): Exchanged {
  if (form.get('client_id') !== world.appId || form.get('client_secret') !== world.clientSecret)
    return { status: 401, body: { error: 'invalid_client' } }
  const code = form.get('code') ?? ''
  const known = world.codes.get(code)
  world.codes.delete(code)
  if (!known || known.redirectUri !== form.get('redirect_uri'))
    return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid "code" in request.' } }
  const { id, name } = world.guild(known.handle)
  return {
    status: 200,
    handle: known.handle,
    body: {
      access_token: world.nextId(),
      token_type: 'Bearer',
      expires_in: 604_800,
      refresh_token: world.nextId(),
      scope: 'bot applications.commands identify',
      guild: { id, name },
    },
  }
}
