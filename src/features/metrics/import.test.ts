import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ConnectorError } from '#contracts/connector.ts'
import type { Measure } from '#contracts/metrics.ts'
import { makeMetricsDesk, vendor } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { importChannel } from './import/import-channel.ts'
import { nextLook } from './import/next-look.ts'
import { job as findDue } from './jobs/find-due.ts'
import { metricsStatus } from './metrics-status.ts'

let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
let team: MetricsTeam
beforeAll(async () => {
  kit = await makeMetricsDesk()
})
afterAll(() => kit.close())
beforeEach(async () => {
  vendor.readPosts = undefined
  vendor.readAccount = undefined
  team = await kit.team()
  await findDue.run(kit.desk.app, {}, run)
})

const never = new AbortController().signal
const run = { id: '1', attempt: 1, signal: never }
const hourMs = 3_600_000

/** The vendor counts this of every post from now on. */
const counts = (figures: Partial<Record<Measure, number>>) => {
  vendor.readPosts = (_io, { posts }) =>
    Promise.resolve({
      posts: posts.map(({ externalId }) => ({
        externalId,
        figures: Object.entries(figures).map(([measure, value]) => ({
          measure: measure as Measure,
          value,
          raw: `raw_${measure}`,
        })),
      })),
      gone: [],
      failed: [],
    })
}
const read = (channelId = team.bird) => importChannel(team.ctx, channelId, never)
const again = async (figures: Partial<Record<Measure, number>>) => {
  counts(figures)
  kit.desk.clock.advance(24 * hourMs)
  await read()
}
const likesOf = async (targetId: string) => {
  const [row] = await kit.desk.sql`select likes from measured_posts where target_id = ${targetId}`
  return row?.['likes'] as number | null
}
const snapshots = (targetId: string) =>
  kit.desk.sql`select value, raw, api_version, suspect from metric_snapshots
    where subject = ${targetId} order by captured_at`
const justNow = () => new Date(kit.desk.clock.now().getTime() - 60_000).toISOString()
const stateOf = async (channelId = team.bird) => {
  const [row] = await kit.desk.sql`select * from metric_channels where channel_id = ${channelId}`
  return row
}

describe('a post', () => {
  test('is read on a schedule that slows down; every change is kept with where it came from', async () => {
    const { targetId } = await team.post(team.bird, justNow(), {})
    counts({ likes: 5 })
    await read()
    expect(await likesOf(targetId)).toBe(5)
    const [row] = await kit.desk
      .sql`select next_at, measured_at from measured_posts where target_id = ${targetId}`
    expect(row?.['next_at']).toEqual(new Date(kit.desk.clock.now().getTime() + hourMs / 4))
    await read()
    expect(await snapshots(targetId)).toHaveLength(1)
    await again({ likes: 8 })
    expect([...(await snapshots(targetId))]).toMatchObject([
      { value: 5, raw: 'raw_likes', api_version: 'v1', suspect: null },
      { value: 8, suspect: null },
    ])
  })

  test.each([
    [0, 15 / 60],
    [3, 1],
    [24, 6],
    [24 * 5, 24],
    [24 * 100, 24 * 14],
  ])('%i hours old is read again after %d', (age, hours) => {
    const now = new Date('2026-11-21T12:00:00Z')
    expect(nextLook(new Date(now.getTime() - age * hourMs), now)?.getTime()).toBe(
      now.getTime() + hours * hourMs,
    )
  })

  test('of two years ago is left alone', () => {
    expect(nextLook(new Date('2024-01-01'), new Date('2026-11-21'))).toBeUndefined()
  })

  test('whose count shrinks or explodes keeps what stood, until the vendor says it twice', async () => {
    const { targetId } = await team.post(team.bird, justNow(), {})
    await again({ likes: 1000 })
    await again({ likes: 0 })
    expect(await likesOf(targetId)).toBe(1000)
    expect(await metricsStatus(team.ctx)).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({
          heldBack: [expect.objectContaining({ measure: 'likes', why: 'shrank', value: 0 })],
        }),
      ]) as object,
    )
    await again({ likes: 1001 })
    expect(await likesOf(targetId)).toBe(1001)
    await again({ likes: 400 })
    await again({ likes: 410 })
    expect(await likesOf(targetId)).toBe(410)
    await again({ likes: 500_000 })
    expect(await likesOf(targetId)).toBe(410)
    await again({ likes: 510_000 })
    expect(await likesOf(targetId)).toBe(510_000)
    await again({ likes: -1 })
    await again({ likes: -1 })
    expect(await likesOf(targetId)).toBe(510_000)
  })

  test('that is gone at the vendor keeps its figures and is asked for no more', async () => {
    const { targetId } = await team.post(team.bird, justNow(), { likes: 7 })
    vendor.readPosts = (_io, { posts }) =>
      Promise.resolve({ posts: [], gone: posts.map((post) => post.externalId), failed: [] })
    await read()
    const [once] = await kit.desk.sql`select next_at from measured_posts where target_id = ${targetId}`
    expect(once?.['next_at']).toEqual(new Date(kit.desk.clock.now().getTime() + 24 * hourMs))
    kit.desk.clock.advance(24 * hourMs)
    await read()
    const [row] = await kit.desk
      .sql`select likes, next_at, gone_at from measured_posts where target_id = ${targetId}`
    expect(row).toMatchObject({ likes: 7, next_at: null, gone_at: expect.any(Date) as Date })
  })
})

test('one bad metric never fails the rest; it is left out for a day, and it is told', async () => {
  const { targetId } = await team.post(team.bird, justNow(), {})
  const skipped: string[][] = []
  vendor.readPosts = (_io, { posts, skip }) => {
    skipped.push([...skip])
    return Promise.resolve({
      posts: posts.map(({ externalId }) => ({
        externalId,
        figures: [{ measure: 'likes', value: 3, raw: 'l' }],
      })),
      gone: [],
      failed: skip.has('clicks')
        ? []
        : [{ measure: 'clicks', raw: 'url_link_clicks', kind: 'rejected', message: 'no such metric' }],
    })
  }
  await read()
  expect(await likesOf(targetId)).toBe(3)
  expect((await metricsStatus(team.ctx)).find((one) => one.channelId === team.bird)?.refused).toMatchObject([
    { measure: 'clicks', raw: 'url_link_clicks', message: 'no such metric' },
  ])
  kit.desk.clock.advance(hourMs)
  await read()
  kit.desk.clock.advance(25 * hourMs)
  await read()
  expect(skipped).toEqual([[], ['clicks'], []])
})

describe('an account', () => {
  test('is read for its last days, then backwards to where the vendor ends, each stretch once', async () => {
    const asked: string[] = []
    vendor.readAccount = (_io, { from, to }) => {
      asked.push(`${from}..${to}`)
      return Promise.resolve({
        figures: [
          { measure: 'reach', value: 10, raw: 'reach', day: from },
          { measure: 'followers', value: 500, raw: 'followers_count' },
        ],
        failed: [],
      })
    }
    await read(team.photo)
    expect(asked).toHaveLength(4)
    await read(team.photo)
    expect(asked).toHaveLength(4)
    kit.desk.clock.advance(6 * hourMs)
    await read(team.photo)
    expect(asked).toHaveLength(5)
    const days = await kit.desk.sql`select measure, count(*)::int as n from account_days
      where channel_id = ${team.photo} group by 1 order by 1`
    expect([...days]).toMatchObject([{ measure: 'followers' }, { measure: 'reach' }])
  })

  test('that the vendor slows down waits until then; a revoked one is not asked again at once', async () => {
    const retryAt = new Date(kit.desk.clock.now().getTime() + 17 * 60_000)
    vendor.readAccount = () => Promise.reject(new ConnectorError('rate_limited', 'Slow down.', { retryAt }))
    await read(team.photo)
    expect(await stateOf(team.photo)).toMatchObject({ next_at: retryAt, failure: 'Slow down.', failures: 1 })
    vendor.readAccount = () => Promise.reject(new ConnectorError('auth_expired', 'Connect it again.'))
    await read(team.photo)
    const [channel] = await kit.desk.sql`select state from channels where id = ${team.photo}`
    expect(channel).toMatchObject({ state: 'reconnect' })
    vendor.readAccount = () => Promise.reject(new Error('must not be asked'))
    await read(team.photo)
  })

  test('is left for later when the budget is used up, and goes on where it stopped', async () => {
    for (let n = 0; n < 99; n++)
      await kit.desk.app.limiter.take(`metrics:${team.photo}`, { points: 100, perMs: hourMs, cost: 1 })
    let calls = 0
    vendor.readAccount = () => Promise.resolve({ figures: [], failed: [] }).finally(() => calls++)
    await read(team.photo)
    expect(calls).toBe(1)
    const state = await stateOf(team.photo)
    expect(state?.['next_at']).toEqual(new Date(kit.desk.clock.now().getTime() + 5 * 60_000))
  })
})
