// What `npm test` runs. Every group runs even when one before it failed; the last line sums up the tests.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const report = join(root, 'test/out/vitest.json')

const leftOut = []
if (!hasBrowser()) leftOut.push({ group: 'browser', missing: 'Chromium', pattern: '**/*.browser.test.ts' })
if (!onPath('redis-server'))
  leftOut.push({ group: 'redis', missing: 'redis-server', pattern: '**/*.redis.test.ts' })

rmSync(report, { force: true })
mkdirSync(join(root, 'test/out'), { recursive: true })

const groups = [
  { name: 'lint', command: 'oxlint', args: ['--type-aware'] },
  { name: 'format', command: 'oxfmt', args: ['--check'] },
  { name: 'types', command: 'tsc', args: ['-p', 'tsconfig.json'] },
]
if (existsSync(join(root, 'web/tsconfig.json'))) {
  groups.push({ name: 'web types', command: 'tsc', args: ['-p', 'web/tsconfig.json'] })
}
groups.push({ name: 'tests', command: 'vitest', args: vitestArgs() })

const results = groups.map(({ name, command, args }) => {
  console.log(`\n── ${name}`)
  const options = { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }
  const { status } = spawnSync(join(root, 'node_modules/.bin', command), args, options)
  return { name, ok: status === 0 }
})

console.log('')
for (const { name, ok } of results) console.log(`${ok ? '✓' : '✗'} ${name}`)
for (const { group, missing } of leftOut)
  console.log(`- ${group}: left out, there is no ${missing} on this machine`)
const { passed, failed, unhandled } = countTests()
process.exitCode = results.every(({ ok }) => ok) && failed === 0 ? 0 : 1
if (unhandled) console.log('vitest failed outside its tests: see its output above')
console.log(`${passed} passed, ${failed} failed`)

function vitestArgs() {
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  for (const { pattern } of leftOut) args.push(`--exclude=${pattern}`)
  return args
}

/** A file that cannot even be loaded has no tests in the report; it counts as one failure. */
function countTests() {
  if (!existsSync(report)) return { passed: 0, failed: 1, unhandled: true }
  const { numPassedTests, numFailedTests, success, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const failedAlone = (file) =>
    file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')
  const failed = numFailedTests + testResults.filter(failedAlone).length
  return { passed: numPassedTests, failed, unhandled: !success && failed === 0 }
}

function hasBrowser() {
  if (['chromium', 'chromium-browser', 'google-chrome'].some(onPath)) return true
  if (process.platform !== 'linux' || process.arch !== 'x64') return false
  try {
    return Boolean(createRequire(import.meta.url).resolve('@sparticuz/chromium'))
  } catch {
    return false
  }
}

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((dir) => dir !== '' && existsSync(join(dir, name)))
}
