import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChannelIo } from '#contracts/connector.ts'
import type { MeasuredPost } from '#contracts/metrics.ts'
import type { PostFormatId } from '#contracts/publisher.ts'
import { must } from '#kernel/assert.ts'
import { makeManualClock } from '#kernel/clock.ts'
import { answering, answeringMedia, pointedAt, type Answering } from '#test/contract/answering.ts'
import { atSandbox, type AtSandbox } from '#test/contract/at-sandbox.ts'
import { content, medium, publishRest } from '#test/contract/publish-all.ts'
import { askInsights } from '../_meta/insights.ts'
import { reach } from './client.ts'
import { connector } from './index.ts'

const metrics = must(connector.metrics, 'metrics')
const clock = makeManualClock(new Date('2026-11-20T10:00:00Z'))
const hourMs = 3_600_000
const none = new Set<never>()
let at: AtSandbox
let media: Answering
let accounts = 0

beforeAll(async () => {
  ;[at, media] = await Promise.all([atSandbox(connector, { clock }), answeringMedia()])
})
afterAll(async () => {
  media.close()
  await at.close()
})

const open = (prefix = '') => at.connect(`${prefix}figures${++accounts}`, 'https://desk.example')

async function post(io: ChannelIo, format: PostFormatId): Promise<MeasuredPost> {
  const kind = format === 'reel' ? 'video' : 'image'
  const many = format === 'carousel' ? [medium(kind), medium(kind, { bytes: 5001 })] : [medium(kind)]
  const said = content({ format, text: format === 'story' ? '' : `A ${format}`, media: many })
  const done = await publishRest(connector, io, said, undefined, () => `${media.url}/${kind}`)
  return { externalId: must(done.post, 'post').id, format, publishedAt: clock.now() }
}

const feed = { views: 900, reach: 700, likes: 80, comments: 9, shares: 4, saved: 12 }

test.each(['', 'page:'])(
  'a reel has every measure with the name that Instagram gives it (%s)',
  async (prefix) => {
    const io = await open(prefix)
    const reel = await post(io, 'reel')
    const account = io.channel.externalId
    at.sandbox.count?.(
      account,
      { ...feed, ig_reels_video_view_total_time: 61_499 },
      { post: reel.externalId },
    )
    const read = await metrics.readPosts(io, { posts: [reel], skip: none })
    expect(read).toEqual({
      posts: [{ externalId: reel.externalId, figures: expect.any(Array) }],
      gone: [],
      failed: [],
    })
    expect(read.posts[0]?.figures).toEqual([
      { measure: 'views', raw: 'views', value: 900 },
      { measure: 'reach', raw: 'reach', value: 700 },
      { measure: 'shares', raw: 'shares', value: 4 },
      { measure: 'likes', raw: 'likes', value: 80 },
      { measure: 'comments', raw: 'comments', value: 9 },
      { measure: 'saves', raw: 'saved', value: 12 },
      { measure: 'watch_time', raw: 'ig_reels_video_view_total_time', value: 61 },
    ])
    expect(new Set(read.posts[0]?.figures.map(({ measure }) => measure))).toEqual(new Set(metrics.post))
  },
)

test('each format is asked for what it has', async () => {
  const io = await open()
  const posts = [await post(io, 'image'), await post(io, 'carousel'), await post(io, 'story')]
  clock.advance(hourMs)
  const read = await metrics.readPosts(io, { posts, skip: new Set(['comments'] as const) })
  const measured = read.posts.map(({ figures }) => figures.map(({ measure }) => measure).join(' '))
  expect(measured).toEqual([
    'views reach shares likes saves',
    'views reach shares likes saves',
    'views reach shares',
  ])
  expect(read.failed).toEqual([])
})

test('what nobody set grows with age, flattens, and stays plausible', async () => {
  const io = await open()
  const reel = await post(io, 'reel')
  const views: number[] = []
  for (const hours of [1, 5, 18, 72, 24 * 30, 24 * 30]) {
    clock.advance(hours * hourMs)
    const { posts } = await metrics.readPosts(io, { posts: [reel], skip: none })
    const of = Object.fromEntries(
      must(posts[0], 'post').figures.map(({ measure, value }) => [measure, value]),
    )
    expect(of['likes']).toBeLessThan(must(of['reach'], 'reach'))
    expect(of['reach']).toBeLessThan(must(of['views'], 'views'))
    views.push(must(of['views'], 'views'))
  }
  expect(views).toEqual([...views].toSorted((a, b) => a - b))
  expect(views[0]).toBeGreaterThan(0)
  expect(must(views[0], 'first') * 5).toBeLessThan(must(views[2], 'third'))
  expect(must(views[5], 'last') - must(views[4], 'before')).toBeLessThanOrEqual(1)
})

test('a refused metric fails alone, and is asked for once more, not for each post', async () => {
  const io = await open()
  const posts = [await post(io, 'image'), await post(io, 'image'), await post(io, 'image')]
  clock.advance(hourMs)
  at.sandbox.fault({ kind: 'refuse_metric', raw: 'saved', times: 2, account: io.channel.externalId })
  const read = await metrics.readPosts(io, { posts, skip: none })
  expect(read.failed).toMatchObject([{ measure: 'saves', raw: 'saved', kind: 'rejected' }])
  expect(read.posts.map(({ figures }) => figures.length)).toEqual([5, 5, 5])
})

test('one post that refuses everything does not speak against the metrics', async () => {
  const io = await open()
  const posts = [{ externalId: '1', format: 'image', publishedAt: clock.now() }]
  posts.push({ ...must(posts[0], 'post'), externalId: '2' })
  const refused = { error: { message: '(#100) not for this one', type: 'OAuthException', code: 100 } }
  const vendor = await answering(({ pathname }) =>
    pathname.includes('/1/')
      ? Response.json(refused, { status: 400 })
      : Response.json({ data: [{ name: 'views', values: [{ value: 5 }] }] }),
  )
  const read = await metrics.readPosts(pointedAt(io, vendor.url), { posts, skip: none })
  expect(read.failed).toEqual([])
  expect(read.posts).toMatchObject([{ externalId: '2', figures: [{ measure: 'views', value: 5 }] }])
  const alone = metrics.readPosts(pointedAt(io, vendor.url), { posts: posts.slice(0, 1), skip: none })
  await expect(alone).rejects.toMatchObject({ kind: 'rejected' })
  vendor.close()
})

test('a post that is gone is said to be, the others are read', async () => {
  const io = await open()
  const there = await post(io, 'image')
  const gone = { ...there, externalId: '17900000000000001' }
  clock.advance(hourMs)
  const read = await metrics.readPosts(io, { posts: [gone, there], skip: none })
  expect(read).toMatchObject({
    gone: [gone.externalId],
    posts: [{ externalId: there.externalId }],
    failed: [],
  })
})

test('a story that few saw, or that ended, has no figures, which is not zero', async () => {
  const io = await open()
  const story = await post(io, 'story')
  const image = await post(io, 'image')
  at.sandbox.count?.(io.channel.externalId, { views: 3 }, { post: story.externalId })
  const hidden = await metrics.readPosts(io, { posts: [story, image], skip: none })
  expect(hidden.posts).toMatchObject([
    { externalId: story.externalId, figures: [] },
    { figures: { length: 6 } },
  ])
  expect(hidden.failed).toEqual([])
  clock.advance(25 * hourMs)
  const ended = await metrics.readPosts(io, { posts: [story], skip: none })
  expect(ended).toEqual({ posts: [{ externalId: story.externalId, figures: [] }], gone: [], failed: [] })
})

test('texts are numbers, unknown fields are passed over, ids keep their digits', async () => {
  const io = await open()
  const externalId = '17900000000000009007'
  const vendor = await answering(() =>
    Response.json({
      data: [
        { name: 'views', period: 'lifetime', values: [{ value: '1200', new: true }], title: 'Views' },
        { name: 'views', period: 'day', values: [{ value: 7 }] },
        { name: 'reach', period: 'lifetime', total_value: { value: 800 }, description: null },
        { name: 'likes', period: 'lifetime', values: [{ value: { like: 1 } }] },
        { name: 'shares', period: 'lifetime', values: [] },
        { name: 'comments', period: 'lifetime', values: [{}] },
        { name: 'saved', period: 'lifetime' },
        { name: 'telepathy', period: 'lifetime', values: [{ value: 1 }] },
      ],
      paging: {},
    }),
  )
  const posts = [{ externalId, format: 'image', publishedAt: clock.now() }]
  const read = await metrics.readPosts(pointedAt(io, vendor.url), { posts, skip: none })
  expect(read.posts).toEqual([
    {
      externalId,
      figures: [
        { measure: 'views', raw: 'views', value: 1200 },
        { measure: 'reach', raw: 'reach', value: 800 },
      ],
    },
  ])
  expect(vendor.asked[0]?.pathname).toBe(`/v25.0/${externalId}/insights`)
  vendor.close()
})

test('an ended access and a limit are told as such; what was read before is kept', async () => {
  const io = await open()
  const posts = [await post(io, 'image'), await post(io, 'image')]
  const account = io.channel.externalId
  at.sandbox.fault({ kind: 'expire_token', times: 1, account })
  await expect(metrics.readPosts(io, { posts, skip: none })).rejects.toMatchObject({ kind: 'auth_expired' })
  at.sandbox.fault({ kind: 'rate_limit', times: 1, retryAfterSeconds: 600, account })
  await expect(metrics.readPosts(io, { posts, skip: none })).rejects.toMatchObject({
    kind: 'rate_limited',
    retryAt: new Date(clock.now().getTime() + 600_000),
  })
  at.sandbox.fault({ kind: 'server_error', times: 1, account })
  await expect(readDays(io, '2026-11-19', '2026-11-19')).rejects.toMatchObject({ kind: 'unavailable' })
  at.sandbox.fault({ kind: 'drop_answer', times: 1, account })
  await expect(readDays(io, '2026-11-19', '2026-11-19')).rejects.toMatchObject({ kind: 'unavailable' })
  const match = `/${must(posts[1], 'post').externalId}/insights`
  at.sandbox.fault({ kind: 'on_call', match, then: 'rate_limit', times: 1, account })
  const read = await metrics.readPosts(io, { posts, skip: none })
  expect(read.posts).toMatchObject([{ externalId: posts[0]?.externalId }])
  expect(read.failed.map(({ kind }) => kind)).toEqual(Array(6).fill('rate_limited'))
})

const readDays = (io: ChannelIo, from: string, to: string, skip = none) =>
  metrics.readAccount(io, { from, to, skip })

test('the account has its days and its level', async () => {
  const io = await open()
  clock.set(new Date('2027-03-20T10:00:00Z'))
  const account = io.channel.externalId
  at.sandbox.count?.(account, { followers_count: 1234 })
  at.sandbox.count?.(account, { views: 50, reach: 40 }, { day: '2027-03-14' })
  // 14 March 2027 has 23 hours in Meta's home.
  const { figures, failed } = await readDays(io, '2027-03-13', '2027-03-15')
  expect(failed).toEqual([])
  expect(figures[0]).toEqual({ measure: 'followers', raw: 'followers_count', value: 1234 })
  expect(figures.slice(1).map(({ measure, day }) => `${day} ${measure}`)).toEqual([
    '2027-03-13 views',
    '2027-03-13 reach',
    '2027-03-14 views',
    '2027-03-14 reach',
    '2027-03-15 views',
    '2027-03-15 reach',
  ])
  expect(figures[3]).toEqual({ measure: 'views', raw: 'views', value: 50, day: '2027-03-14' })
  expect(
    figures.filter(({ day, measure }) => day && measure === 'views').map(({ value }) => value),
  ).not.toContain(0)
  expect(new Set(figures.map(({ measure }) => measure))).toEqual(new Set(metrics.account))
})

test('a day that has not come is not measured, and a refused metric of days fails alone', async () => {
  const io = await open()
  clock.set(new Date('2027-03-20T20:00:00Z'))
  const future = await readDays(io, '2027-03-22', '2027-03-23')
  expect(future.figures.map(({ measure }) => measure)).toEqual(['followers'])
  at.sandbox.fault({ kind: 'refuse_metric', raw: 'reach', times: 2, account: io.channel.externalId })
  const { figures, failed } = await readDays(
    io,
    '2027-03-10',
    '2027-03-12',
    new Set(['followers'] as never[]),
  )
  expect(figures.map(({ measure, day }) => `${measure} ${day}`)).toEqual([
    'views 2027-03-10',
    'views 2027-03-11',
    'views 2027-03-12',
  ])
  expect(failed).toMatchObject([{ measure: 'reach', raw: 'reach', kind: 'rejected' }])
})

test('without the right to insights the level is read all the same', async () => {
  const io = await open()
  const error = { message: '(#10) Application does not have permission', type: 'OAuthException', code: 10 }
  const vendor = await answering(({ pathname }) =>
    pathname.endsWith('/insights')
      ? Response.json({ error }, { status: 403 })
      : Response.json({ id: '1', followers_count: '77' }),
  )
  const { figures, failed } = await readDays(pointedAt(io, vendor.url), '2027-03-10', '2027-03-12')
  expect(figures).toEqual([{ measure: 'followers', raw: 'followers_count', value: 77 }])
  expect(failed).toMatchObject([
    { measure: 'views', kind: 'permission' },
    { measure: 'reach', kind: 'permission' },
  ])
  expect(vendor.asked).toHaveLength(2)
  vendor.close()
})

test('what is gone at Instagram is refused by the sandbox, too', async () => {
  const io = await open()
  const { externalId } = await post(io, 'image')
  const { graph } = reach(io)
  for (const metric of ['impressions', 'plays', 'ig_reels_video_view_total_time', ''])
    await expect(askInsights(io, graph, externalId, { metric })).rejects.toMatchObject({ kind: 'rejected' })
  const metric = 'impressions'
  await expect(askInsights(io, graph, io.channel.externalId, { metric })).rejects.toMatchObject({
    vendorCode: '100',
  })
})
