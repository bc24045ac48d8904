// What `npm run fault` runs: the fault tests whole, with more rounds than in `npm test`.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const args = ['run', 'test/fault', '--testTimeout=900000', '--hookTimeout=120000', ...process.argv.slice(2)]
const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, FAULT: 'whole' },
  shell: process.platform === 'win32',
})
process.exitCode = status ?? 1
