import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { button, openDiscordDesk, view } from '#test/kit/discord-desk.ts'
import { until } from '#test/kit/until.ts'
import { answerInput, postView, updateView } from './deliver.ts'
import { download } from './look.ts'

/** discord.js, unchanged, between our door and the sandbox, on real sockets. */
const kit = await openDiscordDesk()
const { discord, clock, taken, forms, online, at, seen, lastSeen, input, rest, pressLast, desk } = kit
beforeEach(() => kit.reset())
afterEach(() => kit.offline())
afterAll(() => kit.close())

test('a slash command is stored, then acknowledged privately; its public answer is a message of its own', async () => {
  await online()
  const { workspace, user, channel } = at()
  const done = await discord.act({ workspace, user, channel, kind: 'slash', text: 'resolve 12 all *fine*' })
  expect(done.error).toBeUndefined()
  const first = await input()
  expect(first).toMatchObject({
    surface: 'discord',
    sandbox: true,
    workspace,
    user: { id: user, name: 'Ana' },
    place: { channel, direct: false },
    act: { kind: 'command', name: 'resolve', args: { conversation: '12', note: 'all *fine*' } },
  })
  expect(first.user).not.toHaveProperty('email')
  expect(lastSeen(channel)).toMatchObject({ onlyYou: true })
  expect(seen(channel, 'Ben').filter(({ onlyYou }) => onlyYou)).toEqual([])
  const posted = await answerInput(await rest(), desk(), first, view('Done *well*'))
  expect(lastSeen(channel)).toMatchObject({
    id: posted?.message,
    onlyYou: false,
    blocks: [{ kind: 'text', text: 'Done *well*', style: 'normal' }],
  })
  expect(seen(channel).some(({ onlyYou }) => onlyYou)).toBe(false)
  // The same act answered once more is the same message.
  expect(await answerInput(await rest(), desk(), first, view('Done *well*'))).toEqual(posted)
})

test('a private answer takes the place of the waiting note, and nobody else sees it', async () => {
  await online()
  const { workspace, user, channel } = at()
  await discord.act({ workspace, user, channel, kind: 'slash', text: 'parley what is new?' })
  const one = await input()
  expect(one.act).toEqual({ kind: 'line', text: 'what is new?' })
  const before = seen(channel, 'Ben').length
  expect(await answerInput(await rest(), desk(), one, view('For you', { private: true }))).toBeUndefined()
  expect(lastSeen(channel)).toMatchObject({ onlyYou: true, blocks: [{ text: 'For you' }] })
  expect(seen(channel, 'Ben')).toHaveLength(before)
})

test('choices while an option is typed are cut to what Discord takes', async () => {
  await online()
  const { user, channel } = at()
  const { choices, error } = await discord.type({
    user,
    channel,
    command: 'resolve',
    option: 'conversation',
    typed: '4',
  })
  expect(error).toBeUndefined()
  expect(choices?.slice(0, 2)).toEqual(['41', 'v0'])
  expect(choices).toHaveLength(25)
})

test('a press is stored and leaves the card as it is; the card is drawn anew by the bot, without the interaction', async () => {
  await online()
  const { workspace, user, channel } = at()
  const posted = await postView(
    await rest(),
    desk(),
    { channel },
    {
      ...view('Card', { tone: 'warn' }),
      parts: [{ kind: 'text', text: 'Card' }, button('tok_1')],
    },
  )
  const done = await pressLast(channel, { workspace, user })
  expect(done.error).toBeUndefined()
  const one = await input()
  expect(one.act).toEqual({ kind: 'press', button: 'tok_1', message: posted })
  await updateView(await rest(), desk(), posted, view('Decided', { tone: 'good' }))
  expect(lastSeen(channel)).toMatchObject({ id: posted.message, edited: true, accent: '#2e7d32' })
  await answerInput(await rest(), desk(), one, view('Not yours', { private: true }))
  expect(lastSeen(channel)).toMatchObject({ onlyYou: true, blocks: [{ text: 'Not yours' }] })
  kit.advance(16 * 60_000)
  await updateView(await rest(), desk(), posted, view('Much later'))
  expect(seen(channel).find(({ id }) => id === posted.message)?.blocks).toMatchObject([
    { text: 'Much later' },
  ])
  await expect(answerInput(await rest(), desk(), one, view('Too late'))).rejects.toMatchObject({
    kind: 'expired',
  })
})

test('the eleventh button is a line of a menu', async () => {
  await online()
  const { workspace, user, channel } = at()
  const buttons = Array.from({ length: 12 }, (_, one) => ({ label: `B${one}`, id: `t${one}`, asks: false }))
  await postView(await rest(), desk(), { channel }, { ...view(''), parts: [{ kind: 'buttons', buttons }] })
  expect((await pressLast(channel, { workspace, user })).error).toBeUndefined()
  expect((await input()).act).toMatchObject({ kind: 'press', button: 't11' })
})

test('a button that asks opens its form; what is filled in comes back by name', async () => {
  await online()
  const { workspace, user, channel } = at()
  forms['tok_ask'] = {
    id: 'tok_ask',
    title: 'Request changes',
    submit: 'Send',
    fields: [
      { name: 'reason', label: 'Why?', kind: 'text', required: true, value: 'Because' },
      {
        name: 'who',
        label: 'Who?',
        kind: 'choice',
        required: false,
        options: [{ value: 'm1', label: 'Mia' }],
      },
    ],
  }
  const card = { ...view('Card'), parts: [button('tok_ask', 'Changes', true)] }
  const posted = await postView(await rest(), desk(), { channel }, card)
  expect((await pressLast(channel, { workspace, user })).error).toBeUndefined()
  expect(discord.form(workspace, user)).toEqual({
    title: 'Request changes',
    submit: 'Submit',
    fields: [
      { name: 'reason', label: 'Why?', multiline: true, required: true, value: 'Because' },
      {
        name: 'who',
        label: 'Who?',
        multiline: false,
        required: false,
        options: [{ value: 'm1', label: 'Mia' }],
      },
    ],
  })
  expect(taken).toEqual([])
  const empty = await discord.act({ workspace, user, channel, kind: 'submit', values: {} })
  expect(empty.error).toContain('required')
  const values = { reason: 'Two\nlines', who: 'm1' }
  const done = await discord.act({ workspace, user, channel, kind: 'submit', values })
  expect(done.error).toBeUndefined()
  expect((await input()).act).toEqual({ kind: 'submit', form: 'tok_ask', values, message: posted })
  expect(discord.form(workspace, user)).toBeUndefined()
})

test('what cannot be stored is not acknowledged as if it were', async () => {
  await online()
  const { workspace, user, channel } = at()
  kit.away(true)
  const done = await discord.act({ workspace, user, channel, kind: 'slash', text: 'inbox' })
  expect(done.error).toBeUndefined()
  expect(lastSeen(channel)).toMatchObject({
    onlyYou: true,
    blocks: [{ text: 'This did not reach Parley. Please try once more.' }],
  })
})

test('a mention and a direct message are lines, with what they answer and their files', async () => {
  await online()
  const { workspace, user, channel, dm } = at()
  await discord.act({ workspace, user, channel, kind: 'write', text: 'inbox mine', mention: true })
  expect(await input()).toMatchObject({ workspace, act: { kind: 'line', text: 'inbox mine' } })
  const answer = await answerInput(await rest(), desk(), must(taken[0], 'line'), view('Here'))
  expect(answer?.channel).toBe(channel)
  taken.length = 0
  await discord.act({ workspace, user, channel: dm, kind: 'write', text: 'draft this', photo: true })
  const direct = await input()
  expect(direct).toMatchObject({
    place: { channel: dm, direct: true },
    act: { kind: 'line', text: 'draft this', files: [{ name: 'photo.png', mime: 'image/png' }] },
  })
  expect(direct).not.toHaveProperty('workspace')
  const file = must(direct.act.kind === 'line' ? direct.act.files?.[0] : undefined, 'file')
  const { bytes } = await download(desk(), file, 10_000)
  expect(Buffer.from(bytes).subarray(1, 4).toString()).toBe('PNG')
  await expect(download(desk(), { ...file, ref: `${kit.appUrl}/x` }, 1)).rejects.toMatchObject({
    kind: 'rejected',
  })
  await expect(download(desk(), file, 5)).rejects.toMatchObject({ kind: 'rejected' })
  // A word in a channel that is not for the bot is none of its business.
  taken.length = 0
  await discord.act({ workspace, user, channel, kind: 'write', text: 'lunch?' })
  await discord.act({ workspace, user, channel, kind: 'write', text: 'help', mention: true })
  expect((await input()).act).toMatchObject({ text: 'help' })
  expect(taken).toHaveLength(1)
})

test('a private answer to words in a channel goes to the person directly', async () => {
  await online()
  const { workspace, user, channel, dm } = at()
  await discord.act({ workspace, user, channel, kind: 'write', text: 'inbox', mention: true })
  await answerInput(await rest(), desk(), await input(), view('Only for you', { private: true }))
  expect(lastSeen(dm)).toMatchObject({ blocks: [{ text: 'Only for you' }] })
  expect(JSON.stringify(seen(channel))).not.toContain('Only for you')
})

test('a thread hangs on the card; what is typed there is a note, elsewhere it is not ours', async () => {
  await online()
  const { workspace, user, support } = at()
  const card = await postView(await rest(), desk(), { channel: support }, view('Conversation'))
  const place = { channel: support, thread: card.message }
  const inThread = await postView(await rest(), desk(), place, view('A customer wrote'))
  expect(inThread).toMatchObject(place)
  await discord.act({
    workspace,
    user,
    channel: support,
    kind: 'write',
    text: 'I know her',
    thread: card.message,
  })
  expect(await input()).toMatchObject({
    place: { ...place, direct: false },
    act: { kind: 'thread_message', text: 'I know her', message: place },
  })
  taken.length = 0
  const other = await discord.act({ workspace, user, channel: support, kind: 'write', text: 'by the way' })
  const theirs = must(other.id, 'message')
  await discord.act({ workspace, user, channel: support, kind: 'write', text: 'ours?', thread: theirs })
  // Opened by a person, but on our card.
  const second = await postView(await rest(), desk(), { channel: support }, view('Another'))
  await discord.act({ workspace, user, channel: support, kind: 'write', text: 'yes', thread: second.message })
  expect((await input()).act).toMatchObject({ kind: 'thread_message', text: 'yes' })
  expect(taken).toHaveLength(1)
})

test('a repeated interaction is acknowledged and known', async () => {
  await online()
  const { workspace, user, channel } = at()
  discord.fault({ kind: 'repeat', times: 1, method: 'INTERACTION_CREATE' })
  const done = await discord.act({ workspace, user, channel, kind: 'slash', text: 'inbox mine' })
  expect(done.error).toBeUndefined()
  await until(() => discord.calls().some(({ error }) => error?.includes('already been acknowledged')))
  expect(taken).toHaveLength(1)
})

test('an acknowledgement that comes too late is one that Discord does not take', async () => {
  await online()
  const { workspace, user, channel } = at()
  const method = 'POST /interactions/:id/:id/callback'
  discord.fault({ kind: 'delay', ms: 3_200, times: 1, method })
  const done = await discord.act({ workspace, user, channel, kind: 'slash', text: 'inbox open' })
  expect(done.error).toBe('The application did not respond')
  await until(() => discord.calls().some(({ error }) => error?.includes('Unknown interaction')))
  // The act itself was stored; its answer finds the interaction closed, and the caller posts.
  await expect(
    answerInput(await rest(), desk(), await input(), view('Late', { private: true })),
  ).rejects.toMatchObject({ kind: 'expired' })
})

test('an old button, or one of another shape, is refused in words', async () => {
  const raw = {
    id: '10',
    application_id: '2',
    type: 3,
    token: 't',
    channel_id: '5',
    user: { id: '7', username: 'x' },
    message: { id: '9' },
    data: { custom_id: 'something-else', component_type: 2 },
  }
  const body = JSON.stringify(raw)
  const timestamp = String(Math.floor(clock.now().getTime() / 1000))
  const headers = { 'x-signature-timestamp': timestamp, 'x-signature-ed25519': discord.sign(timestamp, body) }
  const answer = await fetch(`${kit.appUrl}/x/interactions`, { method: 'POST', body, headers })
  expect(await answer.json()).toMatchObject({ type: 4, data: { flags: 64 } })
  expect(taken).toEqual([])
})
