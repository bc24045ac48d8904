import { sql } from 'kysely'
import type {} from './tables.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { readLag } from './queries.ts'
import { readBeside } from './read-beside.ts'
import type { BackgroundView } from './schema.ts'

/** As `/healthz?deep=1` judges it. */
const silentAfterSeconds = 20
const lateAfterSeconds = 60
const mostRows = 100

/** Whether the work behind the screen gets done: who works, what waits, what could not be passed on. */
export async function backgroundHealth(ctx: Ctx): Promise<BackgroundView> {
  requireScope(ctx, 'jobs:read')
  const [processes, lag, setAside, beside] = await Promise.all([
    readProcesses(ctx),
    readLag(ctx, ctx.db),
    readSetAside(ctx),
    readBeside(ctx),
  ])
  const working = processes.some((one) => one.alive && one.roles.includes('worker'))
  const ok =
    working &&
    processes.every((one) => one.alive) &&
    lag.every((one) => one.oldestSeconds < lateAfterSeconds) &&
    setAside.length === 0
  return { ok, processes, lag, setAside, beside }
}

async function readProcesses(ctx: Ctx): Promise<BackgroundView['processes']> {
  const { rows } = await sql<{
    id: string
    roles: string[]
    version: string
    started_at: Date
    silent_seconds: number
  }>`select * from process_beats()`.execute(ctx.db)
  return rows.map((row) => ({
    id: row.id,
    roles: row.roles,
    version: row.version,
    startedAt: row.started_at.toISOString(),
    silentSeconds: row.silent_seconds,
    alive: row.silent_seconds < silentAfterSeconds,
  }))
}

async function readSetAside(ctx: Ctx): Promise<BackgroundView['setAside']> {
  const rows = await ctx.db
    .selectFrom('outbox_set_aside')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .orderBy('id', 'desc')
    .limit(mostRows)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    reason: row.reason,
    events: row.events.map((event) => event.type),
    jobs: row.jobs.map((job) => job.identifier),
    at: row.at.toISOString(),
    setAsideAt: row.set_aside_at.toISOString(),
  }))
}
