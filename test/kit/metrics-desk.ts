import { defineConnector } from '#contracts/connector.ts'
import type { Connector } from '#contracts/connector.ts'
import type { AnyJob } from '#contracts/job.ts'
import type { Measure, MetricsReader } from '#contracts/metrics.ts'
import type { Publisher } from '#contracts/publisher.ts'
import { figuresChanged } from '#features/metrics/index.ts'
import { updateOrg } from '#features/orgs/index.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { makeTeam } from './team.ts'
import type { Team } from './team.ts'
import { makeTestApp } from './test-app.ts'
import type { TestApp } from './test-app.ts'

const publish: Publisher = {
  platform: '',
  formats: [{ id: 'text', label: 'Post' }],
  limits: { asOf: '2026-11-01', textMax: 1000, media: { min: 0, max: 4 } },
  countText: (text) => text.length,
  check: () => [],
  plan: () => [{ name: 'post', label: 'Post', effect: 'public' }],
  run: () => Promise.resolve({ kind: 'done', handles: {}, post: { id: newId() } }),
  rate: { points: 100, perMs: 1000 },
}

/** What the made-up vendors answer; a test replaces what it needs. */
export const vendor = {
  readPosts: undefined as MetricsReader['readPosts'] | undefined,
  readAccount: undefined as MetricsReader['readAccount'] | undefined,
}

function connector(id: string, name: string, post: Measure[] | undefined, account: Measure[]): Connector {
  const metrics: MetricsReader | undefined = post && {
    apiVersion: 'v1',
    post,
    account,
    postsAtOnce: 10,
    backfillDays: 30,
    daysAtOnce: 10,
    rate: { points: 100, perMs: 3_600_000 },
    cost: { posts: 1, account: 1 },
    readPosts: (io, ask) =>
      vendor.readPosts?.(io, ask) ?? Promise.resolve({ posts: [], gone: [], failed: [] }),
    readAccount: (io, ask) => vendor.readAccount?.(io, ask) ?? Promise.resolve({ figures: [], failed: [] }),
  }
  return defineConnector({
    id,
    name,
    summary: name,
    abilities: {
      messages: post === undefined,
      text: { max: 1000, unit: 'characters' },
      attachments: {},
      captions: true,
      attachmentsByUrl: false,
      quotes: false,
      receipts: { delivered: false, read: false },
      customer: [],
      signals: [],
    },
    env: {},
    form: [],
    guide: [],
    rate: { points: 1, perMs: 1 },
    connect: () => Promise.reject(new Error('rows are made by the test')),
    parse: () => [],
    health: () => Promise.resolve([]),
    ...(post ? { publish: { ...publish, platform: id } } : {}),
    ...(metrics ? { metrics } : {}),
  })
}

/** `photo` tells reach and followers of the account, `bird` only what posts gathered, `chatter` has messages. */
const connectors = [
  connector(
    'photo',
    'Photo',
    ['reach', 'likes', 'comments', 'shares', 'saves', 'views'],
    ['reach', 'followers'],
  ),
  connector('bird', 'Bird', ['impressions', 'likes', 'comments', 'shares', 'clicks'], ['followers']),
  connector('chatter', 'Chatter', undefined, []),
]

/** A desk with two platforms that are measured; no worker runs, the clock stands still. */
export async function makeMetricsDesk(
  options: { env?: Record<string, string>; jobs?: ReadonlyArray<AnyJob>; url?: string } = {},
) {
  const desk = await makeTestApp({
    found: {
      connectors: new Map(connectors.map((one) => [one.id, one])),
      jobs: new Map(options.jobs?.map((one) => [one.name, one])),
    },
    env: options.env ?? {},
    ...(options.url === undefined ? {} : { url: options.url }),
  })
  return { desk, team: () => makeMetricsTeam(desk), close: () => desk.close() }
}

export type MetricsTeam = Awaited<ReturnType<typeof makeMetricsTeam>>

async function makeMetricsTeam(desk: TestApp) {
  const team = await makeTeam(desk)
  await updateOrg(team.ctx, { timezone: 'Europe/Berlin' })
  const channel = (id: string, name: string) => addChannel(desk, team, id, name)
  const photo = await channel('photo', 'Shop photos')
  const bird = await channel('bird', '@shop')
  let posts = 0
  return {
    ...team,
    desk,
    photo,
    bird,
    channel,
    /** A published post of that account with these figures. */
    async post(
      channelId: string,
      publishedAt: string,
      figures: Partial<Record<Measure, number>>,
      more: { format?: string; labels?: string[]; title?: string } = {},
    ): Promise<{ postId: string; targetId: string; number: number }> {
      const [postId, targetId, number] = [newId(), newId(), ++posts]
      const title = more.title ?? `Post ${number}`
      const labels = more.labels ?? []
      await desk.sql`insert into posts (org_id, id, number, title, state, content, labels, hash, author, source,
          created_at, updated_at)
        values (${team.orgId}, ${postId}, ${number}, ${title}, 'published', '{}', ${labels}, 'h', '{}', '{}', now(), now())`
      await desk.sql`insert into measured_posts ${desk.sql({
        org_id: team.orgId,
        target_id: targetId,
        post_id: postId,
        channel_id: channelId,
        external_id: `ext-${number}`,
        format: more.format ?? 'image',
        title,
        labels,
        published_at: new Date(publishedAt),
        measured_at: Object.keys(figures).length > 0 ? desk.clock.now() : null,
        next_at: desk.clock.now(),
        ...figures,
      })}`
      await inTransaction(team.ctx, (tx) => figuresChanged(tx, 'content'))
      return { postId, targetId, number }
    },
    async day(channelId: string, measure: Measure, day: string, value: number): Promise<void> {
      await desk.sql`insert into account_days (org_id, channel_id, measure, day, value, captured_at)
        values (${team.orgId}, ${channelId}, ${measure}, ${day}, ${value}, ${desk.clock.now()})`
      await inTransaction(team.ctx, (tx) => figuresChanged(tx, 'content'))
    },
  }
}

async function addChannel(desk: TestApp, team: Team, connectorId: string, name: string): Promise<string> {
  const id = newId()
  await desk.sql`insert into channels (org_id, id, connector, external_id, name, credentials)
    values (${team.orgId}, ${id}, ${connectorId}, ${id}, ${name}, ${desk.app.secrets.seal('{}', `channel:${id}`)})`
  return id
}
