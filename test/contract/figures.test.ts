/**
 * Every connector that measures keeps the contract of src/contracts/metrics.ts, against its own sandbox. One that
 * does not says why, which is printed here.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChannelIo } from '#contracts/connector.ts'
import type { AccountRead, Figure, MeasuredPost } from '#contracts/metrics.ts'
import { must } from '#kernel/assert.ts'
import { makeManualClock } from '#kernel/clock.ts'
import { answeringMedia, type Answering } from './answering.ts'
import { atSandbox, type AtSandbox } from './at-sandbox.ts'
import { loadConnectors } from './candidates.ts'
import { content, medium, publishRest } from './publish-all.ts'

/** Connectors without figures, and why. */
const without: Record<string, string> = {
  messenger: 'messages only; figures of the Page are of the connector "facebook"',
  telegram: 'the Bot API tells no figures of messages or chats',
  webchat: 'it is our own; what it counts is in our own tables',
}
const candidates = await loadConnectors()
const clock = makeManualClock(new Date('2026-11-20T10:00:00Z'))
const none = new Set<never>()

test('a connector measures, or says why not', () => {
  for (const { id, connector } of candidates) {
    expect(connector.metrics ? undefined : without[id], id).toEqual(
      connector.metrics ? undefined : expect.stringMatching(/\w/),
    )
    if (!connector.metrics) console.log(`${id} has no figures: ${without[id]}`)
  }
})

describe.each(candidates.filter(({ connector }) => connector.metrics))('$id', ({ connector }) => {
  const metrics = must(connector.metrics, 'metrics')
  const publish = must(connector.publish, 'publisher')
  let at: AtSandbox
  let media: Answering
  let io: ChannelIo
  let post: MeasuredPost
  let requests = 0
  beforeAll(async () => {
    ;[at, media] = await Promise.all([atSandbox(connector, { clock }), answeringMedia()])
    const known = await at.connect('figures', 'https://desk.example')
    const raw: ChannelIo['http']['raw'] = (url, options) => {
      requests += 1
      return known.http.raw(url, options)
    }
    io = { ...known, http: { ...known.http, raw } }
    const format = publish.formats.some(({ id }) => id === 'text') ? 'text' : 'image'
    const said = content({ format, media: format === 'image' ? [medium('image')] : [] })
    const { post: made } = await publishRest(connector, io, said, undefined, () => media.url)
    post = { externalId: must(made, 'post').id, format, publishedAt: clock.now() }
    clock.advance(3 * 86_400_000)
  })
  afterAll(async () => {
    media.close()
    await at.close()
  })

  const days = () => ({ from: '2026-11-19', to: '2026-11-20' })
  const posts = async (skip: ReadonlySet<never> = none) => metrics.readPosts(io, { posts: [post], skip })
  const account = () => metrics.readAccount(io, { ...days(), skip: none })
  const proper = (figure: Figure) =>
    Number.isSafeInteger(figure.value) &&
    (figure.value >= 0 || figure.measure === 'follower_growth') &&
    figure.raw !== ''

  test('what it declares fits together', () => {
    for (const list of [metrics.post, metrics.account]) expect(new Set(list).size).toBe(list.length)
    expect(at.sandbox.count).toBeDefined()
    expect(metrics.apiVersion).toMatch(/\d/)
    expect(metrics.postsAtOnce).toBeGreaterThan(0)
    expect(Math.max(metrics.cost.posts, metrics.cost.account)).toBeLessThanOrEqual(metrics.rate.points)
  })

  test('a post has figures of declared measures, and no others', async () => {
    const read = await posts()
    expect(read).toMatchObject({ posts: [{ externalId: post.externalId }], gone: [], failed: [] })
    const { figures } = must(read.posts[0], 'post')
    expect(figures.length).toBeGreaterThan(0)
    expect(figures.filter((figure) => !proper(figure))).toEqual([])
    expect(metrics.post).toEqual(expect.arrayContaining(figures.map(({ measure }) => measure)))
    expect(await posts()).toEqual(read)
    const skip = new Set(figures.slice(1).map(({ measure }) => measure))
    const one = await metrics.readPosts(io, { posts: [post], skip })
    expect(one.posts[0]?.figures).toEqual(figures.slice(0, 1))
  })

  test('the account has days that were asked for, and levels', async () => {
    const { figures, failed } = await account()
    expect(failed).toEqual([])
    expect(figures.filter((figure) => !proper(figure))).toEqual([])
    expect(new Set(figures.map(({ measure }) => measure))).toEqual(new Set(metrics.account))
    const { from, to } = days()
    const outside = ({ day }: AccountRead['figures'][number]) => day !== undefined && (day < from || day > to)
    expect(figures.filter(outside)).toEqual([])
    const keys = figures.map(({ measure, day }) => `${measure} ${day}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('each metric of a post fails alone', async () => {
    const { figures } = must((await posts()).posts[0], 'post')
    for (const { measure, raw } of figures) {
      const fault = { kind: 'refuse_metric', raw: raw.split(/[+-]/)[0] ?? raw, times: 2 } as const
      at.sandbox.fault({ ...fault, account: io.channel.externalId })
      const read = await posts()
      expect(read.failed).toMatchObject([{ measure }])
      const rest = figures.filter((figure) => figure.measure !== measure)
      expect(read.posts[0]?.figures).toEqual(rest)
      // Where a refusal is told beside the rest, one turn is left.
      await posts()
    }
    expect((await posts()).posts[0]?.figures).toEqual(figures)
  })

  test('a full call stays within its cost, posts that are gone included', async () => {
    const many = Array.from({ length: metrics.postsAtOnce - 1 }, (_, index) => ({
      ...post,
      externalId: `100000000000000${String(index).padStart(3, '0')}`,
    }))
    requests = 0
    const read = await metrics.readPosts(io, { posts: [...many, post], skip: none })
    expect(requests).toBeLessThanOrEqual(metrics.cost.posts)
    expect(read.gone.toSorted()).toEqual(many.map(({ externalId }) => externalId))
    expect(read.posts).toMatchObject([{ externalId: post.externalId }])
    requests = 0
    const to = '2026-11-20'
    const from = new Date(Date.parse(to) - (metrics.daysAtOnce - 1) * 86_400_000).toISOString().slice(0, 10)
    expect((await metrics.readAccount(io, { from, to, skip: none })).failed).toEqual([])
    expect(requests).toBeLessThanOrEqual(metrics.cost.account)
  })

  test.each([
    ['posts', posts],
    ['account', account],
  ] as const)('failures of %s are told as they are, and the next reading works', async (_, read) => {
    const to = { account: io.channel.externalId, times: 1 }
    at.sandbox.fault({ kind: 'expire_token', ...to })
    await expect(read()).rejects.toMatchObject({ name: 'ConnectorError', kind: 'auth_expired' })
    at.sandbox.fault({ kind: 'rate_limit', retryAfterSeconds: 120, ...to })
    await expect(read()).rejects.toMatchObject({ kind: 'rate_limited', retryAt: expect.any(Date) as Date })
    at.sandbox.fault({ kind: 'server_error', ...to })
    await expect(read()).rejects.toMatchObject({ kind: 'unavailable' })
    at.sandbox.fault({ kind: 'html_page', ...to })
    await expect(read()).rejects.toMatchObject({ kind: 'unavailable' })
    await expect(read()).resolves.toMatchObject({ failed: [] })
  })
})
