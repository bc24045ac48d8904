import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './program.ts'
import { until } from './until.ts'

export interface TestRedis {
  url: string
  /** As a crash does. What it held is gone. */
  kill(): Promise<void>
  /** On the same port, empty. */
  start(): Promise<void>
  /** It stands still, with its connections open; `false`: it goes on. */
  freeze(still: boolean): void
  flush(): Promise<void>
  close(): Promise<void>
}

/** A Redis of the test's own. */
export async function startTestRedis(): Promise<TestRedis> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'parley-redis-'))
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
    const child = spawn('redis-server', [...settings, '--save', '', '--appendonly', 'no'], {
      stdio: 'ignore',
    })
    server = child
    let fault: Error | undefined
    child.on('error', (error) => {
      fault = error
    })
    await until(async () => fault ?? (await answers(port)), { what: 'redis-server to answer' })
    if (fault)
      throw new Error(
        'These tests need the program redis-server. Install it (Debian: apt-get install redis-server).',
        { cause: fault },
      )
  }

  async function kill(): Promise<void> {
    const child = server
    server = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    freeze: (still) => void server?.kill(still ? 'SIGSTOP' : 'SIGCONT'),
    async flush() {
      await say(port, 'FLUSHALL')
    },
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const answers = async (port: number): Promise<boolean> => (await say(port, 'PING')).startsWith('+PONG')

function say(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`))
    socket.on('error', reject)
    socket.on('data', (data) => {
      socket.destroy()
      resolve(data.toString())
    })
  })
}
