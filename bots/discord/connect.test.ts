import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { button, openDiscordDesk, view } from '#test/kit/discord-desk.ts'
import { until } from '#test/kit/until.ts'
import { answerInput, postView } from './deliver.ts'
import { health } from './look.ts'
import { makeOAuth } from './oauth.ts'

/** discord.js, unchanged, between our door and the sandbox, on real sockets. */
const kit = await openDiscordDesk()
const {
  discord,
  io,
  clock,
  taken,
  forms,
  online,
  at,
  lastSeen,
  count,
  input,
  rest,
  restOf,
  pressLast,
  desk,
} = kit
beforeEach(() => kit.reset())
afterEach(() => kit.offline())
afterAll(() => kit.close())

test('commands are registered once for each server, and written again only when they differ', async () => {
  await online({}, ['demo', 'second'])
  expect(discord.commands('demo')).toEqual(['inbox', 'parley', 'resolve'])
  expect(discord.commands('second')).toEqual(['inbox', 'parley', 'resolve'])
  const put = 'PUT /applications/:id/guilds/:id/commands'
  const before = count(put)
  await kit.offline()
  const from = Date.now()
  await online({}, ['demo', 'second'])
  const get = 'GET /applications/:id/guilds/:id/commands'
  await until(() => count(get, from) >= 2)
  expect(count(put)).toBe(before)
})

test('a cut connection is resumed: what happened meanwhile comes, once', async () => {
  await online()
  const { workspace, user, channel } = at()
  discord.fault({ kind: 'disconnect', times: 1 })
  await discord.act({ workspace, user, channel, kind: 'write', text: 'one', mention: true })
  await until(() => taken.length === 1, { what: 'the resumed message' })
  discord.cut('reconnect')
  await discord.act({ workspace, user, channel, kind: 'write', text: 'two', mention: true })
  await until(() => taken.length === 2, { what: 'the message after the reconnect' })
  discord.fault({ kind: 'repeat', times: 1, method: 'MESSAGE_CREATE' })
  await discord.act({ workspace, user, channel, kind: 'write', text: 'three', mention: true })
  await until(() => taken.length === 3)
  expect(taken.map(({ act }) => (act.kind === 'line' ? act.text : ''))).toEqual(['one', 'two', 'three'])
})

test('without the right to read content the bot still hears what is said to it', async () => {
  discord.allowContent(false)
  try {
    await online()
    const { workspace, user, dm } = at()
    await discord.act({ workspace, user, channel: dm, kind: 'write', text: 'help' })
    expect((await input()).act).toMatchObject({ text: 'help' })
    const checks = await health(await rest(), desk())
    expect(checks.find(({ name }) => name === 'Message content')?.ok).toBe(false)
  } finally {
    discord.allowContent(true)
  }
})

test('a bot that was taken out is told of, now or when it comes back', async () => {
  await online({}, ['demo', 'leaving'])
  const { externalId } = discord.workspace('leaving')
  discord.kick('leaving')
  expect(await input()).toMatchObject({ workspace: externalId, act: { kind: 'removed' } })
  const checks = await health(await rest(), {
    ...desk(),
    workspace: { ...desk().workspace, externalId, name: 'leaving' },
  })
  expect(checks).toContainEqual(expect.objectContaining({ name: 'Server', ok: false }))
  await kit.offline()
  taken.length = 0
  kit.run()
  expect(await input()).toMatchObject({ workspace: externalId, act: { kind: 'removed' } })
})

test('the invite connects the server that Discord names, not one that somebody typed', async () => {
  const oauth = makeOAuth(restOf)
  const oauthIo = io as Partial<Parameters<typeof oauth.exchange>[0]> as Parameters<typeof oauth.exchange>[0]
  const redirectUri = 'https://desk.example/oauth/discord/callback'
  const url = oauth.authorizeUrl(oauthIo, { redirectUri, state: 's&t', challenge: '' })
  const page = await (await fetch(`${url}&server=invited`)).text()
  const allow = must(/class="allow" href="([^"]+)"/.exec(page)?.[1], 'link').replaceAll('&amp;', '&')
  const back = new URL(allow).searchParams
  expect(back.get('state')).toBe('s&t')
  const grant = { redirectUri, verifier: '', code: back.get('code') ?? '' }
  const [connected] = await oauth.exchange(oauthIo, grant)
  expect(connected).toEqual({
    externalId: back.get('guild_id'),
    name: 'invited',
    credentials: {},
    settings: {},
  })
  await expect(oauth.exchange(oauthIo, grant)).rejects.toMatchObject({ kind: 'rejected' })
})

test('signed requests in place of the gateway: the address is told and proved, everything works the same', async () => {
  await online({ DISCORD_INTERACTIONS: 'http' })
  const { workspace, user, channel } = at()
  const done = await discord.act({ workspace, user, channel, kind: 'slash', text: 'inbox mine' })
  expect(done.error).toBeUndefined()
  const one = await input()
  await answerInput(await rest(), desk(), one, view('Yours'))
  expect(lastSeen(channel)).toMatchObject({ blocks: [{ text: 'Yours' }] })
  forms['tok_h'] = {
    id: 'tok_h',
    title: 'T',
    submit: 'S',
    fields: [{ name: 'a', label: 'A', kind: 'line', required: true }],
  }
  await postView(await rest(), desk(), { channel }, { ...view(''), parts: [button('tok_h', 'Ask', true)] })
  await pressLast(channel, { workspace, user })
  expect(discord.form(workspace, user)?.fields).toHaveLength(1)
  const values = { a: 'b' }
  expect((await discord.act({ workspace, user, channel, kind: 'submit', values })).error).toBeUndefined()
  const asHttp = { ...desk(), env: { ...io.env, DISCORD_INTERACTIONS: 'http' } }
  expect((await health(await rest(), asHttp)).every(({ ok }) => ok)).toBe(true)
  expect((await health(await rest(), desk())).find(({ name }) => name === 'Interactions')?.ok).toBe(false)
  await (await rest()).patch('/applications/@me', { body: { interactions_endpoint_url: null } })
})

test('a request that Discord did not sign, or long ago, is refused', async () => {
  const body = JSON.stringify({ id: '1', application_id: '2', type: 1, token: 't' })
  const now = () => String(Math.floor(clock.now().getTime() / 1000))
  const send = (timestamp: string, signature: string, sent = body) =>
    fetch(`${kit.appUrl}/bots/discord/sandbox/interactions`, {
      method: 'POST',
      body: sent,
      headers: { 'x-signature-timestamp': timestamp, 'x-signature-ed25519': signature },
    })
  const ok = await send(now(), discord.sign(now(), body))
  expect([ok.status, await ok.json()]).toEqual([200, { type: 1 }])
  const old = String(Number(now()) - 600)
  for (const [timestamp, signature, sent] of [
    [now(), 'ab'.repeat(64), body],
    [now(), 'not hex', body],
    [now(), '', body],
    [now(), discord.sign(now(), body), `${body} `],
    [String(Number(now()) + 1), discord.sign(now(), body), body],
    [old, discord.sign(old, body), body],
  ] as const)
    expect((await send(timestamp, signature, sent)).status).toBe(401)
  const broken = '{"type":'
  expect((await send(now(), discord.sign(now(), broken), broken)).status).toBe(400)
  const foreign = '{"type":7,"id":"x"}'
  const answer = await send(now(), discord.sign(now(), foreign), foreign)
  expect([answer.status, ((await answer.json()) as { type: number }).type]).toEqual([200, 4])
})
