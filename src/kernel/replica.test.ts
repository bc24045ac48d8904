import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { must } from '#kernel/assert.ts'
import { answerCached, answerQuestion, bestTimes } from '#features/metrics/index.ts'
import { inTransaction } from './ctx.ts'
import { fromReplica, makeReplica } from './replica.ts'
import { makeTelemetry } from './telemetry.ts'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { startReplicatedDatabase } from '#test/kit/replicated-database.ts'
import { until } from '#test/kit/until.ts'

let servers: Awaited<ReturnType<typeof startReplicatedDatabase>>
let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
let team: MetricsTeam
beforeAll(async () => {
  servers = await startReplicatedDatabase()
  kit = await makeMetricsDesk({ url: servers.url, env: { DATABASE_REPLICA_URL: servers.replicaUrl } })
  team = await kit.team()
})
afterAll(async () => {
  await kit.close()
  await servers.close()
})

const question = { metrics: ['likes' as const], period: { from: '2026-10-01', to: '2026-10-31' } }
const likes = async (ask = answerQuestion) =>
  must((await ask(team.ctx, question)).metrics[0], 'metric').total.value
const change = (to: number) =>
  kit.desk.sql`update measured_posts set likes = ${to} where org_id = ${team.orgId}`
/** Where the reads of a context go. */
const isStandby = (ctx = team.ctx) =>
  fromReplica(ctx, async (reader) => {
    const { rows } = await sql<{ is: boolean }>`select pg_is_in_recovery() as is`.execute(reader.db)
    return rows[0]?.is
  })

test('figures are read from the replica, each organisation its own; a transaction stays on the primary', async () => {
  await team.post(team.photo, '2026-10-03T10:00:00Z', { likes: 10 })
  await until(() => servers.hasCaughtUp(), { what: 'the standby to follow' })
  await until(() => isStandby(), { what: 'the replica to be used' })
  await servers.hold(true)
  await change(11)
  expect([await likes(), await likes(answerCached), (await bestTimes(team.ctx)).n]).toEqual([10, 10, 1])
  expect(await inTransaction(team.ctx, (tx) => isStandby(tx))).toBe(false)
  await servers.hold(false)
  await until(async () => (await likes()) === 11)
  const other = await kit.team()
  await until(() => servers.hasCaughtUp())
  expect(must((await answerQuestion(other.ctx, question)).metrics[0], 'metric').total.value).toBeNull()
  await expect(
    fromReplica(team.ctx, (reader) => sql`update channels set name = 'x'`.execute(reader.db)),
  ).rejects.toThrow('read-only')
})

test('one that is too far behind is left aside until it keeps up', async () => {
  const { app } = kit.desk
  const telemetry = makeTelemetry({ processMetrics: false })
  const replica = makeReplica({
    tenant: must(app.pools.replica, 'replica'),
    log: app.log,
    telemetry,
    mostLagSeconds: 2,
    lookEveryMs: 100,
  })
  const ctx = { ...team.ctx, app: { ...app, replica } }
  const keepsUp = async () => {
    await change(12)
    return isStandby(ctx)
  }
  await until(keepsUp, { what: 'the replica to be used' })
  await servers.hold(true)
  await change(13)
  await until(async () => !(await isStandby(ctx)), { what: 'the primary to be asked' })
  expect(must((await answerQuestion(ctx, question)).metrics[0], 'metric').total.value).toBe(13)
  expect(await telemetry.text()).toContain('replica_up 0')
  await servers.hold(false)
  await until(keepsUp, { what: 'the replica to be used again' })
  expect(await telemetry.text()).toContain('replica_up 1')
})

test('one that goes away costs no answer', async () => {
  await until(async () => (await change(14)) && isStandby())
  await servers.stopStandby()
  await change(15)
  expect(await likes()).toBe(15)
  expect(await isStandby()).toBe(false)
  expect(await kit.desk.app.telemetry.text()).toContain('replica_up 0')
})
