import { createHmac } from 'node:crypto'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { serve } from '@hono/node-server'
import postgres from 'postgres'
import { connector as messenger } from '#connectors/messenger/index.ts'
import type { Sandbox } from '#contracts/sandbox.ts'
import { must } from '#kernel/assert.ts'
import { systemClock } from '#kernel/clock.ts'
import { systemRole } from '#kernel/db.ts'
import { newId } from '#kernel/ids.ts'
import { newKey } from '#kernel/secrets.ts'
import { freePort } from '#test/kit/program.ts'

/** What a process prints when it is ready. */
interface Ready {
  ready: string
  orgId?: string
  account?: string
  key?: string
}

export interface Child {
  process: ChildProcess
  pid: number
  ready: Ready
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

export type Outside = Awaited<ReturnType<typeof makeOutside>>

/** All that stays when the program is killed: the database, the platform, and who measures. */
export async function makeOutside(databaseUrl: string) {
  const [port, vendorPort] = [await freePort(), await freePort()]
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-fault-'))
  const vendorUrl = `http://127.0.0.1:${vendorPort}`
  const sandbox: Sandbox = must(
    messenger.sandbox,
    'sandbox',
  )({
    url: vendorUrl,
    secret: 'secret of the fault tests',
    webhookUrl: `http://127.0.0.1:${port}/webhooks/messenger`,
    clock: systemClock,
  })
  const server = serve({
    hostname: '127.0.0.1',
    port: vendorPort,
    fetch: (request) => sandbox.fetch(request),
  })
  const page = sandbox.account('shop')
  const sql = postgres(databaseUrl, {
    max: 4,
    connection: { role: systemRole },
    onnotice: () => undefined,
  })
  const env = {
    PATH: process.env['PATH'],
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '5',
    DATA_DIR: dataDir,
    SANDBOX: '0',
    LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent',
    ENCRYPTION_KEYS: newKey(),
    AUTH_SECRET: 'a secret for tests that is long enough',
    ...sandbox.env,
  }
  const children = new Set<Child>()

  async function startChild(more: Record<string, string> = {}): Promise<Child> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts')], {
      env: { ...env, PORT: String(port), ...more },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const gone = once(child, 'exit')
    const made: Child = {
      process: child,
      pid: must(child.pid, 'pid'),
      ready: { ready: '' },
      async kill(signal) {
        child.kill(signal)
        await gone
        children.delete(made)
      },
    }
    children.add(made)
    const lines = createInterface({ input: child.stdout })
    for await (const line of lines) {
      if (!line.startsWith('{"ready"')) continue
      made.ready = JSON.parse(line) as Ready
      break
    }
    child.stdout.resume()
    if (!made.ready.ready) throw new Error('The program ended before it was ready')
    return made
  }

  return {
    sql,
    sandbox,
    port,
    account: page.externalId,
    pageToken: must(page.form['token'], 'token'),
    url: `http://127.0.0.1:${port}`,
    startChild,
    /** A customer's message, signed; the status of our answer, 0 when nobody answered. */
    async webhook(person: string, text: string, id = newId()): Promise<number> {
      const timestamp = Date.now()
      const event = {
        sender: { id: person },
        recipient: { id: page.externalId },
        timestamp,
        message: { mid: id, text },
      }
      const body = JSON.stringify({
        object: 'page',
        entry: [{ id: page.externalId, time: timestamp, messaging: [event] }],
      })
      const secret = must(sandbox.env['META_APP_SECRET'], 'secret')
      const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
      return post(`http://127.0.0.1:${port}/webhooks/messenger`, body, { 'x-hub-signature-256': signature })
    },
    post,
    async close() {
      await Promise.all([...children].map((child) => child.kill('SIGKILL')))
      await sandbox.close?.()
      server.close()
      await sql.end()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<number> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(15_000),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    // Refused or cut off: the platform learns nothing, and neither do we.
    return 0
  }
}
