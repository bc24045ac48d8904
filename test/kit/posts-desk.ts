import sharp from 'sharp'
import { defineConnector } from '#contracts/connector.ts'
import type { Connector } from '#contracts/connector.ts'
import type { LoggedEvent } from '#contracts/event.ts'
import type { PostCheck, PostContent, Publisher } from '#contracts/publisher.ts'
import { savePolicy } from '#features/approvals/index.ts'
import { addToLibrary } from '#features/media/index.ts'
import { createPost } from '#features/posts/index.ts'
import type { CreatePost } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import type { Discovered } from '#kernel/discover.ts'
import { newId } from '#kernel/ids.ts'
import { job as followApprovals } from '../../src/features/posts/jobs/follow-approvals.ts'
import { job as makeRenditions } from '../../src/features/posts/jobs/make-renditions.ts'
import { makeTeam } from './team.ts'
import type { Team } from './team.ts'
import { makeTestApp } from './test-app.ts'
import type { TestApp } from './test-app.ts'

const jobRun = { id: '1', attempt: 1, signal: new AbortController().signal }

function publisher(
  platform: string,
  more: Partial<Publisher> & Pick<Publisher, 'formats' | 'limits'>,
): Publisher {
  return {
    platform,
    countText: (text) => text.length,
    check: (content) => checkLimits(content, more.limits),
    plan: () => [{ name: 'post', label: 'Post', effect: 'public' }],
    run: () => Promise.resolve({ kind: 'done', handles: {}, post: { id: newId() } }),
    rate: { points: 100, perMs: 1000 },
    ...more,
  }
}

function checkLimits(content: PostContent, limits: Publisher['limits']): PostCheck[] {
  const checks: PostCheck[] = []
  if (content.text.length > limits.textMax) {
    checks.push({ level: 'stop', field: 'text', message: `At most ${limits.textMax} characters.` })
  }
  if (content.media.length < limits.media.min) {
    checks.push({ level: 'stop', field: 'media', message: 'Add a picture.' })
  }
  return checks
}

function connector(id: string, name: string, publish: Publisher | undefined): Connector {
  return defineConnector({
    id,
    name,
    summary: name,
    abilities: {
      messages: publish === undefined,
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
    ...(publish ? { publish } : {}),
  })
}

/** One that needs a picture (JPEG, 400 wide), one of short words, and one that only has messages. */
const connectors = [
  connector(
    'pictures',
    'Pictures',
    publisher('pictures', {
      formats: [
        { id: 'image', label: 'Picture' },
        { id: 'carousel', label: 'Carousel' },
        { id: 'reel', label: 'Reel' },
        { id: 'story', label: 'Story' },
      ],
      limits: {
        asOf: '2026-11-01',
        textMax: 2200,
        altMax: 1000,
        media: { min: 1, max: 10 },
        image: { mimes: ['image/jpeg'], maxBytes: 8_000_000, maxWidth: 400 },
        video: { mimes: ['video/mp4'], maxBytes: 100_000_000, maxSeconds: 90 },
      },
    }),
  ),
  connector(
    'words',
    'Words',
    publisher('words', {
      formats: [
        { id: 'text', label: 'Post' },
        { id: 'link', label: 'Link' },
        { id: 'image', label: 'Pictures' },
        { id: 'video', label: 'Video' },
        { id: 'thread', label: 'Thread' },
      ],
      limits: {
        asOf: '2026-11-01',
        textMax: 280,
        media: { min: 0, max: 4 },
        image: { mimes: ['image/jpeg', 'image/png', 'image/gif'], maxBytes: 5_000_000 },
        video: { mimes: ['video/mp4'], maxBytes: 100_000_000 },
      },
      options: [
        {
          name: 'replies',
          label: 'Who may reply',
          default: 'everyone',
          choices: [
            { value: 'everyone', label: 'Everyone' },
            { value: 'nobody', label: 'Nobody' },
          ],
        },
      ],
      cost: () => ({ amount: 0.01, currency: 'USD', per: 'post' }),
    }),
  ),
  connector('chatter', 'Chatter', undefined),
]

/** A desk that publishes to two made-up platforms; no worker runs, the clock stands still. */
export async function makePostsDesk(found: Partial<Discovered> = {}) {
  const jobs = new Map([followApprovals, makeRenditions].map((job) => [job.name, job]))
  const desk = await makeTestApp({
    found: { jobs, ...found, connectors: new Map(connectors.map((one) => [one.id, one])) },
  })
  return { desk, team: () => makePostsTeam(desk), close: () => desk.close() }
}

export type PostsTeam = Awaited<ReturnType<typeof makePostsTeam>>

async function makePostsTeam(desk: TestApp) {
  const team = await makeTeam(desk)
  const system = makeCtx(desk.app, { orgId: team.orgId })
  const writer = await team.as('agent', 'Wanda Writer')
  const manager = await team.as('manager', 'Max Manager')
  const viewer = await team.as('viewer', 'Vera View')
  const pictures = await addChannel(desk, team, 'pictures', 'Shop pictures')
  const words = await addChannel(desk, team, 'words', 'Shop words')
  let lastPos = '0'

  async function newEvents(): Promise<LoggedEvent[]> {
    await desk.app.dispatcher.drain()
    const rows = await desk.sql<LoggedEvent[]>`
      select org_id as "orgId", pos::text, type, object_id as "objectId", payload, actor,
        request_id as "requestId", at from events where org_id = ${team.orgId} and pos > ${lastPos} order by events.pos`
    lastPos = rows.at(-1)?.pos ?? lastPos
    return [...rows]
  }

  /** What the worker would do now: decisions reach their posts. Answers the events that were new. */
  async function follow(): Promise<LoggedEvent[]> {
    const all: LoggedEvent[] = []
    for (let events = await newEvents(); events.length > 0; events = await newEvents()) {
      all.push(...events)
      for (const event of events) {
        if (followApprovals.on.some((kind) => kind.type === event.type)) {
          await followApprovals.run(system, event, jobRun)
        }
      }
    }
    return all
  }

  return {
    ...team,
    desk,
    system,
    writer,
    manager,
    viewer,
    pictures,
    words,
    newEvents,
    follow,
    addChannel: (id: string, name: string) => addChannel(desk, team, id, name),
    prepare: (postId: string) => makeRenditions.run(system, { postId }, jobRun),
    draft: (input: Partial<CreatePost> & { text?: string } = {}, by: Ctx = writer) => {
      const { text = 'Spring is here. Come and see!', ...rest } = input
      return createPost(by, { body: { text }, targets: [{ channelId: words }], ...rest })
    },
    picture: async (color = '#2266aa', options: { width?: number; height?: number } = {}) =>
      (await addToLibrary(writer, { content: await pngOf(color, options), name: 'beach.png' })).id,
    /** One manager's approval for all posts. */
    policy: (definition: Parameters<typeof savePolicy>[1]['definition'] = policyOf()) =>
      savePolicy(team.ctx, { name: 'Managers', definition }),
  }
}

export const policyOf = (more: object = {}) => ({
  stages: [{ name: 'Review', rule: 'any' as const, roles: ['manager' as const] }],
  ...more,
})

export async function pngOf(color: string, options: { width?: number; height?: number } = {}) {
  const { width = 800, height = 600 } = options
  return new Uint8Array(
    await sharp({ create: { width, height, channels: 3, background: color } })
      .png()
      .toBuffer(),
  )
}

async function addChannel(desk: TestApp, team: Team, id: string, name: string): Promise<string> {
  const channelId = newId()
  await desk.sql`insert into channels (org_id, id, connector, external_id, name, credentials)
    values (${team.orgId}, ${channelId}, ${id}, ${channelId}, ${name},
      ${desk.app.secrets.seal('{}', `channel:${channelId}`)})`
  return channelId
}
