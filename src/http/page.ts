import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const earlySchema = z.object({
  scripts: z.record(z.string(), z.array(z.string())),
  member: z.string(),
  data: z.record(z.string(), z.string()),
})

/**
 * The app's page with what its scripts will ask for in its head, so that a browser fetches all of it at once. The web's
 * build says what that is (`web/early-plugin.ts`). Answers undefined when there is no build.
 */
export async function readPage(folder: string, url: URL, isSignedIn: boolean): Promise<string | undefined> {
  const [page, json] = await Promise.all(
    ['index.html', 'early.json'].map((name) => readFile(join(folder, name), 'utf8').catch(() => undefined)),
  )
  if (page === undefined || json === undefined) return page
  const { scripts, member, data } = earlySchema.parse(JSON.parse(json))
  const place = url.pathname.split('/')[1] ?? ''
  // Who narrows a list by the address asks for another one.
  const next = url.search === '' ? ownValue(data, place) : undefined
  const first = isSignedIn
    ? `<link rel="preload" as="fetch" crossorigin href="${member}"${next ? ` data-next="${escape(next)}"` : ''}>`
    : ''
  const modules = (ownValue(scripts, place) ?? []).map(
    (href) => `<link rel="modulepreload" crossorigin href="${href}">`,
  )
  // Before the first script, because a browser has few connections; the modules after the page's own.
  return page.replace('<script', `${first}<script`).replace('</head>', `${modules.join('')}</head>`)
}

const ownValue = <V>(record: Record<string, V>, key: string): V | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

const escape = (text: string) => text.replaceAll('&', '&amp;')
