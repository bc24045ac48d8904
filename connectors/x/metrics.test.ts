import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChannelIo } from '#contracts/connector.ts'
import type { MeasuredPost } from '#contracts/metrics.ts'
import { must } from '#kernel/assert.ts'
import { makeManualClock } from '#kernel/clock.ts'
import { answering, pointedAt } from '#test/contract/answering.ts'
import { atSandbox, type AtSandbox } from '#test/contract/at-sandbox.ts'
import { content, publishRest } from '#test/contract/publish-all.ts'
import { connector } from './index.ts'

const metrics = must(connector.metrics, 'metrics')
const clock = makeManualClock(new Date('2026-11-20T10:00:00Z'))
const dayMs = 86_400_000
const none = new Set<never>()
const secret = 'the same after a restart'
let at: AtSandbox
let accounts = 0

beforeAll(async () => {
  at = await atSandbox(connector, { clock, secret })
})
afterAll(() => at.close())

const open = () => at.connect(`figures${++accounts}`)

async function post(io: ChannelIo, text = `Post ${Math.random()}`): Promise<MeasuredPost> {
  const { post: made } = await publishRest(connector, io, content({ text }))
  return { externalId: must(made, 'post').id, format: 'text', publishedAt: clock.now() }
}

const measuresOf = (read: Awaited<ReturnType<typeof metrics.readPosts>>) =>
  read.posts.map(({ figures }) => figures.map(({ measure }) => measure).join(' '))
const open5 = 'impressions likes comments shares saves'

test('a post has every measure with the name that X gives it', async () => {
  const io = await open()
  const one = await post(io)
  const set = {
    impression_count: 900,
    like_count: 40,
    reply_count: 7,
    retweet_count: 5,
    quote_count: 2,
    bookmark_count: 3,
    url_link_clicks: 11,
  }
  at.sandbox.count?.(io.channel.externalId, set, { post: one.externalId })
  const read = await metrics.readPosts(io, { posts: [one], skip: none })
  expect(read).toEqual({
    posts: [
      {
        externalId: one.externalId,
        figures: [
          { measure: 'impressions', raw: 'impression_count', value: 900 },
          { measure: 'likes', raw: 'like_count', value: 40 },
          { measure: 'comments', raw: 'reply_count', value: 7 },
          { measure: 'shares', raw: 'retweet_count+quote_count', value: 7 },
          { measure: 'saves', raw: 'bookmark_count', value: 3 },
          { measure: 'clicks', raw: 'url_link_clicks', value: 11 },
        ],
      },
    ],
    gone: [],
    failed: [],
  })
  expect(new Set(read.posts[0]?.figures.map(({ measure }) => measure))).toEqual(new Set(metrics.post))
})

test('clicks end with a post’s 30 days: old ones come in a call of their own', async () => {
  const io = await open()
  const old = await post(io)
  clock.advance(31 * dayMs)
  const young = await post(io)
  const asked: unknown[] = []
  const http: typeof io.http = {
    ...io.http,
    raw(url, options) {
      asked.push(options?.query?.['ids'])
      return io.http.raw(url, options)
    },
  }
  // What we take for young may be old at X: it comes without clicks, and that fails nothing.
  const mistaken = { ...old, publishedAt: clock.now() }
  for (const posts of [
    [old, young],
    [mistaken, young],
  ]) {
    asked.length = 0
    const read = await metrics.readPosts({ ...io, http }, { posts, skip: none })
    const youngAsked = posts.filter((post) => post !== old).map(({ externalId }) => externalId)
    expect(asked).toEqual([youngAsked.join(','), old.externalId])
    expect(read.posts.map(({ externalId }) => externalId)).toEqual([young.externalId, old.externalId])
    expect(measuresOf(read)).toEqual([`${open5} clicks`, open5])
    expect(read.failed).toEqual([])
  }
})

test.each([
  ['like_count', 'likes', 1, 'impressions comments shares saves clicks'],
  ['quote_count', 'shares', 1, 'impressions likes comments saves clicks'],
  ['url_link_clicks', 'clicks', 1, open5],
])('%s fails alone', async (raw, measure, times, rest) => {
  const io = await open()
  const one = await post(io)
  at.sandbox.fault({ kind: 'refuse_metric', raw, times, account: io.channel.externalId })
  const read = await metrics.readPosts(io, { posts: [one], skip: none })
  expect(measuresOf(read)).toEqual([rest])
  expect(read.failed).toMatchObject([{ measure, kind: 'permission' }])
})

test('where the app may not ask for clicks at all, the rest is read', async () => {
  const io = await open()
  const forbidden = { title: 'Forbidden', detail: 'Not in your package.', type: 'about:blank', status: 403 }
  const vendor = await answering(({ searchParams }) =>
    searchParams.get('tweet.fields')?.includes('non_public')
      ? Response.json(forbidden, { status: 403 })
      : Response.json({ data: [{ id: '1', public_metrics: { like_count: 2 } }] }),
  )
  const posts = [{ externalId: '1', format: 'text', publishedAt: clock.now() }]
  const read = await metrics.readPosts(pointedAt(io, vendor.url), { posts, skip: none })
  expect(read).toMatchObject({
    posts: [{ externalId: '1', figures: [{ measure: 'likes', value: 2 }] }],
    failed: [{ measure: 'clicks', raw: 'url_link_clicks', kind: 'permission' }],
  })
  vendor.close()
})

test('a post that is gone is said to be; one from before a restart is not', async () => {
  const io = await open()
  const [there, gone] = [await post(io), await post(io)]
  await io.http.raw(`${io.env['X_API_URL']}/2/tweets/${gone.externalId}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${io.credentials['accessToken']}` },
    trust: 'sandbox',
  })
  const stranger = { ...there, externalId: '1346889436626259968' }
  const read = await metrics.readPosts(io, { posts: [gone, there, stranger], skip: none })
  expect(read).toMatchObject({
    posts: [{ externalId: there.externalId }],
    gone: [gone.externalId, stranger.externalId],
    failed: [],
  })
  const onlyGone = await metrics.readPosts(io, { posts: [gone], skip: none })
  expect(onlyGone).toEqual({ posts: [], gone: [gone.externalId], failed: [] })
  const restarted = await atSandbox(connector, { clock, secret })
  const after = await restarted.connect(`figures${accounts}`)
  expect((await metrics.readPosts(after, { posts: [there], skip: none })).gone).toEqual([])
  await restarted.close()
})

test('texts are numbers, unknown fields are passed over, what is missing is not zero', async () => {
  const io = await open()
  const id = '9007199254740993007'
  const vendor = await answering(() =>
    Response.json({
      data: [
        {
          id,
          text: 'x',
          public_metrics: {
            impression_count: '1200',
            like_count: null,
            repost_count: 4,
            quote_count: 1,
            telepathy: 1,
          },
        },
        { id: '2', edit_history_tweet_ids: ['2'] },
      ],
      includes: {},
    }),
  )
  const posts = [id, '2'].map((externalId) => ({ externalId, format: 'text', publishedAt: clock.now() }))
  const read = await metrics.readPosts(pointedAt(io, vendor.url), { posts, skip: none })
  expect(read.posts).toEqual([
    {
      externalId: id,
      figures: [
        { measure: 'impressions', raw: 'impression_count', value: 1200 },
        { measure: 'shares', raw: 'retweet_count+quote_count', value: 5 },
      ],
    },
    { externalId: '2', figures: [] },
  ])
  expect(read.failed).toEqual([])
  expect(vendor.asked).toHaveLength(1)
  vendor.close()
})

test('an ended access and a limit are told as such; what was read before is kept', async () => {
  const io = await open()
  const account = io.channel.externalId
  const old = await post(io)
  clock.advance(40 * dayMs)
  const young = await post(io)
  const days = { from: '2026-11-19', to: '2026-11-19', skip: none }
  for (const read of [
    () => metrics.readPosts(io, { posts: [young], skip: none }),
    () => metrics.readAccount(io, days),
  ]) {
    at.sandbox.fault({ kind: 'expire_token', times: 1, account })
    await expect(read()).rejects.toMatchObject({ kind: 'auth_expired' })
    at.sandbox.fault({ kind: 'rate_limit', times: 1, retryAfterSeconds: 600, account })
    const error: unknown = await read().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind: 'rate_limited', retryAt: expect.any(Date) })
    at.sandbox.fault({ kind: 'server_error', times: 1, account })
    await expect(read()).rejects.toMatchObject({ kind: 'unavailable' })
  }
  at.sandbox.fault({ kind: 'drop_answer', times: 1, account })
  await expect(metrics.readPosts(io, { posts: [young], skip: none })).rejects.toMatchObject({
    kind: 'unavailable',
  })
  let calls = 0
  const http: typeof io.http = {
    ...io.http,
    raw(url, options) {
      if (++calls === 2) at.sandbox.fault({ kind: 'rate_limit', times: 1, retryAfterSeconds: 600, account })
      return io.http.raw(url, options)
    },
  }
  const partly = await metrics.readPosts({ ...io, http }, { posts: [old, young], skip: none })
  expect(measuresOf(partly)).toEqual([`${open5} clicks`])
  expect(partly.failed.map(({ measure, kind }) => `${measure} ${kind}`)).toEqual(
    open5.split(' ').map((measure) => `${measure} rate_limited`),
  )
})

test('the account has a level', async () => {
  const io = await open()
  at.sandbox.count?.(io.channel.externalId, { followers_count: 1234 })
  const ask = { from: '2026-11-19', to: '2026-11-19' }
  expect(await metrics.readAccount(io, { ...ask, skip: none })).toEqual({
    figures: [{ measure: 'followers', raw: 'followers_count', value: 1234 }],
    failed: [],
  })
  const skipped = await metrics.readAccount(io, { ...ask, skip: new Set(['followers'] as const) })
  expect(skipped).toEqual({ figures: [], failed: [] })
})

test('100 posts go in one call, and what is skipped is not asked for', async () => {
  const io = await open()
  const vendor = await answering(() => Response.json({ data: [] }))
  const posts = Array.from({ length: metrics.postsAtOnce }, (_, index) => ({
    externalId: String(index + 1),
    format: 'text',
    publishedAt: clock.now(),
  }))
  await metrics.readPosts(pointedAt(io, vendor.url), { posts, skip: new Set(['clicks'] as const) })
  expect(vendor.asked).toHaveLength(1)
  const query = must(vendor.asked[0], 'call').searchParams
  expect(query.get('ids')?.split(',')).toHaveLength(100)
  expect(query.get('tweet.fields')).toBe('public_metrics')
  vendor.close()
})
