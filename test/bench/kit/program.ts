import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { newKey } from '#kernel/secrets.ts'

const root = join(import.meta.dirname, '../../..')
const patienceMs = 60_000
/** The first start fills a demo organisation meanwhile, and what drew its pictures ends. */
export const demoFillMs = 45_000

export interface ProgramOptions {
  /** Unset: the program starts its own embedded database, as `npm start` does. */
  databaseUrl?: string
  dataDir?: string
  env?: Record<string, string>
}

export interface Program {
  url: string
  pid: number
  /** As given to ENCRYPTION_KEYS; the sandboxes' secrets follow from it. */
  encryptionKeys: string
  /** From the start of the process to the first page that a browser got. */
  firstPageMs: number
  stop(): Promise<void>
}

/** The program by its real entry, in a process of its own, sandboxes on; ready when it serves a page. */
export async function startProgram(options: ProgramOptions & { dataDir: string }): Promise<Program> {
  const port = await freePort()
  const encryptionKeys = newKey('bench')
  const startedAt = performance.now()
  // As `npm start` does.
  const child = spawn(process.execPath, ['--max-semi-space-size=16', 'src/start.js'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: String(port),
      DATA_DIR: options.dataDir,
      SANDBOX: '1',
      LOG_LEVEL: 'warn',
      ...(options.databaseUrl ? { DATABASE_URL: options.databaseUrl, ENCRYPTION_KEYS: encryptionKeys } : {}),
      ...options.env,
    },
  })
  let faults = ''
  child.stderr?.on('data', (chunk: Buffer) => (faults = (faults + chunk.toString()).slice(-4_000)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
    await ended
    clearTimeout(late)
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await untilServed(`${url}/${options.env?.['ROLES'] ? 'readyz' : ''}`, () => child.exitCode !== null)
  } catch (error) {
    await stop()
    throw new Error(`The program did not start:\n${faults}`, { cause: error })
  }
  const firstPageMs = performance.now() - startedAt
  return { url, pid: child.pid ?? 0, encryptionKeys, firstPageMs, stop }
}

async function untilServed(url: string, hasEnded: () => boolean): Promise<void> {
  const until = performance.now() + patienceMs
  while (performance.now() < until && !hasEnded()) {
    const status = await fetch(url).then(
      async (response) => (await response.text(), response.status),
      () => 0,
    )
    if (status === 200) return
    await wait(10)
  }
  throw new Error(`${url} did not answer`)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
