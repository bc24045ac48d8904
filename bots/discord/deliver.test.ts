import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { ChatView } from '#contracts/surface.ts'
import { openDiscordDesk, view } from '#test/kit/discord-desk.ts'
import { directPlace, postView, updateView } from './deliver.ts'
import { listChannels } from './look.ts'
import { makeRests } from './rest.ts'

/** discord.js, unchanged, between our door and the sandbox, on real sockets. */
const kit = await openDiscordDesk()
const { discord, io, clock, at, seen, lastSeen, rest, desk } = kit
beforeEach(() => kit.reset())
afterEach(() => kit.offline())
afterAll(() => kit.close())

test('a lost answer is asked for under the same nonce: one message', async () => {
  const method = 'POST /channels/:id/messages'
  const { channel, support } = at('lossy')
  for (const kind of ['drop_answer', 'server_error'] as const) {
    discord.fault({ kind, times: 1, method })
    await postView(await rest(), desk(), { channel }, view(`Once ${kind}`))
  }
  expect(seen(channel)).toHaveLength(2)
  discord.fault({ kind: 'drop_answer', times: 3, method })
  const lost = postView(await rest(), desk(), { channel: support }, view('Unknown'))
  await expect(lost).rejects.toMatchObject({ kind: 'outcome_unknown' })
  expect(seen(support)).toHaveLength(1)
})

test('refusals have one vocabulary', async () => {
  const { channel, user } = at()
  const get = 'GET /guilds/:id/channels'
  const list = async () => listChannels(await rest(), desk())
  expect((await list()).map(({ name }) => name)).toEqual(['social', 'support'])
  discord.fault({ kind: 'rate_limit', retryAfterSeconds: 30, times: 1, method: get })
  const limited = await list().catch((error: unknown) => error)
  expect(limited).toMatchObject({ kind: 'rate_limited' })
  const retryAt = (limited as { retryAt: Date }).retryAt.getTime() - clock.now().getTime()
  expect(retryAt).toBeGreaterThan(20_000)
  const fresh = makeRests()
  const other = await fresh(io)
  discord.fault({ kind: 'server_error', times: 1, method: get })
  await expect(listChannels(other, desk())).rejects.toMatchObject({ kind: 'unavailable' })
  discord.fault({ kind: 'revoked', times: 1, method: get })
  await expect(listChannels(other, desk())).rejects.toMatchObject({ kind: 'auth_expired' })
  const missing = { channel, message: '1' }
  await expect(updateView(other, desk(), missing, view('x'))).rejects.toMatchObject({ kind: 'gone' })
  await expect(postView(other, desk(), { channel: '1' }, view('x'))).rejects.toMatchObject({ kind: 'gone' })
  expect(await directPlace(other, desk(), user)).toEqual({ channel: at().dm })
  const away = at('away').channel
  discord.kick('away')
  await expect(postView(other, desk(), { channel: away }, view('x'))).rejects.toMatchObject({
    kind: 'permission',
  })
})

test('a rate limit of Discord is kept, and a long wait is told at once', async () => {
  const { support: channel } = at('busy')
  const own = await makeRests()(io)
  const done = await Promise.allSettled(
    Array.from({ length: 8 }, (_, one) => postView(own, desk(), { channel }, view(`m${one}`))),
  )
  expect(done.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(5)
  for (const one of done)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'rate_limited' })
})

test('pictures go along; one that is too large, or gone, is named', async () => {
  const { support: channel } = at('pictures')
  const parts: ChatView['parts'] = [
    { kind: 'image', mediaId: 'a', alt: 'A <b> cat' },
    { kind: 'image', mediaId: 'huge', alt: 'The poster' },
    { kind: 'file', mediaId: 'gone', name: 'list.csv', mime: 'text/csv' },
  ]
  const posted = await postView(await rest(), desk(), { channel }, { ...view(''), parts })
  const [image, text] = lastSeen(channel).blocks
  expect(image).toMatchObject({ kind: 'image', alt: 'A <b> cat' })
  expect(text).toMatchObject({
    text: 'The poster: too large for Discord, look in Parley\nlist.csv: look in Parley',
  })
  await updateView(await rest(), desk(), posted, view('Gone'))
  expect(lastSeen(channel).blocks).toEqual([{ kind: 'text', text: 'Gone', style: 'normal' }])
})
