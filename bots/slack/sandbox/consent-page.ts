import type { World } from './world.ts'

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Slack's question whether Parley may come into the workspace. `team` in the address chooses another one. */
export function consentPage(world: World, query: URLSearchParams): Response {
  const redirect = query.get('redirect_uri') ?? ''
  if (query.get('client_id') !== world.clientId) return page('Invalid client_id parameter', '')
  if (!URL.canParse(redirect)) return page('redirect_uri did not match any configured URIs', '')
  const team = world.team(query.get('team') ?? 'demo')
  const code = world.nextId('code-')
  world.codes.set(code, { handle: team.handle, redirectUri: redirect })
  const state = query.get('state') ?? ''
  const address = (answer: Record<string, string>) => {
    const to = new URL(redirect)
    for (const [key, value] of Object.entries({ ...answer, state })) to.searchParams.set(key, value)
    return escape(to.toString())
  }
  const scopes = (query.get('scope') ?? '').split(',').map((scope) => `<li>${escape(scope)}</li>`)
  return page(
    `Parley wants to come into ${escape(team.name)}`,
    `<ul>${scopes.join('')}</ul>
    <p><a class="allow" href="${address({ code })}">Allow</a> <a href="${address({ error: 'access_denied' })}">Cancel</a></p>`,
  )
}

const page = (title: string, body: string) =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Slack (sandbox)</title>
<style>body{font:16px system-ui;max-width:32rem;margin:10vh auto;padding:0 1rem}a.allow{background:#007a5a;color:#fff;padding:.6rem 1.2rem;border-radius:.4rem;text-decoration:none}</style>
<h1>${title}</h1>${body}</html>`,
    { headers: { 'content-type': 'text/html; charset=utf-8', 'referrer-policy': 'no-referrer' } },
  )
