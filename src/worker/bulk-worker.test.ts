import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { bulkPrefix, bulkQueueName } from '#kernel/bulk-queue.ts'
import { job as findDue } from '#features/metrics/jobs/find-due.ts'
import { job as importChannel } from '#features/metrics/jobs/import-channel.ts'
import { makeMetricsDesk, vendor } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { startTestRedis } from '#test/kit/redis.ts'
import type { TestRedis } from '#test/kit/redis.ts'
import { until } from '#test/kit/until.ts'
import { startBulkWorker } from './bulk-worker.ts'
import { startWorker } from './worker.ts'

let server: TestRedis
beforeAll(async () => {
  server = await startTestRedis()
})
afterAll(() => server.close())

type Kit = Awaited<ReturnType<typeof makeMetricsDesk>>
let kit: Kit
let team: MetricsTeam
const closers: Array<() => unknown> = []

/** Three posts of an account are due; what the vendor tells of them is `likes`. */
async function open(withRedis: boolean): Promise<void> {
  kit = await makeMetricsDesk({
    jobs: [findDue, importChannel],
    env: withRedis ? { REDIS_URL: server.url } : {},
  })
  closers.push(() => kit.close())
  team = await kit.team()
  await team.post(team.photo, '2026-10-03T10:00:00Z', {})
}

async function startRelays(): Promise<void> {
  const worker = await startWorker(kit.desk.app, { directUrl: kit.desk.url, version: 'test' })
  closers.push(() => worker.stop())
  kit.desk.app.dispatcher.start()
}

async function startBulk(times?: Parameters<typeof startBulkWorker>[1]): Promise<void> {
  const worker = await startBulkWorker(kit.desk.app, times)
  closers.push(() => worker?.stop())
}

/** Finds what is due; what is found is not told again for ten minutes. */
async function tell(): Promise<void> {
  kit.desk.clock.advance(11 * 60_000)
  await findDue.run(kit.desk.app, {}, { id: 'test', attempt: 1, signal: new AbortController().signal })
}

let reads = 0
/** Answers each read of posts, or holds it until `go` is called. */
function answerWith(likes: number, hold?: Promise<void>): void {
  vendor.readPosts = async (_io, { posts }) => {
    reads += 1
    await hold
    const figures = [{ measure: 'likes' as const, value: likes, raw: 'likes' }]
    return { posts: posts.map(({ externalId }) => ({ externalId, figures })), gone: [], failed: [] }
  }
}

const likes = async () => {
  const [row] = await kit.desk.sql<Array<{ likes: number | null }>>`
    select likes from measured_posts where org_id = ${team.orgId}`
  return row?.likes
}
const imported = (value: number) =>
  until(async () => (await likes()) === value, { what: `the import of ${value} likes` })
const inRedis = async (state: string) => (await must(kit.desk.app.bulk, 'queue').counts())?.[state] ?? 0

/** The import is over when it wrote down when it read the posts. */
async function dueAgain(): Promise<void> {
  const now = kit.desk.clock.now()
  await until(
    async () => (await kit.desk.sql`select from metric_channels where posts_at = ${now}`).length > 0,
    { what: 'the end of the import' },
  )
  await kit.desk.sql`update measured_posts set next_at = ${now}`
  await kit.desk.sql`update metric_channels set next_at = ${now}`
}

beforeEach(async () => {
  reads = 0
  await server.flush()
})
afterEach(async () => {
  vendor.readPosts = undefined
  for (const close of closers.splice(0).reverse()) await close()
})

describe.each([
  ['with Redis', true],
  ['without Redis', false],
])('%s', (_name, withRedis) => {
  test('what is due is imported', async () => {
    await open(withRedis)
    answerWith(12)
    await startRelays()
    await startBulk()
    await tell()
    await imported(12)
  })

  test('an import that fails is tried again, from Postgres', async () => {
    await open(withRedis)
    await startRelays()
    await startBulk()
    vendor.readPosts = () => {
      answerWith(13)
      return Promise.reject(new Error('a fault of ours'))
    }
    await tell()
    await imported(13)
    expect(reads).toBe(1)
  })
})

describe('a relay', () => {
  test('puts the job into Redis; another of the same adds nothing while it waits or runs', async () => {
    await open(true)
    let go = () => {}
    answerWith(14, new Promise((resolve) => (go = resolve)))
    await startRelays()
    await tell()
    await until(async () => (await inRedis('waiting')) === 2, { what: 'both accounts to wait' })
    await tell()
    const queue = must(kit.desk.app.bulk, 'queue')
    const again = () => queue.add(importChannel, { orgId: team.orgId, data: { channelId: team.photo } })
    expect(await again()).toBe(true)
    expect(await inRedis('waiting')).toBe(2)
    await startBulk()
    await until(async () => reads === 1 && (await inRedis('waiting')) === 0, { what: 'the import to begin' })
    expect(await again()).toBe(true)
    expect(await inRedis('waiting')).toBe(0)
    go()
    await imported(14)
    await until(async () => (await inRedis('active')) === 0)
    expect(reads).toBe(1)
    expect(await again()).toBe(true)
  })

  test('nothing is lost with a Redis that was emptied', async () => {
    await open(true)
    answerWith(15)
    await startRelays()
    await tell()
    await until(async () => (await inRedis('waiting')) === 2)
    await server.flush()
    await startBulk()
    await tell()
    await imported(15)
  })
})

test('Redis is killed with jobs in it: the work goes on from Postgres, and over Redis when it is back', async () => {
  await open(true)
  answerWith(16)
  await startRelays()
  await startBulk()
  await tell()
  await imported(16)
  let end = () => {}
  answerWith(17, new Promise((resolve) => (end = resolve)))
  await dueAgain()
  await tell()
  await until(() => reads === 2, { what: 'an import over Redis' })
  await server.kill()
  end()
  await imported(17)
  answerWith(18)
  await dueAgain()
  await tell()
  await imported(18)
  await server.start()
  await until(async () => (await kit.desk.app.bulk?.counts()) !== undefined, { what: 'Redis to be back' })
  let go = () => {}
  answerWith(20, new Promise((resolve) => (go = resolve)))
  await dueAgain()
  await tell()
  await until(async () => (await inRedis('active')) === 1, { what: 'an import over Redis' })
  go()
  await imported(20)
})

test('what a killed worker had begun is done by another', async () => {
  await open(true)
  answerWith(19)
  await startRelays()
  await tell()
  await until(async () => (await inRedis('waiting')) === 2)
  const dead = spawn(process.execPath, ['--input-type=module', '-e', taker], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      URL: server.url,
      QUEUE: bulkQueueName,
      PREFIX: bulkPrefix(must(kit.desk.app.redis, 'Redis')),
    },
    stdio: 'ignore',
  })
  await until(async () => (await inRedis('active')) === 2, { what: 'the other process to take both' })
  const gone = once(dead, 'exit')
  dead.kill('SIGKILL')
  await gone
  expect(await likes()).toBeNull()
  await startBulk({ lockMs: 2_000, stalledMs: 500 })
  await imported(19)
  expect(reads).toBe(1)
})

/** A process that takes jobs and never ends them. */
const taker = `
  import { Redis } from 'ioredis'
  import { Worker } from 'bullmq'
  const { URL: url, QUEUE: queue, PREFIX: prefix } = process.env
  const connection = new Redis(url, { maxRetriesPerRequest: null })
  new Worker(queue, () => new Promise(() => {}), { connection, prefix, concurrency: 2, lockDuration: 1000,
    stalledInterval: 500 })
`
