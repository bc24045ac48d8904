import { afterAll, beforeAll, expect, test } from 'vitest'
import { approvalProgress, decide } from '#features/approvals/index.ts'
import { createPost, getPost, listPosts } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'
import { demoPosts } from './demo-posts.ts'
import { fillPosts } from './fill-posts.ts'
import { fillDemoLater, listTrySteps } from './index.ts'

let program: TestProgram
let owner: Ctx
beforeAll(async () => {
  program = await startTestProgram()
  owner = await program.owner()
})
afterAll(() => program.close())

/** Of the posts of today and later: the past is a test of its own. */
const states = async () =>
  (await listPosts(owner, {}, { limit: 50 })).items
    .filter(({ plannedAt }) => plannedAt === null || Date.parse(plannedAt) > Date.now() - 86_400_000)
    .map((post) => post.state)

test('the demo has posts in every state, with cards in its chats; once', async () => {
  await fillDemoLater(program.app)
  const wanted = ['changes_requested', 'draft', 'failed', 'in_review', 'published', 'scheduled']
  await until(
    async () => {
      const found = await states()
      expect(found).toHaveLength(demoPosts.length)
      expect([...new Set(found)].sort()).toEqual(wanted)
      return true
    },
    { what: 'the posts', timeoutMs: 40_000 },
  )
  const slack = must(program.app.sandbox?.chat('slack'), 'Slack')
  const demo = slack.workspace('demo')
  const social = must(demo.channels[0], '#social').id
  await until(
    () =>
      slack
        .messages(demo.externalId, social, must(demo.people[0], 'Ana').id)
        .some((one) => JSON.stringify(one.blocks).includes('Which plant survived')),
    { what: 'a card that waits for approval', timeoutMs: 20_000 },
  )
  await fillDemoLater(program.app)
  await fillPosts(owner)
  expect(await states()).toHaveLength(demoPosts.length)
})

test('each step of the second journey ticks itself off by what happened', async () => {
  const done = async () =>
    (await listTrySteps(owner)).filter((step) => step.done).map((step) => step.title.split(' ')[0])
  expect(await done()).toEqual([])
  const [waiting] = (await listPosts(owner, { state: 'in_review' }, { limit: 5 })).items
  const post = await getPost(owner, { postId: must(waiting, 'a post that waits').id })
  const approval = must(await approvalProgress(owner, 'post', post.id), 'request')
  await decide(owner, { approvalId: approval.id, hash: post.hash, decision: 'approve' })
  await createPost(owner, { body: { text: 'By me' } })
  expect(await done()).toEqual(['Write', 'Approve'])
})
