import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChatView } from '#contracts/surface.ts'
import { must } from '#kernel/assert.ts'
import { openSlackDesk, textView } from '#test/kit/slack-desk.ts'
import type { SlackDesk } from '#test/kit/slack-desk.ts'
import { surface } from './index.ts'
import { health, listChannels } from './look.ts'

let desk: SlackDesk
beforeAll(async () => {
  desk = await openSlackDesk()
})
afterAll(() => desk.close())
beforeEach(() => {
  desk.taken.length = 0
  desk.refuse(0)
  // Two minutes later the rates allow everything again.
  desk.clock.advance(120_000)
})

const creates = () =>
  desk.slack.calls().filter(({ method, ok }) => method === 'chat.postMessage' && ok).length

test('a card is posted, drawn anew in its place, and gone when it is gone', async () => {
  const { channel } = desk.ana
  const hostile = 'hi <!channel> *b* &lt; :fire: 👩‍👩‍👧‍👦 \ud83d https://a.b/c_d_e?x=<y>'
  const card = await surface.post(desk.workspace(), { channel }, textView(hostile))
  expect(desk.lastSeen(channel).blocks).toEqual([
    { kind: 'text', text: hostile.toWellFormed(), style: 'normal' },
  ])
  await surface.update(desk.workspace(), card, textView('second', { tone: 'good' }))
  expect(desk.lastSeen(channel)).toMatchObject({
    id: card.message,
    edited: true,
    blocks: [{ text: '✅ second' }],
  })
  const lost = { ...card, message: '1.000001' }
  await expect(surface.update(desk.workspace(), lost, textView('x'))).rejects.toMatchObject({ kind: 'gone' })
})

test('a lost answer is looked for in the channel; nothing is posted twice', async () => {
  const { channel } = desk.ana
  const before = creates()
  desk.slack.fault({ kind: 'drop_answer', times: 1, method: 'chat.postMessage' })
  const card = await surface.post(desk.workspace(), { channel }, textView('once'))
  expect(desk.lastSeen(channel)).toMatchObject({ id: card.message, blocks: [{ text: 'once' }] })
  desk.slack.fault({ kind: 'drop_answer', times: 1, method: 'chat.postMessage' })
  desk.slack.fault({ kind: 'server_error', times: 1, method: 'conversations.history' })
  await expect(surface.post(desk.workspace(), { channel }, textView('who knows'))).rejects.toMatchObject({
    kind: 'outcome_unknown',
  })
  expect(creates()).toBe(before + 2)
  const thread = card.message
  desk.slack.fault({ kind: 'drop_answer', times: 1, method: 'chat.postMessage' })
  expect(await surface.post(desk.workspace(), { channel, thread }, textView('below'))).toMatchObject({
    thread,
  })
})

test('what Slack says is told in our words', async () => {
  const { channel } = desk.ana
  const ask = () => surface.post(desk.workspace(), { channel }, textView('x'))
  desk.slack.fault({ kind: 'rate_limit', times: 1, retryAfterSeconds: 7 })
  await expect(ask()).rejects.toMatchObject({
    kind: 'rate_limited',
    retryAt: new Date(desk.clock.now().getTime() + 7000),
  })
  desk.slack.fault({ kind: 'server_error', times: 1 })
  await expect(ask()).rejects.toMatchObject({ kind: 'unavailable' })
  const shut = { ...desk.workspace(), env: { ...desk.io.env, SLACK_API_URL: 'http://127.0.0.1:2/api' } }
  await expect(surface.post(shut, { channel }, textView('x'))).rejects.toMatchObject({ kind: 'unavailable' })
  const wrong = {
    ...desk.workspace(),
    workspace: { ...desk.workspace().workspace, credentials: { botToken: 'xoxb-no' } },
  }
  await expect(surface.post(wrong, { channel }, textView('x'))).rejects.toMatchObject({
    kind: 'auth_expired',
  })
  expect(await health(wrong)).toMatchObject([{ ok: false }])
  expect((await health(desk.workspace())).map(({ ok }) => ok)).toEqual([true, true])
})

test('the rates are enforced: ten at once to a channel, then one a second', async () => {
  const { channel } = desk.ana
  const send = () => surface.post(desk.workspace(), { channel }, textView('x'))
  for (let sent = 0; sent < 10; sent += 1) await send()
  await expect(send()).rejects.toMatchObject({ kind: 'rate_limited' })
  desk.clock.advance(1000)
  await send()
})

test('a private answer is by the response address, five times, then by a whisper', async () => {
  const { workspace, user, channel } = desk.ana
  await desk.slack.act({ workspace, user, channel, kind: 'slash', text: 'inbox' })
  const input = must(desk.taken[0], 'input')
  for (let at = 0; at < 6; at += 1) {
    expect(
      await surface.answer(desk.workspace(), input, textView(`answer ${at}`, { private: true })),
    ).toBeUndefined()
  }
  const whispered = desk.seen(channel).slice(-6)
  expect(whispered.every(({ onlyYou }) => onlyYou)).toBe(true)
  expect(desk.slack.calls().at(-1)).toMatchObject({ method: 'chat.postEphemeral', ok: true })
  const ben = must(desk.slack.workspace('demo').people[1], 'Ben').id
  expect(JSON.stringify(desk.slack.messages(workspace, channel, ben))).not.toContain('answer 5')
  const elsewhere = { ...input, handle: { responseUrl: 'http://169.254.169.254/latest' } }
  await expect(surface.answer(desk.workspace(), elsewhere, textView('x', { private: true }))).rejects.toThrow(
    'not an address of Slack',
  )
})

test('an open answer to a mention stands in its thread; one in a foreign place comes privately', async () => {
  const { workspace, user, channel } = desk.ana
  const { id } = await desk.slack.act({
    workspace,
    user,
    channel,
    kind: 'write',
    text: 'inbox',
    mention: true,
  })
  const posted = await surface.answer(desk.workspace(), must(desk.taken[0], 'input'), textView('Here'))
  expect(posted).toMatchObject({ channel, thread: id })
  await desk.slack.act({ workspace, user, channel, kind: 'slash', text: 'inbox' })
  const away = { ...must(desk.taken[1], 'input'), place: { channel: 'D0000000000', direct: true } }
  expect(await surface.answer(desk.workspace(), away, textView('Only you'))).toBeUndefined()
  expect(desk.lastSeen(channel)).toMatchObject({ onlyYou: true, blocks: [{ text: 'Only you' }] })
})

test('pictures are uploaded once and shown in place; files go below; long words into the thread', async () => {
  const { channel } = desk.ana
  const parts: ChatView['parts'] = [{ kind: 'image', mediaId: 'pic', alt: 'A fern' }]
  const card = await surface.post(desk.workspace(), { channel }, textView('', { parts }))
  await surface.update(desk.workspace(), card, textView('', { parts }))
  expect(desk.lastSeen(channel).blocks).toMatchObject([{ kind: 'image', alt: 'A fern' }])
  expect(desk.slack.calls().filter(({ method }) => method === 'files.completeUploadExternal')).toHaveLength(1)
  const file = { kind: 'file' as const, mediaId: 'table', name: 'reach.csv', mime: 'text/csv' }
  const told = await surface.post(desk.workspace(), { channel }, textView('', { parts: [file] }))
  expect(desk.lastSeen(channel)).toMatchObject({
    thread: told.message,
    blocks: [{ kind: 'file', name: 'reach.csv' }],
  })
  const long = await surface.post(desk.workspace(), { channel }, textView('word '.repeat(4000)))
  expect(desk.lastSeen(channel).thread).toBe(long.message)
})

test('what stands is not posted again because its rest was refused', async () => {
  const { channel } = desk.ana
  const before = creates()
  for (let sent = 0; sent < 8; sent += 1) await surface.post(desk.workspace(), { channel }, textView('x'))
  const long = await surface.post(desk.workspace(), { channel }, textView('word '.repeat(12_000)))
  expect(creates()).toBe(before + 10)
  expect(desk.seen(channel).filter(({ thread }) => thread === long.message)).toHaveLength(1)
})

test('a picture that Slack refuses is told in words', async () => {
  const { channel } = desk.ana
  desk.slack.fault({ kind: 'server_error', times: 1, method: 'files.getUploadURLExternal' })
  const parts: ChatView['parts'] = [{ kind: 'image', mediaId: 'other', alt: 'A cactus' }]
  await surface.post(desk.workspace(), { channel }, textView('', { parts }))
  expect(desk.lastSeen(channel).blocks).toEqual([{ kind: 'text', text: '🖼 A cactus', style: 'quiet' }])
})

test('places: channels to choose from, and where a person is reached', async () => {
  const { user, dm } = desk.ana
  expect((await listChannels(desk.workspace())).map(({ name }) => name)).toEqual(['social', 'support'])
  expect(await surface.directPlace(desk.workspace(), user)).toEqual({ channel: dm })
  await expect(surface.directPlace(desk.workspace(), 'U0')).rejects.toMatchObject({ kind: 'gone' })
})
