import { connectChannel } from '#features/channels/index.ts'
import sharp from 'sharp'
import { addToLibrary } from '#features/media/index.ts'
import { createPost, planPost, submitPost } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { discover } from '#kernel/discover.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { job as makeRenditions } from '../../src/features/posts/jobs/make-renditions.ts'
import { publishChannel } from '../../src/features/posts/publishing/publish-channel.ts'
import { reconcile } from '../../src/features/posts/publishing/reconcile.ts'
import { sweepTargets } from '../../src/features/posts/publishing/sweep.ts'

export interface TargetFacts {
  id: string
  state: string
  failure: string | null
  failure_kind: string | null
  published_id: string | null
  published_url: string | null
  steps_done: string[]
  asked_at: Date | null
  effective_at: Date | null
}

/** A desk whose accounts publish to the sandboxes over real HTTP; jobs are run by hand, on a clock that we move. */
export async function makePress() {
  const desk = await makeTestApp({ found: await discover(), env: { SANDBOX: '1', DATABASE_POOL_SIZE: '8' } })
  const team = await makeTeam(desk)
  return { desk, team, ...pressOf(desk, team), close: () => desk.close() }
}

export type Press = Awaited<ReturnType<typeof makePress>>

function pressOf(desk: TestApp, team: Team) {
  const never = new AbortController().signal
  const press = {
    async account(connector: string, handle: string) {
      const row = await connectChannel(team.ctx, {
        connector,
        values: {},
        sandbox: true,
        sandboxHandle: handle,
      })
      return { id: row.id, externalId: row.external_id, connector }
    },
    sandbox: (connector: string) => must(desk.app.sandbox?.get(connector), 'sandbox'),
    posts: (account: { connector: string; externalId: string }) =>
      press.sandbox(account.connector).posts?.(account.externalId) ?? [],
    /** A small picture in the library. */
    async picture(): Promise<string> {
      const bytes = await sharp({ create: { width: 640, height: 640, channels: 3, background: '#486' } })
        .jpeg()
        .toBuffer()
      const file = await addToLibrary(team.ctx, {
        content: new Blob([new Uint8Array(bytes)]).stream(),
        name: 'leaf.jpg',
      })
      return file.id
    },
    /** A post that is due in a second, approved because nobody asks. */
    async due(
      accounts: Array<{ id: string }>,
      text: string,
      more: { thread?: string[]; firstComment?: string; media?: Array<{ mediaId: string }> } = {},
    ) {
      const post = await createPost(team.ctx, {
        body: { text, ...more },
        targets: accounts.map(({ id }) => ({ channelId: id })),
      })
      const submitted = await submitPost(team.ctx, { postId: post.id })
      if (submitted.preparing)
        await makeRenditions.run(team.ctx, { postId: post.id }, { id: '1', attempt: 1, signal: never })
      const instant = new Date(desk.clock.now().getTime() + 1_000)
      await planPost(team.ctx, {
        postId: post.id,
        at: { instant, wall: instant.toISOString().slice(0, 19), zone: 'UTC' },
      })
      desk.clock.advance(1_500)
      return post
    },
    targets: (postId: string) => desk.sql<
      TargetFacts[]
    >`select id, state, failure, failure_kind, published_id,
      published_url, steps_done, asked_at, effective_at from post_targets where post_id = ${postId} order by id`,
    async stateOf(postId: string) {
      const rows = await desk.sql<Array<{ state: string }>>`select state from posts where id = ${postId}`
      return rows[0]?.state
    },
    publish: (channelId: string, ctx: Ctx = team.ctx) => publishChannel(ctx, channelId, never),
    /** Two minutes of the sweeper, the jobs that it asks for, and a second worker. */
    async twoMinutes(postId: string, channelIds: string[]) {
      for (const seconds of [4, 11, 46, 11, 4, 11, 31]) {
        desk.clock.advance(seconds * 1000)
        await sweepTargets(desk.app)
        for (const channelId of channelIds) await press.publish(channelId)
        for (const target of await press.targets(postId)) {
          const lookNow =
            target.state === 'unknown' && target.effective_at && target.effective_at <= desk.clock.now()
          if (lookNow) await reconcile(team.ctx, target.id)
        }
        for (const channelId of channelIds) await press.publish(channelId)
      }
    },
    /** What people were told, oldest first. */
    async trouble() {
      await desk.app.dispatcher.drain()
      return desk.sql<Array<{ kind: string; message: string }>>`
        select payload->>'kind' as kind, payload->>'message' as message
        from events where org_id = ${team.orgId} and type = 'post.trouble' order by pos`
    },
  }
  return press
}
