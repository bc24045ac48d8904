import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { feature as orgs } from '#features/orgs/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { startTestRedis } from '#test/kit/redis.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { makeServer } from '../../http/server.ts'
import { backgroundHealth, listAllFailedJobs, listFailedJobs, replayAllSetAside } from './index.ts'
import { replaySetAside, retryAnyJob, retryJob } from './index.ts'
import { job as measureLag } from './jobs/measure-lag.ts'
import { routes } from './routes.ts'

const send = defineJob({ name: 'test/send', lane: 'effect', payload: z.object({}), run: async () => {} })

let it: TestApp
let team: Team
let other: Team
let admin: Ctx
let manager: Ctx
let stranger: Ctx

beforeAll(async () => {
  it = await makeTestApp({
    found: {
      features: new Map([['orgs', orgs]]),
      routes: new Map([['jobs', routes]]),
      jobs: new Map([[send.name, send]]),
    },
  })
  ;[team, other] = await Promise.all([makeTeam(it), makeTeam(it, 'Other')])
  ;[admin, manager, stranger] = await Promise.all([team.as('admin'), team.as('manager'), other.as('owner')])
})
afterAll(() => it.close())

/** A job as Graphile leaves it: due for so long, or out of tries with this error. */
async function queue(
  orgId: string | null,
  state: { error: string } | { dueSeconds: number },
): Promise<string> {
  const spec = { identifier: send.name, payload: { orgId, data: {} }, max_attempts: 5, job_key: newId() }
  await it.sql`select add_job_specs(${JSON.stringify([spec])}::text::jsonb)`
  return it.sql.begin(async (sql) => {
    await sql`set local role parley_worker`
    const [row] = await sql<Array<{ id: string }>>`
      update graphile_worker._private_jobs set
        attempts = ${'error' in state ? 5 : 0}, last_error = ${'error' in state ? state.error : null},
        run_at = now() - make_interval(secs => ${'dueSeconds' in state ? state.dueSeconds : 0})
      where key = ${spec.job_key} returning id`
    return String(row?.id)
  })
}

/** dispatch() cannot pass it on: a counter cannot grow by a word. */
async function setAside(orgId: string): Promise<void> {
  await it.sql`insert into outbox (org_id, jobs, counters)
    values (${orgId}, ${JSON.stringify([{ identifier: send.name }])}::text::jsonb, '{"open":"many"}')`
  await it.sql`select dispatch(100, 0, '{}')`
}

describe('failed jobs', () => {
  test('are seen by their organisation and run again', async () => {
    const id = await queue(team.orgId, { error: 'The vendor hung up\n    at secret/place.js' })
    const listed = await listFailedJobs(manager)
    expect(listed).toMatchObject([{ id, task: 'test/send', error: 'The vendor hung up', attempts: 5 }])
    await retryJob(admin, { jobId: id })
    expect(await listFailedJobs(manager)).toEqual([])
    const { lag } = await backgroundHealth(manager)
    expect(lag).toMatchObject([{ task: 'test/send', lane: 'effect', waiting: 1 }])
    const audit = await it.sql`select summary from audit_log where verb = 'job.retry'`
    expect(audit.map((row) => row['summary'])).toEqual(['ran the failed job test/send again'])
    await expect(retryJob(admin, { jobId: id })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('others neither see nor run them, viewers may not look, managers not run', async () => {
    const id = await queue(team.orgId, { error: 'no' })
    const ofSystem = await queue(null, { error: 'of nobody' })
    expect(await listFailedJobs(stranger)).toEqual([])
    await expect(retryJob(stranger, { jobId: id })).rejects.toMatchObject({ code: 'not_found' })
    await expect(retryJob(stranger, { jobId: ofSystem })).rejects.toMatchObject({ code: 'not_found' })
    await expect(listFailedJobs(await team.as('agent'))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(retryJob(manager, { jobId: id })).rejects.toMatchObject({ code: 'forbidden' })
    const all = await listAllFailedJobs(it.app)
    expect(all.map((row) => [row.id, row.orgId])).toEqual(
      expect.arrayContaining([
        [id, team.orgId],
        [ofSystem, null],
      ]),
    )
    expect(await retryAnyJob(it.app, ofSystem)).toBe('test/send')
    await retryAnyJob(it.app, id)
    expect(await listAllFailedJobs(it.app)).toEqual([])
  })

  test('no tenant reaches the operator’s doors or the tables behind them', async () => {
    const denied = { code: '42501' }
    const asTenant = (query: string) =>
      it.sql.begin(async (sql) => {
        await sql`set local role parley_tenant`
        await sql.unsafe(query)
      })
    await expect(asTenant('select * from all_failed_jobs(1)')).rejects.toMatchObject(denied)
    await expect(asTenant('select retry_any_job(1)')).rejects.toMatchObject(denied)
    await expect(asTenant('select * from processes')).rejects.toMatchObject(denied)
    await expect(asTenant('select * from graphile_worker._private_jobs')).rejects.toMatchObject(denied)
    await asTenant('select * from org_failed_jobs(1)')
  })
})

const redisCheck = (ok: boolean) => expect.objectContaining({ name: 'redis', ok, canDoWithout: true })

describe('health', () => {
  test('tells how much the cache spares, and of Redis and a replica where they are', async () => {
    const load = () => Promise.resolve(1)
    for (let n = 0; n < 4; n++) await it.app.cache.get(`${team.orgId}:made-up:x`, 60_000, load)
    const { beside } = await backgroundHealth(manager)
    expect(beside).toMatchObject({ redis: null, replica: null })
    expect(beside.cache).toContainEqual({ kind: 'made-up', memory: 3, redis: 0, source: 1 })
    const redis = await startTestRedis()
    const shared = await makeTestApp({ beside: it, env: { REDIS_URL: redis.url } })
    try {
      const ctx = makeCtx(shared.app, { ...manager })
      expect((await backgroundHealth(ctx)).beside.redis).toEqual({ answers: true, waiting: 0, running: 0 })
      const deep = () => makeServer(shared.app, shared.found).request('/healthz?deep=1')
      expect(await (await deep()).json()).toMatchObject({
        checks: expect.arrayContaining([redisCheck(true)]),
      })
      await redis.kill()
      expect((await backgroundHealth(ctx)).beside.redis).toMatchObject({ answers: false })
      expect(await (await deep()).json()).toMatchObject({
        degraded: true,
        checks: expect.arrayContaining([redisCheck(false)]),
      })
    } finally {
      await shared.close()
      await redis.close()
    }
  })

  test('is good while a worker beats and work is taken in time', async () => {
    const quiet = await makeTestApp()
    try {
      const ctx = await (await makeTeam(quiet)).as('manager')
      expect(await backgroundHealth(ctx)).toMatchObject({ ok: false, processes: [], lag: [], setAside: [] })
      const id = newId()
      await quiet.sql`insert into processes (id, host, pid, roles, version)
        values (${id}, 'host-7', 1, ${['http', 'worker']}, '1')`
      const health = await backgroundHealth(ctx)
      expect(health).toMatchObject({ ok: true, processes: [{ id, roles: ['http', 'worker'], alive: true }] })
      expect(JSON.stringify(health)).not.toContain('host-7')
      await quiet.sql`update processes set beat_at = now() - interval '1 minute'`
      expect(await backgroundHealth(ctx)).toMatchObject({ ok: false, processes: [{ alive: false }] })
    } finally {
      await quiet.close()
    }
  })

  test('the wait of the oldest due job is told, and measured for /metrics', async () => {
    await queue(other.orgId, { dueSeconds: 300 })
    const { lag, ok } = await backgroundHealth(manager)
    expect(ok).toBe(false)
    expect(lag[0]?.oldestSeconds).toBeGreaterThan(299)
    await measureLag.run(it.app, {}, { id: '1', attempt: 1, signal: new AbortController().signal })
    const text = await it.app.telemetry.text()
    expect(text).toMatch(/^jobs_waiting\{lane="effect"\} [1-9]/m)
    expect(text).toMatch(/^jobs_oldest_seconds\{lane="effect"\} (299|30\d)/m)
    expect(text).toMatch(/^jobs_waiting\{lane="slow"\} 0$/m)
  })
})

describe('what was set aside', () => {
  test('is seen by its organisation and passed on again', async () => {
    await setAside(team.orgId)
    const [row] = (await backgroundHealth(manager)).setAside
    expect(row).toMatchObject({ jobs: ['test/send'], events: [] })
    expect((await backgroundHealth(stranger)).setAside).toEqual([])
    const setAsideId = String(row?.id)
    await expect(replaySetAside(stranger, { setAsideId })).rejects.toMatchObject({ code: 'not_found' })
    await expect(replaySetAside(manager, { setAsideId })).rejects.toMatchObject({ code: 'forbidden' })
    await replaySetAside(admin, { setAsideId })
    // Passed on, it fails as before, so it is set aside anew under another id.
    await it.app.dispatcher.drain()
    const again = (await backgroundHealth(manager)).setAside
    expect(again).toHaveLength(1)
    expect(again[0]?.id).not.toBe(setAsideId)
    expect(await replayAllSetAside(it.app)).toBe(1)
  })
})

test('over HTTP', async () => {
  const server = makeServer(it.app, it.found)
  const id = await queue(team.orgId, { error: 'no' })
  const headers = await team.key('admin')
  const failed = await server.request('/api/v1/jobs/failed', { headers })
  expect(await failed.json()).toMatchObject({ data: [{ id }] })
  const post = (path: string, as = headers) =>
    server.request(`/api/v1/jobs/${path}`, { method: 'POST', headers: as })
  expect((await post(`${id}/retry`, await other.key('owner'))).status).toBe(404)
  expect((await post('nonsense/retry')).status).toBe(400)
  expect((await post(`${id}/retry`)).status).toBe(200)
  expect((await post('set-aside/999/replay')).status).toBe(404)
  expect((await server.request('/api/v1/jobs/health', { headers })).status).toBe(200)
})
