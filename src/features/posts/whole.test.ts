import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectChannel, listChannels } from '#features/channels/index.ts'
import { addToLibrary } from '#features/media/index.ts'
import { savePolicy, approvalProgress, decide } from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { pngOf } from '#test/kit/posts-desk.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'
import { createPost, getPost, submitPost } from './index.ts'
import { previewOf } from './preview.ts'

let program: TestProgram
let owner: Ctx

beforeAll(async () => {
  program = await startTestProgram()
  owner = await program.owner()
})
afterAll(() => program.close())

/** Real connectors against their sandboxes, with the worker running. */
async function accountOf(connector: string): Promise<string> {
  const known = (await listChannels(owner)).find((one) => one.connector === connector)
  if (known) return known.id
  return (await connectChannel(owner, { connector, values: {}, sandbox: true })).id
}

test('a post with a picture: prepared by the worker, asked for, seen as a picture, approved', async () => {
  await savePolicy(owner, {
    name: 'Owners',
    definition: {
      selfApproval: true,
      stages: [{ name: 'Review', rule: 'any', memberIds: [must(owner.memberId, 'me')] }],
    },
  })
  const [instagram, x] = [await accountOf('instagram'), await accountOf('x')]
  const file = await addToLibrary(owner, { content: await pngOf('#225588', { width: 1600, height: 1200 }) })
  const post = await createPost(owner, {
    body: { text: 'First snow, first cocoa. Who is in?', media: [{ mediaId: file.id, alt: 'Snow' }] },
    targets: [{ channelId: instagram }, { channelId: x }],
  })
  await submitPost(owner, { postId: post.id })
  const asked = await until(
    async () => {
      const now = await getPost(owner, { postId: post.id })
      return now.state === 'in_review' ? now : undefined
    },
    { what: 'the media to be prepared' },
  )
  for (const target of asked.targets) {
    expect(target.content.media[0]).toMatchObject({ mime: 'image/jpeg', alt: 'Snow' })
  }
  await until(async () => (await previewOf(owner, post.id)).every((view) => view.imageMediaId !== null), {
    what: 'the previews',
  })
  const approval = must(await approvalProgress(owner, 'post', post.id), 'a request')
  await decide(owner, { approvalId: approval.id, hash: approval.hash, decision: 'approve' })
  await until(async () => (await getPost(owner, { postId: post.id })).state === 'approved', {
    what: 'the approval to reach the post',
  })
})
