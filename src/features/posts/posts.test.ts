import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { approvalProgress, decide } from '#features/approvals/index.ts'
import { makePostsDesk, policyOf } from '#test/kit/posts-desk.ts'
import type { PostsTeam } from '#test/kit/posts-desk.ts'
import {
  applySummary,
  approvalHolds,
  contentToPublish,
  createPost,
  deletePost,
  differenceSince,
  duplicatePost,
  getPost,
  getPostVersions,
  holdPost,
  listPosts,
  planPost,
  releasePost,
  restorePost,
  setTargets,
  submitPost,
  summarise,
  unplanPost,
  updatePost,
} from './index.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { findPost } from './queries.ts'

let desk: Awaited<ReturnType<typeof makePostsDesk>>
let team: PostsTeam
let other: PostsTeam

beforeAll(async () => {
  desk = await makePostsDesk()
  team = await desk.team()
  other = await desk.team()
})
afterAll(() => desk.close())

const inDays = (days: number) => new Date(desk.desk.clock.now().getTime() + days * 86_400_000)
const at = (days: number) => ({ instant: inDays(days), wall: '2027-01-01T09:00', zone: 'Europe/Berlin' })
const stateOf = async (postId: string) => (await getPost(team.system, { postId })).state
const approveAs = async (
  by: PostsTeam['manager'],
  postId: string,
  decision: 'approve' | 'reject' = 'approve',
) => {
  const approval = await approvalProgress(by, 'post', postId)
  if (!approval) throw new Error('nobody was asked')
  await decide(by, { approvalId: approval.id, hash: approval.hash, decision, reason: 'because' })
}

describe('a draft', () => {
  test('has a number, a title of its own, versions, and what each account gets', async () => {
    const post = await team.draft({
      text: '\n\nSpring is here!\nCome and see',
      targets: [{ channelId: team.words }, { channelId: team.pictures, override: { text: 'For #pictures' } }],
      labels: ['spring'],
    })
    expect(post).toMatchObject({ title: 'Spring is here!', state: 'draft', version: 1, labels: ['spring'] })
    const texts = new Map(post.targets.map((target) => [target.platform, target.content.text]))
    expect(texts.get('words')).toBe('\n\nSpring is here!\nCome and see')
    expect(texts.get('pictures')).toBe('For #pictures')
    expect(await getPost(team.writer, { number: post.number })).toEqual(post)
    expect((await team.draft()).number).toBe(post.number + 1)
  })

  test('an account inherits what it does not say, and null takes a field away', async () => {
    const post = await team.draft({
      body: { text: 'All', link: 'https://a.example/x', firstComment: 'Hi' },
      targets: [
        { channelId: team.words, override: { link: null } },
        { channelId: team.pictures, override: { firstComment: null } },
      ],
    })
    const [words, pictures] = ['words', 'pictures'].map(
      (platform) => post.targets.find((target) => target.platform === platform)?.content,
    )
    expect(words).toMatchObject({ text: 'All', firstComment: 'Hi', format: 'text' })
    expect(words).not.toHaveProperty('link')
    expect(pictures).toMatchObject({ text: 'All', link: 'https://a.example/x' })
    expect(pictures).not.toHaveProperty('firstComment')
    const changed = await updatePost(team.writer, {
      postId: post.id,
      version: 1,
      body: { text: 'New', firstComment: null },
    })
    expect(changed.targets.map((target) => target.content.text)).toEqual(['New', 'New'])
    expect(changed.targets.every((target) => target.content.firstComment === undefined)).toBe(true)
  })

  test('hostile text is stored as it is, without what cannot be', async () => {
    const text = `<script>alert(1)</script> {{x}} \u0000 \ud800 ${'’'.repeat(10)} 😀 \u202e '"; drop table posts;--`
    const post = await team.draft({ text, title: 'a\u0000b', labels: ['x\u0000y'] })
    expect(post.body.text).toBe(text.replaceAll('\u0000', '').toWellFormed())
    expect(post.title).toBe('ab')
    expect(post.labels).toEqual(['xy'])
    const again = await updatePost(team.writer, { postId: post.id, version: 1, body: { text } })
    expect(again).toMatchObject({ version: 1, hash: post.hash })
  })

  test('who may not write, and who is not of the organisation', async () => {
    const post = await team.draft()
    await expect(createPost(team.viewer, { body: { text: 'x' } })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const change = { postId: post.id, body: { text: 'y' } }
    await expect(updatePost(team.viewer, change)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(deletePost(team.viewer, { postId: post.id })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(submitPost(team.viewer, { postId: post.id })).rejects.toMatchObject({ code: 'forbidden' })
    for (const refused of [
      () => getPost(other.manager, { postId: post.id }),
      () => updatePost(other.manager, change),
      () => submitPost(other.manager, { postId: post.id }),
      () => holdPost(other.manager, { postId: post.id }),
      () => deletePost(other.manager, { postId: post.id }),
      () => getPostVersions(other.manager, post.id),
      () => differenceSince(other.manager, post.id, 1),
      () => planPost(other.manager, { postId: post.id, at: at(1) }),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(other.draft({ targets: [{ channelId: team.words }] })).rejects.toMatchObject({
      code: 'invalid',
    })
    const file = await team.picture()
    await expect(other.draft({ body: { media: [{ mediaId: file }] } })).rejects.toMatchObject({
      code: 'invalid',
    })
    const chatter = await team.addChannel('chatter', 'Only chat')
    await expect(team.draft({ targets: [{ channelId: chatter }] })).rejects.toMatchObject({ code: 'invalid' })
  })

  test('two editors: the slower one learns who was faster', async () => {
    const post = await team.draft()
    await updatePost(team.manager, { postId: post.id, version: 1, body: { text: 'Mine' } })
    const slower = updatePost(team.writer, { postId: post.id, version: 1, body: { text: 'No, mine' } })
    await expect(slower).rejects.toMatchObject({
      code: 'conflict',
      details: { newest: 2, by: 'Max Manager' },
    })
    const both = await Promise.allSettled(
      [1, 2, 3, 4].map((n) =>
        updatePost(team.writer, { postId: post.id, version: 2, body: { text: `Text ${n}` } }),
      ),
    )
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect((await getPostVersions(team.writer, post.id)).map((one) => one.version)).toEqual([3, 2, 1])
  })

  test('a duplicate is a draft of its own; a deleted one comes back as a draft', async () => {
    const post = await team.draft({ labels: ['a'] })
    const copy = await duplicatePost(team.writer, { postId: post.id })
    expect(copy).toMatchObject({ state: 'draft', title: post.title, labels: ['a'], hash: post.hash })
    expect(copy.number).not.toBe(post.number)
    await planPost(team.manager, { postId: post.id, at: at(1) })
    await submitPost(team.manager, { postId: post.id })
    await deletePost(team.writer, { postId: post.id })
    await expect(getPost(team.writer, { postId: post.id })).rejects.toMatchObject({ code: 'not_found' })
    expect(await restorePost(team.writer, { postId: post.id })).toMatchObject({ state: 'draft' })
    expect((await getPost(team.writer, { postId: post.id })).targets[0]?.state).toBe('idle')
  })
})

describe('approval', () => {
  test('without a policy: at once, and on the schedule where it has a time and the asker may publish', async () => {
    const post = await team.draft()
    expect(await submitPost(team.writer, { postId: post.id })).toMatchObject({ state: 'approved' })
    const timed = await team.draft()
    await planPost(team.writer, { postId: timed.id, at: at(2) })
    expect(await submitPost(team.writer, { postId: timed.id })).toMatchObject({ state: 'approved' })
    await expect(planPost(team.writer, { postId: timed.id, at: at(3) })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await planPost(team.manager, { postId: timed.id, at: at(3) })).toMatchObject({
      state: 'scheduled',
    })
    const [target] = (await getPost(team.writer, { postId: timed.id })).targets
    expect(target).toMatchObject({ state: 'due', effectiveAt: inDays(3).toISOString() })
    expect(await unplanPost(team.manager, { postId: timed.id })).toMatchObject({
      state: 'approved',
      plannedAt: null,
    })
    expect((await getPost(team.writer, { postId: timed.id })).targets[0]).toMatchObject({ state: 'idle' })
  })

  test('with a policy: asked, granted, on the schedule; an edit asks anew and shows what changed', async () => {
    const asked = await desk.team()
    await asked.policy()
    const post = await asked.draft({ text: 'Come on Monday' })
    await planPost(asked.writer, { postId: post.id, at: at(2) })
    expect(await submitPost(asked.writer, { postId: post.id })).toMatchObject({ state: 'in_review' })
    await approveAs(asked.manager, post.id)
    await asked.follow()
    const scheduled = await getPost(asked.writer, { postId: post.id })
    expect(scheduled).toMatchObject({ state: 'scheduled', approvedVersion: 1 })
    expect(await approvalHolds(asked.system, await findPost(asked.system, { postId: post.id }))).toBe(true)

    const edited = await updatePost(asked.writer, {
      postId: post.id,
      version: 1,
      body: { text: 'Come on Tuesday' },
    })
    expect(edited).toMatchObject({ state: 'in_review', version: 2, approvedVersion: 1 })
    expect(edited.targets[0]?.state).toBe('idle')
    expect(await approvalHolds(asked.system, await findPost(asked.system, { postId: post.id }))).toBe(false)
    const difference = await differenceSince(asked.writer, post.id, 1)
    expect(difference.summary).toBe('Text: “Monday” became “Tuesday”.')
    await approveAs(asked.manager, post.id)
    await asked.follow()
    const row = await findPost(asked.system, { postId: post.id })
    expect(row.state).toBe('scheduled')
    const channelId = asked.words
    const version = { postId: post.id, version: row.content_version, hash: row.hash, channelId }
    expect((await contentToPublish(asked.system, version)).text).toBe('Come on Tuesday')
  })

  test('a refusal is on the post with its reason, and it can be submitted again', async () => {
    const asked = await desk.team()
    await asked.policy()
    const post = await asked.draft()
    await submitPost(asked.writer, { postId: post.id })
    await approveAs(asked.manager, post.id, 'reject')
    await asked.follow()
    const view = await getPost(asked.writer, { postId: post.id })
    expect(view).toMatchObject({ state: 'rejected', stateReason: 'Max Manager: because' })
    expect(await submitPost(asked.writer, { postId: post.id })).toMatchObject({ state: 'in_review' })
  })

  test('a decision about an older version changes nothing', async () => {
    const asked = await desk.team()
    await asked.policy()
    const post = await asked.draft()
    await submitPost(asked.writer, { postId: post.id })
    await approveAs(asked.manager, post.id)
    await updatePost(asked.writer, { postId: post.id, version: 1, body: { text: 'Other' } })
    await asked.follow()
    expect(await getPost(asked.writer, { postId: post.id })).toMatchObject({ state: 'in_review' })
  })

  test('moving the time asks anew only where the policy approves the time, too', async () => {
    const free = await desk.team()
    await free.policy()
    const bound = await desk.team()
    await bound.policy(policyOf({ bindTime: true }))
    for (const [asked, expected] of [
      [free, 'scheduled'],
      [bound, 'in_review'],
    ] as const) {
      const post = await asked.draft()
      await planPost(asked.writer, { postId: post.id, at: at(2) })
      await submitPost(asked.writer, { postId: post.id })
      await approveAs(asked.manager, post.id)
      await asked.follow()
      expect(await planPost(asked.manager, { postId: post.id, at: at(4) })).toMatchObject({ state: expected })
    }
  })

  test('labels decide who approves: changing them gives up what was granted', async () => {
    const asked = await desk.team()
    await asked.policy(policyOf({ labels: ['legal'] }))
    const post = await asked.draft()
    expect(await submitPost(asked.writer, { postId: post.id })).toMatchObject({ state: 'approved' })
    const legal = await updatePost(asked.writer, { postId: post.id, labels: ['legal'] })
    expect(legal).toMatchObject({ state: 'in_review', version: 1 })
  })

  test('on hold nothing is due; released it goes on where it is approved', async () => {
    const asked = await desk.team()
    await asked.policy()
    const post = await asked.draft()
    await planPost(asked.writer, { postId: post.id, at: at(2) })
    await submitPost(asked.writer, { postId: post.id })
    await holdPost(asked.writer, { postId: post.id, reason: 'Wait for the price' })
    await approveAs(asked.manager, post.id)
    await asked.follow()
    const held = await getPost(asked.writer, { postId: post.id })
    expect(held).toMatchObject({ state: 'on_hold', stateReason: 'Wait for the price' })
    expect(held.targets[0]?.state).toBe('idle')
    await expect(releasePost(asked.writer, { postId: post.id })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await releasePost(asked.manager, { postId: post.id })).toMatchObject({ state: 'scheduled' })
  })

  test('what stops it at a platform is said before anybody is asked', async () => {
    const post = await team.draft({ text: 'x'.repeat(281), targets: [{ channelId: team.words }] })
    await expect(submitPost(team.writer, { postId: post.id })).rejects.toMatchObject({
      code: 'precondition',
      message: 'This cannot go out yet. Shop words: At most 280 characters.',
    })
    const none = await team.draft({ targets: [] })
    await expect(submitPost(team.writer, { postId: none.id })).rejects.toMatchObject({ code: 'precondition' })
    const done = await setTargets(team.writer, { postId: none.id, channelIds: [team.words] })
    expect(done.targets).toHaveLength(1)
  })
})

describe('once it goes out', () => {
  test('it cannot be changed, held or deleted', async () => {
    const post = await team.draft()
    await planPost(team.manager, { postId: post.id, at: at(1) })
    await submitPost(team.manager, { postId: post.id })
    await desk.desk.sql`update post_targets set state = 'publishing' where post_id = ${post.id}`
    const change = updatePost(team.writer, { postId: post.id, body: { text: 'late' } })
    await expect(change).rejects.toThrow(/cannot be changed. Duplicate it/)
    await expect(holdPost(team.writer, { postId: post.id })).rejects.toMatchObject({ code: 'precondition' })
    await expect(deletePost(team.writer, { postId: post.id })).rejects.toMatchObject({ code: 'precondition' })
    await inTransaction(team.system, (tx) => applySummary(tx, post.id))
    expect(await stateOf(post.id)).toBe('publishing')
  })

  test.each([
    [['published', 'published'], 'published'],
    [['published', 'failed'], 'partly_published'],
    [['published', 'due'], 'publishing'],
    [['due', 'due'], 'scheduled'],
    [['due', 'unknown'], 'unknown'],
    [['publishing', 'unknown'], 'publishing'],
    [['failed', 'missed'], 'failed'],
    [['missed', 'cancelled'], 'missed'],
    [['idle', 'idle'], undefined],
    [['cancelled'], undefined],
  ] as const)('targets %j: %s', (states, expected) => {
    expect(summarise(states.map((state) => ({ state })))).toBe(expected)
  })
})

test('lists: by state, platform, account, label, words, number and period; page by page', async () => {
  const mine = await desk.team()
  const made = []
  for (const n of [1, 2, 3, 4, 5])
    made.push(await mine.draft({ text: `Post number ${n}`, labels: [`l${n}`] }))
  const pictured = await mine.draft({ text: '100% yours_', targets: [{ channelId: mine.pictures }] })
  await planPost(mine.writer, { postId: made[2]?.id ?? '', at: at(3) })
  await planPost(mine.writer, { postId: made[3]?.id ?? '', at: at(1) })
  const numbers = async (query: Parameters<typeof listPosts>[1], limit = 50) =>
    (await listPosts(mine.viewer, query, { limit })).items.map((post) => post.number)
  expect(await numbers({})).toEqual([6, 5, 4, 3, 2, 1])
  expect(await numbers({ platform: 'pictures' })).toEqual([pictured.number])
  expect(await numbers({ channelId: mine.words, label: 'l4' })).toEqual([4])
  expect(await numbers({ text: 'number 2' })).toEqual([2])
  expect(await numbers({ text: '#3' })).toEqual([3])
  expect(await numbers({ text: '0% yours_' })).toEqual([6])
  expect(await numbers({ text: '0_ yours%' })).toEqual([])
  expect(await numbers({ state: 'approved,scheduled' })).toEqual([])
  expect(await numbers({ sort: 'planned' })).toEqual([4, 3])
  expect(await numbers({ from: inDays(2).toISOString(), to: inDays(4).toISOString() })).toEqual([3])
  for (const sort of ['newest', 'planned'] as const) {
    const all = []
    let cursor: string | null | undefined
    do {
      const page = await listPosts(mine.viewer, { sort }, { cursor: cursor ?? undefined, limit: 1 })
      all.push(...page.items.map((post) => post.number))
      cursor = page.cursor
    } while (cursor !== null)
    expect(all).toEqual(sort === 'newest' ? [6, 5, 4, 3, 2, 1] : [4, 3])
  }
  expect(await listPosts(other.viewer, { text: 'Post number' }, { limit: 5 })).toMatchObject({ items: [] })
})

test('events carry the row, and go to who may read posts', async () => {
  const asked = await desk.team()
  await asked.newEvents()
  const post = await asked.draft()
  await submitPost(asked.writer, { postId: post.id })
  await deletePost(asked.writer, { postId: post.id })
  const events = (await asked.follow()).filter((event) => event.type.startsWith('post.'))
  expect(events.map((event) => [event.type, event.payload['changed']])).toEqual([
    ['post.created', undefined],
    ['post.changed', ['state']],
    ['post.deleted', undefined],
  ])
  expect(events[1]?.payload['post']).toMatchObject({ id: post.id, state: 'approved', revision: 2 })
})
