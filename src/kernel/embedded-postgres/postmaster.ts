import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { StartError } from '../start-error.ts'
import { isCode } from './binaries.ts'
import { postgresEnv } from './cluster.ts'
import type { RunAs } from './run-as.ts'

export interface Running {
  pid: number
  port: number
}

export interface Postmaster extends Running {
  stop(): Promise<void>
}

const PATIENCE_MS = 30_000
const LOOK_EVERY_MS = 10
const PORT_TRIES = 5

/** What postmaster.pid tells: pid in line 1, port in line 4, state in line 8. */
function readPidFile(cluster: string): (Running & { state: string }) | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), state: (lines[7] ?? '').trim() }
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** The server that serves this cluster now; waits for one that is starting or stopping. */
export async function findRunning(cluster: string): Promise<Running | undefined> {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
    const found = readPidFile(cluster)
    if (found === undefined || !isAlive(found.pid)) return undefined
    if (!servesCluster(found.pid, cluster)) {
      // The pid now belongs to a stranger (usual in containers); PostgreSQL itself would refuse to start.
      rmSync(join(cluster, 'postmaster.pid'), { force: true })
      return undefined
    }
    if (found.state === 'ready') return found
    await wait(LOOK_EVERY_MS)
  }
  throw new StartError(
    `The database in ${cluster} has been starting or stopping for too long: end it and try again.`,
  )
}

export async function stopRunning(cluster: string, pid: number): Promise<void> {
  for (let waited = 0; isAlive(pid); waited += LOOK_EVERY_MS) {
    if (waited > PATIENCE_MS)
      throw new StartError(`The database in ${cluster} (pid ${pid}) does not stop: end it.`)
    if (waited === 0) interrupt(pid)
    await wait(LOOK_EVERY_MS)
  }
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT')
  } catch (error) {
    if (!isCode(error, 'ESRCH')) throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

/** A postmaster's working folder is its cluster. Where that cannot be seen the log-in has to tell. */
function servesCluster(pid: number, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch (error) {
    return process.platform !== 'linux' || isCode(error, 'EACCES', 'EPERM')
  }
}

/** Starts the server on a free port of the loopback and waits until it takes connections. */
export async function startPostmaster(
  runAs: RunAs,
  cluster: string,
  settings: Record<string, string>,
  log: (line: string) => void,
): Promise<Postmaster> {
  let lines: string[] = []
  for (let attempt = 0; attempt < PORT_TRIES; attempt++) {
    const port = await freePort()
    lines = []
    const child = launch(runAs, cluster, port, settings, (line) => {
      if (lines.length < 50) lines.push(line)
      log(line)
    })
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    if (await becomesReady(child, cluster)) return supervise(child, ended, port, log)
    await ended
    // Someone took the port between our look and the server's.
    if (!lines.some((line) => line.includes('could not create any TCP/IP sockets'))) break
  }
  const reason = lines.filter((line) => /FATAL|PANIC|error/i.test(line)).join(' ') || lines.join(' ')
  throw new StartError(
    `The built-in database in ${cluster} did not start: ${reason || 'it ended without a word.'}`,
  )
}

function launch(
  runAs: RunAs,
  cluster: string,
  port: number,
  settings: Record<string, string>,
  onLine: (line: string) => void,
): ChildProcess {
  const all = { jit: 'off', timezone: 'UTC', log_timezone: 'UTC', ...settings }
  const [file = '', ...args] = [
    ...runAs.prefix,
    ...runAs.deathSignal,
    runAs.binaries.postgres,
    '-D',
    cluster,
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-k',
    '',
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const child = spawn(file, args, {
    cwd: '/',
    env: postgresEnv(),
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: Ctrl-C is for us, and we stop the database last.
    detached: true,
    ...runAs.identity,
  })
  child.on('error', (error) => onLine(`error: ${error.message}`))
  let rest = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    parts.forEach(onLine)
  })
  return child
}

async function becomesReady(child: ChildProcess, cluster: string): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const found = readPidFile(cluster)
    if (found?.pid === child.pid && found.state === 'ready') return true
    await wait(LOOK_EVERY_MS)
  }
  return false
}

function supervise(
  child: ChildProcess,
  ended: Promise<void>,
  port: number,
  log: (line: string) => void,
): Postmaster {
  let stopping = false
  const onExit = () => child.kill('SIGINT')
  process.once('exit', onExit)
  child.once('exit', (code, signal) => {
    process.off('exit', onExit)
    if (!stopping) log(`The built-in database ended unexpectedly (${signal ?? code}).`)
  })
  return {
    pid: child.pid ?? 0,
    port,
    async stop() {
      stopping = true
      child.kill('SIGINT')
      const timer = setTimeout(() => child.kill('SIGQUIT'), PATIENCE_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.once('error', reject)
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
  })
  return promise
}
