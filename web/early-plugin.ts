import type { Plugin } from 'vite'

/** What a browser will ask for next, so that the page can name it before any script of ours has run. */
interface Early {
  /** The scripts of each place, by the first word of its path: `{ inbox: ['/assets/…'] }`. */
  scripts: Record<string, string[]>
  /** What every signed-in page reads first. */
  member: string
  /** What the places read next. A request with other words is made once more by the screen. */
  data: Record<string, string>
}

const screenFile = /\/features\/([\w-]+)\/\1-screen\.tsx$/
const list = '/api/v1/inbox/conversations?status=open&assignee=all&sort=newest&limit=50'
// `/` leads to the inbox.
const data = { inbox: list, '': list }

/** Writes `early.json` beside the page: the server puts it into the page's head. */
export function earlyPlugin(): Plugin {
  return {
    name: 'parley-early',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      const importsOf = new Map(chunks.map(({ fileName, imports }) => [fileName, imports]))
      const withImports = (name: string): string[] => [
        name,
        ...(importsOf.get(name) ?? []).flatMap(withImports),
      ]
      const inPage = new Set(
        chunks.filter(({ isEntry }) => isEntry).flatMap(({ fileName }) => withImports(fileName)),
      )
      const scripts: Early['scripts'] = {}
      for (const { fileName, facadeModuleId } of chunks) {
        const place = screenFile.exec(facadeModuleId ?? '')?.[1]
        if (place === undefined) continue
        const names = new Set(withImports(fileName).filter((name) => !inPage.has(name)))
        scripts[place] = Array.from(names, (name) => `/${name}`)
      }
      if (scripts['inbox']) scripts[''] = scripts['inbox']
      const early: Early = { scripts, member: '/api/v1/orgs/me', data }
      this.emitFile({ type: 'asset', fileName: 'early.json', source: JSON.stringify(early) })
    },
  }
}
