import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addToLibrary, readMedia } from '#features/media/index.ts'
import { makePostsDesk, pngOf } from '#test/kit/posts-desk.ts'
import type { PostsTeam } from '#test/kit/posts-desk.ts'
import {
  addHashtags,
  checkContent,
  checkPost,
  fillTemplate,
  getPost,
  getPostVersions,
  listTemplates,
  planPost,
  saveSnippet,
  saveTemplate,
  submitPost,
  updatePost,
  withHashtags,
} from './index.ts'
import { previewOf } from './preview.ts'
import { sayable } from './draw-preview.ts'
import { makePreviews } from './render-preview.ts'
import { deleteSnippet } from './snippets.ts'
import { deleteTemplate } from './templates.ts'

let desk: Awaited<ReturnType<typeof makePostsDesk>>
let team: PostsTeam
let other: PostsTeam

beforeAll(async () => {
  desk = await makePostsDesk()
  ;[team, other] = await Promise.all([desk.team(), desk.team()])
})
afterAll(() => desk.close())

describe('media are prepared before approval', () => {
  test('submit waits for them, then asks in the name of who submitted; the approved bytes are in the hash', async () => {
    const asked = await desk.team()
    await asked.policy()
    const mediaId = await asked.picture('#336699', { width: 1000, height: 500 })
    const post = await asked.draft({
      body: { media: [{ mediaId, alt: 'Sea' }] },
      targets: [{ channelId: asked.pictures }],
    })
    const waiting = await submitPost(asked.writer, { postId: post.id })
    expect(waiting).toMatchObject({
      state: 'draft',
      preparing: true,
      stateReason: 'Its media are being prepared.',
    })
    await asked.prepare(post.id)
    const ready = await getPost(asked.writer, { postId: post.id })
    expect(ready).toMatchObject({ state: 'in_review', preparing: false, version: 1 })
    expect(ready.hash).not.toBe(post.hash)
    const [file] = ready.targets[0]?.content.media ?? []
    expect(file).toMatchObject({ mime: 'image/jpeg', width: 400, height: 200, alt: 'Sea' })
    expect(file?.mediaId).not.toBe(mediaId)
    const events = await asked.follow()
    const request = events.find((event) => event.type === 'approval.requested')
    expect(request?.actor).toMatchObject({ kind: 'member', name: 'Wanda Writer' })
    expect((await getPostVersions(asked.writer, post.id)).map((one) => one.version)).toEqual([1])
  })

  test('an edit meanwhile takes the wish back; a run that comes twice does nothing', async () => {
    const mediaId = await team.picture('#993366')
    const post = await team.draft({ body: { media: [{ mediaId }] }, targets: [{ channelId: team.pictures }] })
    await submitPost(team.writer, { postId: post.id })
    await updatePost(team.writer, { postId: post.id, version: 1, body: { text: 'Wait' } })
    await team.prepare(post.id)
    await team.prepare(post.id)
    expect(await getPost(team.writer, { postId: post.id })).toMatchObject({
      state: 'draft',
      preparing: false,
      version: 2,
    })
  })

  test('what stops it once it is prepared is said on the post', async () => {
    const mediaId = await team.picture('#aabbcc')
    const post = await team.draft({
      body: { text: 'x'.repeat(2300), media: [{ mediaId }] },
      targets: [{ channelId: team.pictures }],
    })
    await submitPost(team.writer, { postId: post.id })
    await team.prepare(post.id)
    const view = await getPost(team.writer, { postId: post.id })
    expect(view).toMatchObject({
      state: 'draft',
      preparing: false,
      stateReason: 'Shop pictures: At most 2200 characters.',
    })
  })
})

describe('checks', () => {
  test('the same text on the same account within 30 days, alt texts, accounts, cost', async () => {
    const own = await desk.team()
    const mediaId = await own.picture('#0f0f0f')
    const first = await own.draft({ text: 'Again and again' })
    const post = await own.draft({
      body: { text: 'Again and again', media: [{ mediaId }] },
      targets: [{ channelId: own.words }, { channelId: own.pictures }],
    })
    const checks = await checkPost(own.writer, { postId: post.id })
    const of = (platform: string) =>
      checks.targets.find((target) => target.platform === platform)?.checks.map((check) => check.message) ??
      []
    expect(of('words')).toEqual([
      `The same text stands in #${first.number} for this account, within 30 days. Platforms may refuse or hide repeats.`,
    ])
    expect(of('pictures')).toEqual([
      'A picture has no alt text. Say what it shows, for those who cannot see it.',
    ])
    expect(checks).toMatchObject({ good: true, cost: [{ amount: 0.01, currency: 'USD' }] })
    desk.desk.clock.advance(31 * 86_400_000)
    const later = await own.draft({ text: 'Again and again' })
    expect((await checkPost(own.writer, { postId: later.id })).targets[0]?.checks).toEqual([])
  })

  test('an account that cannot be used now says so', async () => {
    const own = await desk.team()
    const post = await own.draft()
    const said = async (state: string) => {
      await desk.desk.sql`update channels set state = ${state} where id = ${own.words}`
      const { good, targets } = await checkPost(own.writer, { postId: post.id })
      return [good, targets[0]?.checks[0]?.message]
    }
    expect(await said('reconnect')).toEqual([true, expect.stringContaining('connected again')])
    expect(await said('paused')).toEqual([true, expect.stringContaining('paused')])
    expect(await said('disconnected')).toEqual([false, expect.stringContaining('disconnected')])
  })

  test('of what stands in an editor, nothing is written', async () => {
    const checks = await checkContent(team.writer, {
      body: { text: 'x'.repeat(300) },
      targets: [{ channelId: team.words }],
    })
    expect(checks).toMatchObject({ good: false, postId: null, targets: [{ textCount: 300, textMax: 280 }] })
    await expect(
      checkContent(other.writer, { body: {}, targets: [{ channelId: team.words }] }),
    ).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('previews', () => {
  test('a picture for each platform, made once, and again when the content changes', async () => {
    const mediaId = await team.picture('#cc2200', { width: 800, height: 800 })
    const post = await team.draft({
      body: {
        text: 'Größe zählt: Ελλάδα, Привет, 你好 😀 #sea\nNew line',
        thread: ['Second part'],
        link: 'https://shop.example/a',
        firstComment: 'Hi',
        media: [{ mediaId, alt: 'Sea' }],
      },
      targets: [{ channelId: team.words }, { channelId: team.pictures }],
    })
    await team.prepare(post.id)
    await makePreviews(team.system, post.id)
    const views = await previewOf(team.viewer, post.id)
    expect(views.map((view) => [view.platform, view.layout, view.formatLabel])).toEqual([
      ['pictures', 'pictures', 'Picture'],
      ['words', 'short', 'Thread'],
    ])
    for (const view of views) {
      const { bytes, mime } = await readMedia(team.viewer, view.imageMediaId ?? '')
      expect(mime).toBe('image/png')
      const { width, height } = await sharp(bytes).metadata()
      expect(width).toBe(600)
      expect(height).toBeGreaterThan(700)
      const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
      const red = Array.from({ length: info.width * info.height }, (_, at) => at * 3).filter(
        (at) => (data[at] ?? 0) > 180 && (data[at + 1] ?? 255) < 60 && (data[at + 2] ?? 255) < 30,
      )
      expect(red.length, 'the picture of the post is in it').toBeGreaterThan(50_000)
    }
    const before = views.map((view) => view.imageMediaId)
    await makePreviews(team.system, post.id)
    expect((await previewOf(team.viewer, post.id)).map((view) => view.imageMediaId)).toEqual(before)
    await updatePost(team.writer, { postId: post.id, version: 1, body: { text: 'Other' } })
    expect((await previewOf(team.viewer, post.id)).map((view) => view.imageMediaId)).toEqual([null, null])
    await expect(previewOf(other.viewer, post.id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('letters that the font has not are left out, or said', () => {
    expect(sayable('Sale 😀 50 % 👨‍👩‍👧 ©')).toBe('Sale 50 % ©')
    expect(sayable('你好，世界')).toBe('(The text stands beside this picture.)')
    expect(sayable('')).toBe('')
  })

  test('a film is a box with its length', async () => {
    const own = await desk.team()
    const post = await own.draft({ text: 'no picture' })
    await makePreviews(own.system, post.id)
    expect((await previewOf(own.viewer, post.id))[0]?.imageMediaId).not.toBeNull()
  })
})

describe('templates and texts', () => {
  test('variables stay until they are filled; names are unique; others see nothing', async () => {
    const body = { text: 'Meet {{ product }} at {{place}}!', firstComment: '{{product}}?' }
    const made = await saveTemplate(team.writer, { name: 'Launch', category: 'News', body })
    expect(made.variables).toEqual(['product', 'place'])
    expect(fillTemplate(made.body, { Product: 'the mug' })).toMatchObject({
      text: 'Meet the mug at {{place}}!',
      firstComment: 'the mug?',
    })
    await expect(saveTemplate(team.writer, { name: 'LAUNCH', body })).rejects.toMatchObject({
      code: 'conflict',
    })
    const changed = await saveTemplate(team.writer, {
      id: made.id,
      name: 'Launch 2',
      category: 'News',
      body: { text: 'x' },
    })
    expect(changed).toMatchObject({ version: 2, variables: [] })
    expect(await listTemplates(other.viewer)).toEqual([])
    await expect(saveTemplate(other.writer, { id: made.id, name: 'Mine', body })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(saveTemplate(team.viewer, { name: 'No', body })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(deleteTemplate(other.writer, made.id)).rejects.toMatchObject({ code: 'not_found' })
    await deleteTemplate(team.writer, made.id)
    expect(await listTemplates(team.viewer)).toEqual([])
  })

  test('hashtag sets keep within each platform’s cap', async () => {
    const own = await desk.team()
    const set = await saveSnippet(own.writer, {
      kind: 'hashtags',
      name: 'Winter',
      body: 'snow, #cocoa  snow;Wärme',
      caps: { words: 2 },
    })
    expect(set.body).toBe('#snow #cocoa #Wärme')
    expect(withHashtags('Hi #Snow', set, 'pictures')).toBe('Hi #Snow\n\n#cocoa #Wärme')
    expect(withHashtags('Hi #Snow', set, 'words')).toBe('Hi #Snow\n\n#cocoa')
    const mediaId = await own.picture('#fefefe')
    const post = await own.draft({
      body: { text: 'First snow', media: [{ mediaId }] },
      targets: [{ channelId: own.words }, { channelId: own.pictures }],
    })
    const tagged = await addHashtags(own.writer, { postId: post.id, set: 'winter' })
    const texts = new Map(tagged.targets.map((target) => [target.platform, target.content.text]))
    expect(texts.get('pictures')).toBe('First snow\n\n#snow #cocoa #Wärme')
    expect(texts.get('words')).toBe('First snow\n\n#snow #cocoa')
    await expect(addHashtags(own.writer, { postId: post.id, set: 'summer' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(deleteSnippet(other.writer, set.id)).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('links get the organisation’s parameters, and settings that change later change nothing that was approved', async () => {
  const own = await desk.team()
  const utm = { enabled: true, source: '{platform}', medium: 'social' }
  await desk.desk
    .sql`insert into publishing_settings (org_id, settings) values (${own.orgId}, ${JSON.stringify({ utm })}::text::jsonb)`
  const post = await own.draft({ text: 'See https://shop.example/a' })
  expect(post.targets[0]?.content.text).toBe('See https://shop.example/a?utm_source=words&utm_medium=social')
  await planPost(own.manager, {
    postId: post.id,
    at: { instant: new Date(desk.desk.clock.now().getTime() + 9e6), wall: 'x', zone: 'UTC' },
  })
  await submitPost(own.manager, { postId: post.id })
  await desk.desk.sql`update publishing_settings set settings = '{}' where org_id = ${own.orgId}`
  expect((await getPost(own.writer, { postId: post.id })).targets[0]?.content.text).toContain(
    'utm_source=words',
  )
})

test('a file in the bin stays readable for what was approved with it', async () => {
  const file = await addToLibrary(team.writer, { content: await pngOf('#777777') })
  const post = await team.draft({ body: { text: 'x', media: [{ mediaId: file.id }] } })
  await desk.desk.sql`update library_files set deleted_at = now() where media_id = ${file.id}`
  expect((await getPost(team.writer, { postId: post.id })).targets[0]?.content.media).toHaveLength(1)
})
