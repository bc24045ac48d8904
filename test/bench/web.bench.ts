import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildWebIfStale } from '../../src/build-web.ts'
import { atMost, defineBench } from './bench.ts'

const root = join(import.meta.dirname, '../..')
const dist = join(root, 'web/dist/app')

/** What a browser must have before it shows the app: the page, its scripts, what they import, its styles. */
export const bench = defineBench({
  name: 'web',
  unit: 'KB',
  async run() {
    await buildWebIfStale(root)
    const page = readFileSync(join(dist, 'index.html'), 'utf8')
    const tags = page.match(/<(?:script|link)\b[^>]*>/g) ?? []
    const wanted = tags.filter((tag) => /<script|rel="(?:stylesheet|modulepreload)"/.test(tag))
    const files = wanted.flatMap((tag) => /(?:src|href)="\/?([^"]+)"/.exec(tag)?.[1] ?? [])
    const withImports = [...files.reduce((all, file) => addWithImports(all, file), new Set<string>())]
    const bytes = [page, ...withImports.map((file) => readFileSync(join(dist, file)))].map(
      (text) => gzipSync(text).length,
    )
    const kilobytes = bytes.reduce((sum, one) => sum + one, 0) / 1000
    return [atMost('first load of the web app, gzipped', kilobytes, 'KB', 250)]
  },
})

/** A chunk's static imports, which the browser must fetch before it runs. */
function addWithImports(all: Set<string>, file: string): Set<string> {
  if (all.has(file)) return all
  all.add(file)
  if (!file.endsWith('.js')) return all
  const text = readFileSync(join(dist, file), 'utf8')
  const imported = [
    ...text.matchAll(
      /(?:^|[;}])(?:import|export)[^"'()]*?from\s*["']\.\/([^"']+)["']|(?:^|[;}])import\s*["']\.\/([^"']+)["']/g,
    ),
  ]
  for (const [, named, bare] of imported) addWithImports(all, join('assets', named ?? bare ?? ''))
  return all
}
