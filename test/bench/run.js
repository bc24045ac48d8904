// Plain JavaScript: an older Node cannot load the .ts files at all.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const bundled = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
const isNew = Number.parseInt(process.versions.node, 10) >= 24
const node = isNew || !existsSync(bundled) ? process.execPath : bundled
const script = join(import.meta.dirname, 'run.ts')
const { status } = spawnSync(node, [script, ...process.argv.slice(2)], { stdio: 'inherit', cwd: root })
process.exitCode = status ?? 1
