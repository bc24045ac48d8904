import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StartError } from './kernel/start-error.ts'

interface Bundle {
  config: string
  root: string
  outDir: string
}

const APP: Bundle = { config: 'web/vite.config.ts', root: 'web', outDir: 'web/dist/app' }
const WIDGET: Bundle = { config: 'web/widget/vite.config.ts', root: 'web/widget', outDir: 'web/dist/widget' }

/**
 * Builds the web app and the widget when they are missing or older than their sources.
 * Does nothing where there are no sources (an image that carries only `web/dist`).
 * Answers whether something was built.
 */
export async function buildWebIfStale(root: string, log?: (line: string) => void): Promise<boolean> {
  const bundles = [APP, WIDGET].filter((bundle) => existsSync(join(root, bundle.config)))
  if (bundles.length === 0) return false
  const stampFile = join(root, 'web/dist/.stamp')
  const stamp = await hashSources(root)
  const complete = bundles.every((bundle) => existsSync(join(root, bundle.outDir)))
  if (complete && existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return false
  log?.('Building the web app…')
  await build(root, bundles)
  await mkdir(join(root, 'web/dist'), { recursive: true })
  await writeFile(stampFile, stamp)
  return true
}

/** The web app imports the features' schemas as values, so they are sources of it too. */
async function hashSources(root: string): Promise<string> {
  const patterns = ['web/**/*', 'src/features/**/schema.ts', 'package-lock.json']
  const files: string[] = []
  const exclude = (path: string) => path === 'web/dist' || path.endsWith('node_modules')
  for await (const entry of glob(patterns, {
    cwd: root,
    withFileTypes: true,
    exclude: (dirent) => exclude(relativeTo(root, dirent.parentPath, dirent.name)),
  })) {
    if (entry.isFile()) files.push(relativeTo(root, entry.parentPath, entry.name))
  }
  const hash = createHash('sha256')
  for (const file of files.sort()) {
    hash.update(`${file}\0`).update(await readFile(join(root, file)))
  }
  return hash.digest('hex')
}

function relativeTo(root: string, parent: string, name: string): string {
  return join(parent, name).slice(join(root, '/').length)
}

async function build(root: string, bundles: Bundle[]): Promise<void> {
  const vite = await import('vite').catch((cause: unknown) => {
    throw new StartError('The web app must be built but vite is not installed: run `npm ci`.', { cause })
  })
  // vite sets NODE_ENV to production for whoever calls it, which would change the server's own rules.
  const nodeEnv = process.env['NODE_ENV']
  try {
    for (const bundle of bundles) {
      await vite.build({
        configFile: join(root, bundle.config),
        root: join(root, bundle.root),
        logLevel: 'warn',
        build: { outDir: join(root, bundle.outDir), emptyOutDir: true },
      })
    }
  } finally {
    if (nodeEnv === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = nodeEnv
  }
}
