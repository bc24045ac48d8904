import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '#test/kit/until.ts'

let root: string
const children: ChildProcess[] = []

/** Makes the Node that runs start.js look too old; the bundled one, run without it, does not. */
const OLD_NODE = `--import=data:text/javascript,${encodeURIComponent(
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })`,
)}`

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-start-'))
  mkdirSync(join(root, 'src'))
  for (const file of ['start.js', 'mend-postgres.ts'])
    cpSync(join(import.meta.dirname, file), join(root, 'src', file))
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(root, 'src/main.ts'),
    `export async function main(): Promise<void> {
       process.once('SIGTERM', () => process.exit(7))
       setInterval(() => undefined, 1000)
       console.log('pid ' + process.pid)
     }`,
  )
  writeFileSync(
    join(root, 'src/cli.ts'),
    `export async function runCli(args: string[]): Promise<number> {
       if (args[0] === 'known') throw Object.assign(new Error('x'), { exitMessage: 'Do this instead.' })
       if (args[0] === 'unknown') throw new TypeError('a bug')
       console.log(process.versions.node.split('.')[0] + ' ' + args.join(' '))
       return 3
     }`,
  )
})

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

function start(args: string[], nodeArgs: string[] = []) {
  const child = spawn(process.execPath, [...nodeArgs, join(root, 'src/start.js'), ...args])
  children.push(child)
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  return { child, output }
}

async function run(args: string[], nodeArgs: string[] = []) {
  const { child, output } = start(args, nodeArgs)
  await once(child, 'close')
  return { ...output, code: child.exitCode }
}

function bundleNode(): void {
  mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true })
  symlinkSync(process.execPath, join(root, 'node_modules/node/bin/node'))
}

async function runningPid(output: { stdout: string }): Promise<number> {
  const [, pid] = await until(() => /^pid (\d+)$/m.exec(output.stdout), { what: 'the program to run' })
  return Number(pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('an old Node without the bundled one is told what to do', async () => {
  const { stderr, code } = await run([], [OLD_NODE])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^Parley needs Node\.js 24 or newer, this is 20\.1\.0 and .* `npm ci` .*\n$/)
})

test('the command line gets its arguments and gives its exit code', async () => {
  expect(await run(['cli', 'doctor', '--json'])).toMatchObject({
    stdout: '24 doctor --json\n',
    stderr: '',
    code: 3,
  })
})

test('an error for people is one sentence; any other has its stack', async () => {
  expect(await run(['cli', 'known'])).toEqual({ stdout: '', stderr: 'Do this instead.\n', code: 1 })
  const bug = await run(['cli', 'unknown'])
  expect(bug).toMatchObject({ stderr: expect.stringMatching(/^TypeError: a bug\n {4}at .*cli\.ts/), code: 1 })
})

test('a build without web sources does nothing, also under an old Node', async () => {
  expect(await run(['build'], [OLD_NODE])).toEqual({ stdout: '', stderr: '', code: 0 })
})

test('an old Node runs the bundled one: arguments, exit code, SIGTERM and kill -9 go through', async () => {
  bundleNode()
  expect(await run(['cli', 'a b'], [OLD_NODE])).toMatchObject({ stdout: '24 a b\n', code: 3 })

  const stopped = start([], [OLD_NODE])
  expect(await runningPid(stopped.output)).not.toBe(stopped.child.pid)
  stopped.child.kill('SIGTERM')
  expect(await once(stopped.child, 'exit')).toEqual([7, null])

  const killed = start([], [OLD_NODE])
  const pid = await runningPid(killed.output)
  killed.child.kill('SIGKILL')
  await until(() => !isAlive(pid), { timeoutMs: 5000, what: 'the program to end with its parent' })
})
