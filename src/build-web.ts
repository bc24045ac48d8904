import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync, gzipSync } from 'node:zlib'
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
export async function buildWebIfStale(root: string): Promise<boolean> {
  const stamp = await staleStamp(root)
  if (stamp === undefined) return false
  await build(root, bundlesOf(root))
  await compress(root)
  await mkdir(join(root, 'web/dist'), { recursive: true })
  await writeFile(stampOf(root), stamp)
  return true
}

/** The same for the running program: in a process of its own, because the builder keeps 300 MB. */
export async function buildWebApart(root: string, log: (line: string) => void): Promise<void> {
  if ((await staleStamp(root)) === undefined) return
  log('Building the web app…')
  await promisify(execFile)(process.execPath, [join(root, 'src/start.js'), 'build'], { cwd: root })
}

const bundlesOf = (root: string) => [APP, WIDGET].filter((bundle) => existsSync(join(root, bundle.config)))
const stampOf = (root: string) => join(root, 'web/dist/.stamp')

/** The stamp that a build would write; undefined when what is there is up to date or has no sources. */
async function staleStamp(root: string): Promise<string | undefined> {
  const bundles = bundlesOf(root)
  if (bundles.length === 0) return undefined
  const stamp = await hashSources(root)
  const complete = bundles.every((bundle) => existsSync(join(root, bundle.outDir)))
  const built = existsSync(stampOf(root)) ? await readFile(stampOf(root), 'utf8') : undefined
  return complete && built === stamp ? undefined : stamp
}

/** The web app imports the features' schemas as values, so they are sources of it too. */
async function hashSources(root: string): Promise<string> {
  const patterns = ['web/**/*', 'src/features/**/schema.ts', 'src/build-web.ts', 'package-lock.json']
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
  // A build under NODE_ENV=test would hold React's development half, and stay for the next start. It must not stay set
  // either: production changes the server's own rules.
  const nodeEnv = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
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

const compressible = /\.(js|css|html|svg)$/

/** What browsers get: made once here, so that no request pays for it. */
async function compress(root: string): Promise<void> {
  for await (const entry of glob('web/dist/**/*', { cwd: root, withFileTypes: true })) {
    if (!entry.isFile() || !compressible.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const text = await readFile(path)
    await writeFile(`${path}.br`, brotliCompressSync(text))
    await writeFile(`${path}.gz`, gzipSync(text, { level: 9 }))
  }
}
