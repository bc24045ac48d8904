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
import { graphOfChannel } from './client.ts'
import { connector } from './index.ts'

const metrics = must(connector.metrics, 'metrics')
const clock = makeManualClock(new Date('2026-11-20T10:00:00Z'))
const hourMs = 3_600_000
const none = new Set<never>()
const secret = 'the same after a restart'
let at: AtSandbox
let media: Answering
let accounts = 0

beforeAll(async () => {
  ;[at, media] = await Promise.all([atSandbox(connector, { clock, secret }), answeringMedia()])
})
afterAll(async () => {
  media.close()
  await at.close()
})

const open = () => at.connect(`figures${++accounts}`, 'https://desk.example')

async function post(io: ChannelIo, format: PostFormatId = 'text'): Promise<MeasuredPost> {
  const video = format === 'video' ? [medium('video')] : []
  const said = content({ format, text: `Post ${Math.random()}`, media: video })
  const done = await publishRest(connector, io, said, undefined, () => `${media.url}/video`)
  return { externalId: must(done.post, 'post').id, format, publishedAt: clock.now() }
}

const counts = { shares: 3, comments: 9, reactions: 70 }
const insights = { post_media_view: 900, post_total_media_view_unique: 600 }

test.each(['text', 'video'] as const)(
  'a %s has every measure with the name that Facebook gives it',
  async (format) => {
    const io = await open()
    const one = await post(io, format)
    const account = io.channel.externalId
    at.sandbox.count?.(account, { ...counts, ...insights }, { post: one.externalId })
    const read = await metrics.readPosts(io, { posts: [one], skip: none })
    expect(read).toEqual({
      posts: [
        {
          externalId: one.externalId,
          figures: [
            { measure: 'shares', raw: 'shares', value: 3 },
            { measure: 'comments', raw: 'comments', value: 9 },
            { measure: 'likes', raw: 'reactions', value: 70 },
            { measure: 'views', raw: 'post_media_view', value: 900 },
            { measure: 'reach', raw: 'post_total_media_view_unique', value: 600 },
          ],
        },
      ],
      gone: [],
      failed: [],
    })
    expect(new Set(read.posts[0]?.figures.map(({ measure }) => measure))).toEqual(new Set(metrics.post))
  },
)

test('what nobody shared has no shares, which is not zero', async () => {
  const io = await open()
  const one = await post(io)
  at.sandbox.count?.(io.channel.externalId, { shares: 0 }, { post: one.externalId })
  const skip = new Set(['views', 'reach', 'likes', 'comments'] as const)
  expect(await metrics.readPosts(io, { posts: [one], skip })).toEqual({
    posts: [{ externalId: one.externalId, figures: [] }],
    gone: [],
    failed: [],
  })
})

test.each([
  ['post_media_view', 'views', 2],
  ['shares', 'shares', 2],
] as const)('%s fails alone', async (raw, measure, times) => {
  const io = await open()
  const posts = [await post(io), await post(io)]
  clock.advance(48 * hourMs)
  at.sandbox.fault({ kind: 'refuse_metric', raw, times, account: io.channel.externalId })
  const read = await metrics.readPosts(io, { posts, skip: none })
  expect(read.failed).toMatchObject([{ measure, raw, kind: 'rejected' }])
  const rest = metrics.post.filter((one) => one !== measure)
  for (const { figures } of read.posts)
    expect(figures.map((figure) => figure.measure)).toEqual(expect.arrayContaining(rest))
  expect(read.posts).toHaveLength(2)
})

test('without the right to insights the counts are read all the same', async () => {
  const io = await open()
  const error = { message: '(#200) Missing read_insights', type: 'OAuthException', code: 200 }
  const vendor = await answering(({ pathname }) =>
    pathname.endsWith('/insights')
      ? Response.json({ error }, { status: 403 })
      : Response.json({
          id: '1',
          shares: { count: '4' },
          comments: { data: [], summary: { total_count: 2, order: 'ranked', can_comment: true } },
          reactions: { data: [], summary: {} },
        }),
  )
  const [externalId, page] = ['9007199254740993', io.channel.externalId]
  const posts = [externalId, `${page}_2`].map((id) => ({
    externalId: id,
    format: 'text',
    publishedAt: clock.now(),
  }))
  const read = await metrics.readPosts(pointedAt(io, vendor.url), { posts, skip: none })
  const figures = [
    { measure: 'shares', raw: 'shares', value: 4 },
    { measure: 'comments', raw: 'comments', value: 2 },
  ]
  expect(read.posts).toEqual([
    { externalId, figures },
    { externalId: `${page}_2`, figures },
  ])
  expect(read.failed).toMatchObject([
    { measure: 'views', kind: 'permission' },
    { measure: 'reach', kind: 'permission' },
  ])
  expect(vendor.asked.map(({ pathname }) => pathname)).toEqual([
    `/v25.0/${page}_${externalId}`,
    `/v25.0/${page}_${externalId}/insights`,
    `/v25.0/${page}_2`,
  ])
  vendor.close()
})

test('a post that is gone is said to be; one from before a restart is not', async () => {
  const io = await open()
  const there = await post(io)
  const gone = { ...there, externalId: `${io.channel.externalId}_10000000000000001` }
  const read = await metrics.readPosts(io, { posts: [gone, there], skip: none })
  expect(read).toMatchObject({ gone: [gone.externalId], posts: [{ externalId: there.externalId }] })
  const restarted = await atSandbox(connector, { clock, secret })
  const after = await restarted.connect(`figures${accounts}`)
  const again = await metrics.readPosts(after, { posts: [gone, there], skip: none })
  expect(again).toMatchObject({ gone: [gone.externalId], posts: [{ figures: { length: 5 } }] })
  await restarted.close()
})

test('an ended access and a limit are told as such', async () => {
  const io = await open()
  const posts = [await post(io)]
  const account = io.channel.externalId
  const days = { from: '2026-11-10', to: '2026-11-12', skip: none }
  for (const read of [
    () => metrics.readPosts(io, { posts, skip: none }),
    () => metrics.readAccount(io, days),
  ]) {
    at.sandbox.fault({ kind: 'expire_token', times: 1, account })
    await expect(read()).rejects.toMatchObject({ kind: 'auth_expired' })
    at.sandbox.fault({ kind: 'rate_limit', times: 1, retryAfterSeconds: 600, account })
    const retryAt = new Date(clock.now().getTime() + 600_000)
    await expect(read()).rejects.toMatchObject({ kind: 'rate_limited', retryAt })
  }
  at.sandbox.fault({ kind: 'on_call', match: '/insights', then: 'rate_limit', times: 1, account })
  const partly = await metrics.readAccount(io, days)
  expect(partly.figures).toMatchObject([{ measure: 'followers' }])
  expect(partly.failed.map(({ kind }) => kind)).toEqual(Array(4).fill('rate_limited'))
})

test('the Page has days of its own home, growth and a level', async () => {
  const io = await open()
  const account = io.channel.externalId
  at.sandbox.count?.(account, { followers_count: 1234 })
  const lost = { page_daily_follows_unique: 2, page_daily_unfollows_unique: 5 }
  at.sandbox.count?.(account, { page_media_view: 50, ...lost }, { day: '2026-11-01' })
  // Clocks went back on 1 November 2026; the last day is not over yet.
  clock.set(new Date('2026-11-04T07:59:00Z'))
  const { figures, failed } = await metrics.readAccount(io, {
    from: '2026-10-31',
    to: '2026-11-03',
    skip: none,
  })
  expect(failed).toEqual([])
  expect(figures[0]).toEqual({ measure: 'followers', raw: 'followers_count', value: 1234 })
  const first = figures.filter(({ day }) => day === '2026-11-01')
  expect(first.map(({ measure, raw }) => `${measure} ${raw}`)).toEqual([
    'views page_media_view',
    'reach page_total_media_view_unique',
    'follower_growth page_daily_follows_unique-page_daily_unfollows_unique',
  ])
  expect(first.map(({ value }) => value)).toEqual([50, expect.any(Number), -3])
  expect([...new Set(figures.flatMap(({ day }) => day ?? []))]).toEqual([
    '2026-10-31',
    '2026-11-01',
    '2026-11-02',
  ])
  expect(new Set(figures.map(({ measure }) => measure))).toEqual(new Set(metrics.account))
})

test('days and level of what nobody set agree', async () => {
  const io = await open()
  clock.set(new Date('2026-11-20T10:00:00Z'))
  const level = async () =>
    (await metrics.readAccount(io, { from: '2026-11-19', to: '2026-11-19', skip: none })).figures
  const before = must((await level())[0], 'level').value
  clock.advance(24 * hourMs)
  const after = must((await level())[0], 'level').value
  const days = await metrics.readAccount(io, { from: '2026-11-20', to: '2026-11-20', skip: none })
  expect(days.figures.find(({ measure }) => measure === 'follower_growth')?.value).toBe(after - before)
})

test('90 days come in one call; growth needs what was lost', async () => {
  const io = await open()
  clock.set(new Date('2026-12-01T10:00:00Z'))
  const account = io.channel.externalId
  at.sandbox.fault({ kind: 'refuse_metric', raw: 'page_daily_unfollows_unique', times: 2, account })
  const { figures, failed } = await metrics.readAccount(io, {
    from: '2026-09-01',
    to: '2026-11-29',
    skip: none,
  })
  expect(figures.filter(({ measure }) => measure === 'reach')).toHaveLength(90)
  expect(figures.filter(({ measure }) => measure === 'follower_growth')).toEqual([])
  expect(failed).toMatchObject([
    { measure: 'follower_growth', raw: 'page_daily_unfollows_unique', kind: 'rejected' },
  ])
})

test('what is gone at Facebook is refused by the sandbox, too', async () => {
  const io = await open()
  const graph = graphOfChannel(io)
  const { externalId } = await post(io)
  const ask = (node: string, query: { metric: string; [name: string]: string }) =>
    askInsights(io, graph, node, query)
  await expect(ask(externalId, { metric: 'post_impressions' })).rejects.toMatchObject({ vendorCode: '100' })
  const page = io.channel.externalId
  await expect(ask(page, { metric: 'page_impressions', period: 'day' })).rejects.toMatchObject({
    vendorCode: '100',
  })
  const long = { metric: 'page_media_view', period: 'day', since: '2026-01-01', until: '2026-06-01' }
  await expect(ask(page, long)).rejects.toMatchObject({ vendorCode: '100' })
})
