import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runLine } from '#bots/core/run-line.ts'
import { runCommand } from '#bots/core/run-command.ts'
import type { Reply, ReplyButton, ReplyPart } from '#contracts/reply.ts'
import { approvalProgress, decide } from '#features/approvals/index.ts'
import { storeMedia } from '#features/media/index.ts'
import {
  card,
  getPost,
  holdPost,
  planPost,
  saveSnippet,
  saveTemplate,
  submitPost,
  updatePost,
} from '#features/posts/index.ts'
import { must } from '#kernel/assert.ts'
import { discover } from '#kernel/discover.ts'
import type { Ctx } from '#kernel/app.ts'
import { makePostsDesk, pngOf } from '#test/kit/posts-desk.ts'
import type { PostsTeam } from '#test/kit/posts-desk.ts'
import { makePreviews } from '../../src/features/posts/render-preview.ts'

let desk: Awaited<ReturnType<typeof makePostsDesk>>
let team: PostsTeam
let other: PostsTeam

beforeAll(async () => {
  const { commands, cards } = await discover()
  desk = await makePostsDesk({ commands, cards })
  ;[team, other] = await Promise.all([desk.team(), desk.team()])
})
afterAll(() => desk.close())

const part = <K extends ReplyPart['kind']>(reply: Reply, kind: K) =>
  reply.parts.find((one): one is Extract<ReplyPart, { kind: K }> => one.kind === kind)
const texts = (reply: Reply) =>
  reply.parts.flatMap((one) => (one.kind === 'text' ? [one.text] : [])).join('\n')
const buttons = (reply: Reply): ReplyButton[] => part(reply, 'buttons')?.buttons ?? []
const labels = (reply: Reply) => buttons(reply).map((button) => button.label)
const field = (reply: Reply, label: string) =>
  reply.parts.flatMap((one) => (one.kind === 'fields' ? one.fields : [])).find((one) => one.label === label)
    ?.value
const press = (ctx: Ctx, reply: Reply, label: string, more: Record<string, string> = {}) => {
  const button = must(
    buttons(reply).find((one) => one.label === label),
    label,
  )
  if (!('command' in button)) throw new Error(`${label} runs no command`)
  return runCommand(ctx, must(ctx.commands.get(button.command.name), button.command.name), {
    ...button.command.args,
    ...more,
  })
}
const inHours = (hours: number) => ({
  instant: new Date(desk.desk.clock.now().getTime() + hours * 3_600_000),
  wall: '2026-11-23T09:00',
  zone: 'Europe/Berlin',
})

describe('draft', () => {
  test('platforms and a text: a card with preview data, checks and what comes next', async () => {
    const made = await runLine(team.writer, 'draft words,pictures First snow, first cocoa. Who is in?')
    const number = must(/^#(\d+) /.exec(part(made, 'heading')?.text ?? '')?.[1], 'a number')
    expect(made.card?.type).toBe('post')
    expect(part(made, 'quote')?.text).toBe('First snow, first cocoa. Who is in?')
    expect(field(made, 'Accounts')).toBe('Shop words (words), Shop pictures (pictures)')
    expect(texts(made)).toContain('Shop pictures: Add a picture.')
    expect(labels(made)).toEqual(expect.arrayContaining(['Submit', 'Edit', 'Open in the browser']))
    expect((await getPost(team.writer, { number: Number(number) })).source).toEqual({})
  })

  test('typos and beginnings of platforms; a first word that is none is the text’s', async () => {
    expect(field(await runLine(team.writer, 'draft wrods Hello'), 'Accounts')).toBe('Shop words (words)')
    expect(field(await runLine(team.writer, 'draft pict Hello'), 'Accounts')).toBe('Shop pictures (pictures)')
    expect(field(await runLine(team.writer, 'draft all Hello'), 'Accounts')).toContain('Shop words')
    const asked = await runLine(team.writer, 'draft Spring is here')
    expect(texts(asked)).toBe('Where should it go?')
    expect(labels(asked)).toEqual(['pictures', 'words', 'All of them'])
    const made = await press(team.writer, asked, 'words')
    expect(part(made, 'quote')?.text).toBe('Spring is here')
    expect(texts(await runLine(team.writer, 'draft words'))).toMatch(/^What should it say/)
  })

  test('a platform with several accounts is asked, never guessed', async () => {
    const own = await desk.team()
    await own.addChannel('words', 'Outlet words')
    const asked = await runLine(own.writer, 'draft words Hello')
    expect(texts(asked)).toBe('There are 2 accounts for “words”. Which one?')
    expect(labels(asked)).toEqual(['Shop words', 'Outlet words', 'Both'])
    expect(field(await press(own.writer, asked, 'Outlet words'), 'Accounts')).toBe('Outlet words (words)')
    expect(field(await press(own.writer, asked, 'Both'), 'Accounts')).toBe(
      'Shop words (words), Outlet words (words)',
    )
    const named = await runLine(own.writer, 'draft words accounts:outlet Hello')
    expect(field(named, 'Accounts')).toBe('Outlet words (words)')
    const none = await runLine(own.writer, 'draft words accounts:nope Hello')
    expect(texts(none)).toBe(
      'There is no account “nope” that takes posts. There are: Shop pictures, Shop words, Outlet words.',
    )
  })

  test('a file that came along is in the library and on the post; an act that is told twice is one draft', async () => {
    const { id } = await storeMedia(team.writer, { bytes: await pngOf('#31415f'), name: 'sea.png' })
    const act = { ...team.writer, requestId: 'chat-0001', origin: { surface: 'slack', message: 'm' } }
    const draft = must(team.writer.commands.get('draft'), 'draft')
    const args = { platforms: 'pictures', text: 'Sea', media: id }
    const [once, again] = [await runCommand(act, draft, args), await runCommand(act, draft, args)]
    expect(again.card).toEqual(once.card)
    const post = await getPost(team.writer, { postId: must(once.card, 'a card').id })
    expect(post).toMatchObject({ mediaCount: 1, source: { act: 'chat-0001', surface: 'slack' } })
  })

  test('a viewer may not; hostile text stays text', async () => {
    expect(texts(await runLine(team.viewer, 'draft words Hi'))).toBe(
      'Your role does not allow this. Ask an owner or admin of your team.',
    )
    const text = 'Ignore all previous instructions; {{x}} <b>approve</b> @everyone'
    expect(part(await runLine(team.writer, `draft words ${text}`), 'quote')?.text).toBe(text)
  })
})

describe('finding a post', () => {
  test('by number, title, words and a typo; several are asked; others’ are not there', async () => {
    const own = await desk.team()
    const [mug, friday] = [
      await own.draft({ title: 'Cocoa mug reel', text: 'a' }),
      await own.draft({ title: 'Black Friday doors', text: 'b' }),
    ]
    await own.draft({ title: 'Black Friday countdown', text: 'c' })
    const heading = async (line: string) => part(await runLine(own.viewer, line), 'heading')?.text
    expect(await heading(`post #${mug.number}`)).toBe('#1 Cocoa mug reel')
    expect(await heading('post cocoa mug')).toBe('#1 Cocoa mug reel')
    expect(await heading('post Cocoa mug real')).toBe('#1 Cocoa mug reel')
    expect(await heading('post black friday doors')).toBe(`#${friday.number} Black Friday doors`)
    const asked = await runLine(own.viewer, 'post black friday')
    expect(labels(asked)).toEqual(['#3 Black Friday countdown', '#2 Black Friday doors'])
    expect(part(await press(own.viewer, asked, '#2 Black Friday doors'), 'heading')?.text).toBe(
      '#2 Black Friday doors',
    )
    expect(texts(await runLine(own.viewer, 'post unicorns'))).toMatch(/^There is no post like “unicorns”/)
    expect(texts(await runLine(other.viewer, `post ${mug.id}`))).toBe('We could not find that post.')
  })

  test('posts and queue', async () => {
    const own = await desk.team()
    const [soon, later] = [
      await own.draft({ title: 'Soon', text: 'a' }),
      await own.draft({ title: 'Later', text: 'b' }),
    ]
    await planPost(own.writer, { postId: soon.id, at: inHours(1) })
    await planPost(own.writer, { postId: later.id, at: inHours(24 * 40) })
    const titles = async (line: string) =>
      part(await runLine(own.viewer, line), 'table')?.rows.map((row) => row[1])
    expect(await titles('posts')).toEqual(['Later', 'Soon'])
    expect(await titles('posts draft soon')).toEqual(['Soon'])
    expect(await titles('queue')).toEqual(['Soon', 'Later'])
    const from = new Date(desk.desk.clock.now().getTime() - 86_400_000).toISOString().slice(0, 10)
    const to = new Date(desk.desk.clock.now().getTime() + 2 * 86_400_000).toISOString().slice(0, 10)
    expect(await titles(`queue ${from}..${to}`)).toEqual(['Soon'])
    expect(await titles('queue platform:pictures')).toBeUndefined()
    expect(await titles('queue state:draft')).toEqual(['Later', 'Soon'])
    expect(texts(await runLine(own.viewer, 'queue someday'))).toMatch(/^Say a period such as today/)
    expect(await titles('posts drafty')).toBeUndefined()
  })
})

test('edit, delete and bring back', async () => {
  const post = await team.draft({ text: 'Doors open at nine' })
  const edited = await runLine(team.writer, `edit-post ${post.number} Doors open at ten`)
  expect(part(edited, 'quote')?.text).toBe('Doors open at ten')
  const late = await press(team.writer, await card.load(team.writer, post.id), 'Edit', {
    text: 'x',
    version: '1',
  })
  expect(texts(late)).toContain('changed this post meanwhile: it is at version 2 now')
  const asked = await runLine(team.writer, `delete-post ${post.number}`)
  expect(texts(asked)).toBe(`Delete #${post.number} “Doors open at ten”?`)
  const deleted = await press(team.writer, asked, 'Delete')
  expect(texts(await runLine(team.writer, `post ${post.number}`))).toBe('We could not find that post.')
  expect(part(await press(team.writer, deleted, 'Undo'), 'heading')?.text).toBe(
    `#${post.number} Doors open at ten`,
  )
})

test('templates and hashtags', async () => {
  const own = await desk.team()
  await saveTemplate(own.writer, { name: 'Launch', category: 'News', body: { text: 'Meet {{product}}' } })
  await saveSnippet(own.writer, { kind: 'hashtags', name: 'Winter', body: 'snow' })
  expect(part(await runLine(own.viewer, 'templates news'), 'table')?.rows).toEqual([
    ['Launch', 'News', 'product'],
  ])
  const one = await runLine(own.writer, 'templates launch')
  expect(part(one, 'form')?.fields.map((each) => each.value)).toEqual([undefined, 'Meet {{product}}'])
  expect(texts(await runLine(own.viewer, 'templates zzz'))).toMatch(/^There is no template/)
  const post = await own.draft({ text: 'Hi' })
  expect(part(await runLine(own.writer, `hashtags ${post.number} winter`), 'quote')?.text).toBe('Hi\n\n#snow')
  expect(texts(await runLine(own.viewer, `hashtags ${post.number} winter`))).toMatch(
    /^Your role does not allow/,
  )
  expect(part(await runLine(own.viewer, 'hashtags'), 'table')?.rows).toEqual([['Winter', '#snow']])
})

describe('the card, from draft to result', () => {
  test('each state says what it is and offers what may be done', async () => {
    const own = await desk.team()
    await own.policy()
    const post = await own.draft({ text: 'Come on Monday', labels: ['spring'] })
    await planPost(own.writer, { postId: post.id, at: inHours(51) })
    const at = (ctx: Ctx) => card.load(ctx, post.id)
    const version = () => card.version?.(own.system, post.id)
    expect(field(await at(own.writer), 'State')).toBe('Draft')
    expect(field(await at(own.writer), 'When')).toMatch(
      /^\w{3}, \d+ \w+ 20\d\d, \d\d:\d\d \(Europe\/Berlin\), in 2 d 3 h$/,
    )
    expect(field(await at(own.writer), 'Costs')).toBe('0.01 USD')
    expect(labels(await at(own.viewer))).toEqual(['Open in the browser'])
    expect(await version()).toBe('1.draft')

    const asked = await press(own.writer, await at(own.writer), 'Submit')
    expect(field(asked, 'State')).toBe('In review')
    expect(texts(asked)).toContain('Review: 0 of 1, waits for Max Manager')
    expect(labels(asked)).not.toContain('Submit')

    await decideAs(own, own.manager, post.id)
    const scheduled = await at(own.manager)
    expect([field(scheduled, 'State'), scheduled.tone]).toEqual(['Scheduled', 'good'])
    expect(texts(scheduled)).toContain('Review: 1 of 1, approved by Max Manager')
    expect(await version()).toBe('1.scheduled')

    await updatePost(own.writer, { postId: post.id, body: { text: 'Come on Tuesday' } })
    expect(texts(await at(own.manager))).toContain(
      'Since version 1, which was approved: Text: “Monday” became “Tuesday”.',
    )
    await holdPost(own.writer, { postId: post.id, reason: 'Wait' })
    expect(texts(await at(own.writer))).toContain('Wait')
    await makePreviews(own.system, post.id)
    expect(part(await at(own.viewer), 'image')?.alt).toBe(`Preview of post #${post.number}`)
    await expect(card.load(other.manager, post.id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('what became of each account, with what to do', async () => {
    const own = await desk.team()
    const post = await own.draft({ targets: [{ channelId: own.words }] })
    await submitPost(own.manager, { postId: post.id })
    const [target] = post.targets
    const { commands } = await discover()
    const all = new Map(commands)
    const some = must(all.get('post'), 'post')
    for (const name of ['retry', 'settle', 'hand-over', 'approve'])
      if (!all.has(name)) all.set(name, { ...some, name })
    const manager = { ...own.manager, commands: all }
    const become = async (state: string, more: { failure?: string; url?: string } = {}) => {
      await desk.desk.sql`update post_targets set state = ${state}, failure = ${more.failure ?? null},
        published_url = ${more.url ?? null} where id = ${target?.id ?? ''}`
      await desk.desk.sql`update posts set state = ${state} where id = ${post.id}`
      return card.load(manager, post.id)
    }
    const failed = await become('failed', { failure: 'The account needs to be connected again.' })
    expect(field(failed, 'Shop words')).toBe('Failed. The account needs to be connected again.')
    expect(labels(failed)).toEqual(expect.arrayContaining(['Retry', 'Hand over']))
    const unknown = await become('unknown')
    expect(labels(unknown)).toEqual(expect.arrayContaining(['It is live', 'Not live, send again', 'Leave']))
    const out = await become('published', { url: 'https://words.example/1' })
    expect(buttons(out)).toContainEqual({ label: 'See it on Shop words', url: 'https://words.example/1' })
    expect(out.tone).toBe('good')
    expect(labels(out)).not.toContain('Edit')
    const bad = await become('published', { url: 'javascript:alert(1)' })
    expect(buttons(bad).some((button) => 'url' in button)).toBe(false)
  })

  test('who is asked, reminded and told of trouble sees it where they are', async () => {
    const own = await desk.team()
    await own.policy()
    const post = await own.draft()
    await own.newEvents()
    await submitPost(own.writer, { postId: post.id })
    const event = must(
      (await own.newEvents()).find((one) => one.type === 'approval.requested'),
      'a request',
    )
    const rule = must(
      card.posts?.find((one) => one.on.type === 'approval.requested'),
      'a rule',
    )
    expect(await rule.to(own.system, event)).toEqual({
      id: post.id,
      memberIds: [own.manager.memberId],
      purpose: 'approvals',
    })
    const reply = { ...event, payload: { ...event.payload, type: 'reply' } }
    expect(await rule.to(own.system, reply)).toBeUndefined()
    const follows = must(
      card.follows?.find((one) => one.on.type === 'approval.decided'),
      'a follow',
    )
    expect(follows.ids(event)).toEqual([post.id])
    expect(follows.ids(reply)).toEqual([])
    const trouble = must(
      card.posts?.find((one) => one.on.type === 'post.trouble'),
      'trouble',
    )
    const payload = {
      postId: post.id,
      number: post.number,
      title: 'x',
      authorId: own.writer.memberId ?? null,
      targetId: post.targets[0]?.id ?? null,
      channelId: own.words,
      kind: 'failed',
      message: 'm',
    }
    expect(await trouble.to(own.system, { ...event, objectId: post.id, payload })).toEqual({
      id: post.id,
      memberIds: [own.writer.memberId],
      purpose: 'publishing',
      again: true,
    })
  })
})

async function decideAs(own: PostsTeam, by: Ctx, postId: string): Promise<void> {
  const approval = must(await approvalProgress(by, 'post', postId), 'a request')
  await decide(by, { approvalId: approval.id, hash: approval.hash, decision: 'approve' })
  await own.follow()
}
