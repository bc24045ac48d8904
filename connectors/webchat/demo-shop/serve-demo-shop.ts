import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const folder = import.meta.dirname

/** A little shop on the sandbox's own origin, under a strict policy, with the chat as any website has it. */
export async function serveDemoShop(
  request: Request,
  options: { appOrigin: string; account: string },
): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname.endsWith('/shop.css')) {
    return new Response(await readFile(join(folder, 'shop.css')), {
      headers: { 'content-type': 'text/css; charset=utf-8' },
    })
  }
  if (!pathname.endsWith('/shop')) return new Response('There is only the shop here', { status: 404 })
  const page = await readFile(join(folder, 'page.html'), 'utf8')
  const { appOrigin, account } = options
  const policy = [
    "default-src 'none'",
    `script-src ${appOrigin}`,
    `connect-src ${appOrigin}`,
    "style-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
  return new Response(page.replace('{{widget}}', `${appOrigin}/widget.js`).replace('{{channel}}', account), {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
  })
}
