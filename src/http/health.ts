import { sql } from 'kysely'
import type { App } from '#kernel/app.ts'
import { errorText } from '#kernel/errors.ts'
import type { Server } from './server.ts'

/** A process whose heart has not beaten for this long is dead in the eyes of `/healthz?deep=1`. */
const silentMs = 15_000

/**
 * `/healthz`: this process lives. `/healthz?deep=1`: database, and every process that was seen in the last
 * hour still beats; `degraded` when one of those fails, also one that we can do without (Redis, the replica). `/readyz`: this process may get traffic. `/metrics`: for Prometheus.
 */
export function mountHealth(server: Server, app: App): void {
  server.get('/healthz', async (c) => {
    if (c.req.query('deep') !== '1') return c.json({ ok: true })
    const checks = await deepChecks(app)
    const ok = checks.every((check) => check.ok || check.canDoWithout)
    return c.json({ ok, degraded: checks.some((check) => !check.ok), checks }, ok ? 200 : 503)
  })
  server.get('/readyz', async (c) => {
    const check = await checkDatabase(app)
    return c.json({ ok: check.ok, checks: [check] }, check.ok ? 200 : 503)
  })
  server.get('/metrics', async (c) =>
    c.text(await app.telemetry.text(), 200, { 'content-type': 'text/plain; version=0.0.4' }),
  )
}

interface Check {
  name: string
  ok: boolean
  detail: string
  /** All goes on without it, only slower. */
  canDoWithout?: true
}

async function deepChecks(app: App): Promise<Check[]> {
  const database = await checkDatabase(app)
  const others = await checkOthers(app)
  return database.ok
    ? [database, await checkProcesses(app), await checkSetAside(app), ...others]
    : [database, ...others]
}

/** What is set up beside the database. */
async function checkOthers(app: App): Promise<Check[]> {
  const checks: Check[] = []
  if (app.redis) {
    const ok = (await app.redis.quick((client) => client.ping())) !== undefined
    const detail = ok ? 'answers' : 'does not answer; each process goes on alone'
    checks.push({ name: 'redis', ok, detail, canDoWithout: true })
  }
  if (app.replica) {
    const ok = await app.replica.isFit()
    const detail = ok ? 'keeps up' : 'away or too far behind; figures are read from the primary'
    checks.push({ name: 'replica', ok, detail, canDoWithout: true })
  }
  return checks
}

async function checkDatabase(app: App): Promise<Check> {
  try {
    await sql`select 1`.execute(app.systemDb)
    return { name: 'database', ok: true, detail: 'answers' }
  } catch (error) {
    return { name: 'database', ok: false, detail: errorText(error) }
  }
}

async function checkProcesses(app: App): Promise<Check> {
  const { rows } = await sql<{ host: string; pid: number; roles: string[] }>`
    select host, pid, roles from processes
    where beat_at < now() - make_interval(secs => ${silentMs / 1000})`.execute(app.systemDb)
  const dead = rows.map((row) => `${row.roles.join('+')} on ${row.host} (pid ${row.pid})`)
  return {
    name: 'processes',
    ok: dead.length === 0,
    detail: dead.length === 0 ? 'all beat' : `silent: ${dead.join(', ')}`,
  }
}

async function checkSetAside(app: App): Promise<Check> {
  const { rows } = await sql<{
    there: boolean
  }>`select exists (select from outbox_set_aside) as there`.execute(app.systemDb)
  const there = rows[0]?.there === true
  return {
    name: 'outbox',
    ok: !there,
    detail: there ? 'rows were set aside; see "parley replay"' : 'nothing set aside',
  }
}
