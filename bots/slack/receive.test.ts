import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { makeManualClock } from '#kernel/clock.ts'
import { buttonsView, openSlackDesk, textView } from '#test/kit/slack-desk.ts'
import type { SlackDesk } from '#test/kit/slack-desk.ts'
import { until } from '#test/kit/until.ts'
import { surface } from './index.ts'
import { download } from './look.ts'
import { signedHeaders } from './sandbox/deliveries.ts'

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

async function post(path: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${desk.appUrl}/bots/slack/sandbox/${path}`, { method: 'POST', body, headers })
}
const signed = (body: string) => ({
  'content-type': 'application/json',
  ...signedHeaders(desk.slack.signingSecret, desk.clock, body),
})

test('a slash command is read, stored, then acknowledged; the address is one that Slack confirmed', async () => {
  const { workspace, user, channel } = desk.ana
  const done = await desk.slack.act({
    workspace,
    user,
    channel,
    kind: 'slash',
    text: 'resolve 12 "a <b> & c"',
  })
  expect(done.error).toBeUndefined()
  expect(desk.taken).toMatchObject([
    {
      surface: 'slack',
      sandbox: true,
      workspace,
      user: { id: user, name: 'Ana', email: 'demo@parley.invalid' },
      place: { channel, direct: false },
      act: { kind: 'line', text: 'resolve 12 "a <b> & c"' },
    },
  ])
  const asked = () => desk.slack.calls().filter(({ method }) => method === 'users.info').length
  const before = asked()
  await desk.slack.act({ workspace, user, channel, kind: 'slash', text: 'help' })
  expect(asked()).toBe(before)
})

test('a mention, which comes as two events, is one line; a repeat is none', async () => {
  const { workspace, user, channel } = desk.ana
  desk.slack.fault({ kind: 'repeat', times: 1 })
  const { id } = await desk.slack.act({
    workspace,
    user,
    channel,
    kind: 'write',
    text: 'inbox, please',
    mention: true,
  })
  expect(desk.taken.map(({ act, handle }) => ({ act, handle }))).toEqual([
    { act: { kind: 'line', text: 'inbox, please' }, handle: { thread: id } },
  ])
})

test('direct messages and photos are for the bot, what people say among themselves is not', async () => {
  const { workspace, user, channel, dm } = desk.ana
  await desk.slack.act({ workspace, user, channel, kind: 'write', text: 'lunch?' })
  expect(desk.taken).toEqual([])
  await desk.slack.act({ workspace, user, channel: dm, kind: 'write', text: 'draft', photo: true })
  const [input] = desk.taken
  expect(input?.place).toEqual({ channel: dm, direct: true })
  const file = input?.act.kind === 'line' ? must(input.act.files?.[0], 'the photo') : undefined
  expect(file).toMatchObject({ name: 'photo.png', mime: 'image/png' })
  const got = await download(desk.workspace(), must(file, 'file'), 10_000)
  expect(Buffer.from(got.bytes.slice(1, 4)).toString()).toBe('PNG')
  await expect(download(desk.workspace(), must(file, 'file'), 10)).rejects.toMatchObject({ kind: 'rejected' })
})

test('what is typed under a card is a message in its thread', async () => {
  const { workspace, user, channel } = desk.ana
  const card = await surface.post(desk.workspace(), { channel }, textView('A conversation'))
  await desk.slack.act({ workspace, user, channel, kind: 'write', text: 'I take it', thread: card.message })
  await desk.slack.act({
    workspace,
    user,
    channel,
    kind: 'write',
    text: 'reply hi',
    thread: card.message,
    mention: true,
  })
  const parent = { channel, message: card.message }
  expect(desk.taken.map(({ act }) => act)).toEqual([
    { kind: 'thread_message', text: 'I take it', message: parent },
    { kind: 'line', text: 'reply hi', reply: parent },
  ])
})

test('a press names our button and its message, also from the menu', async () => {
  const { workspace, user, channel } = desk.ana
  const many = Array.from({ length: 14 }, (_, at) => ({ id: `b${at}` }))
  const { message } = await surface.post(desk.workspace(), { channel }, buttonsView(...many))
  for (const label of ['b1', 'b13']) {
    await desk.slack.act({
      workspace,
      user,
      channel,
      kind: 'press',
      message,
      button: desk.buttonOf(channel, label),
    })
  }
  expect(desk.taken.map(({ act }) => act)).toEqual([
    { kind: 'press', button: 'b1', message: { channel, message } },
    { kind: 'press', button: 'b13', message: { channel, message } },
  ])
  expect(desk.taken[0]?.handle['responseUrl']).toMatch(/^http/)
})

test('a button that asks opens a form at once; what is missing is said in the form', async () => {
  const { workspace, user, channel } = desk.ana
  desk.forms['ask1'] = {
    id: 'ask1',
    title: 'Request changes to this very long title',
    submit: 'Send',
    fields: [
      { name: 'reason', label: 'Why?', kind: 'text', required: true, hint: 'They will read it.' },
      {
        name: 'to',
        label: 'Who?',
        kind: 'choice',
        required: false,
        options: [{ value: 'm1', label: 'Mara' }],
      },
    ],
  }
  const { message } = await surface.post(
    desk.workspace(),
    { channel },
    buttonsView({ id: 'ask1', asks: true }),
  )
  await desk.slack.act({
    workspace,
    user,
    channel,
    kind: 'press',
    message,
    button: desk.buttonOf(channel, 'ask1'),
  })
  const form = await until(() => desk.slack.form(workspace, user), { what: 'the form' })
  expect(form).toMatchObject({ title: 'Request changes to…', submit: 'Send' })
  expect(desk.taken).toEqual([])
  const empty = await desk.slack.act({ workspace, user, channel, kind: 'submit', values: { reason: '   ' } })
  expect(empty.error).toBe('Please write something here.')
  expect(desk.slack.form(workspace, user)?.error).toBe('Please write something here.')
  await desk.slack.act({
    workspace,
    user,
    channel,
    kind: 'submit',
    values: { reason: 'Too *loud*', to: 'm1' },
  })
  expect(desk.slack.form(workspace, user)).toBeUndefined()
  expect(desk.taken.map(({ act, place }) => ({ act, place }))).toEqual([
    {
      act: {
        kind: 'submit',
        form: 'ask1',
        values: { reason: 'Too *loud*', to: 'm1' },
        message: { channel, message },
      },
      place: { channel, direct: false },
    },
  ])
})

test('a form that Slack does not open any more is told of', async () => {
  const { workspace, user, channel } = desk.ana
  desk.forms['ask2'] = {
    id: 'ask2',
    title: 'T',
    submit: 'S',
    fields: [{ name: 'a', label: 'A', kind: 'line', required: true }],
  }
  const { message } = await surface.post(
    desk.workspace(),
    { channel },
    buttonsView({ id: 'ask2', asks: true }),
  )
  desk.slack.fault({ kind: 'server_error', times: 1, method: 'views.open' })
  await desk.slack.act({
    workspace,
    user,
    channel,
    kind: 'press',
    message,
    button: desk.buttonOf(channel, 'ask2'),
  })
  await until(() => JSON.stringify(desk.lastSeen(channel)).includes('did not open'))
  expect(desk.lastSeen(channel).onlyYou).toBe(true)
})

test('a button that asks nothing any more is a press', async () => {
  const { workspace, user, channel } = desk.ana
  const { message } = await surface.post(
    desk.workspace(),
    { channel },
    buttonsView({ id: 'gone', asks: true }),
  )
  await desk.slack.act({
    workspace,
    user,
    channel,
    kind: 'press',
    message,
    button: desk.buttonOf(channel, 'gone'),
  })
  expect(desk.taken.map(({ act }) => act.kind)).toEqual(['press'])
})

test('the App Home is drawn by a command, and its buttons work', async () => {
  const { workspace, user } = desk.ana
  await desk.slack.act({ workspace, user, channel: 'home', kind: 'start', token: '' })
  const input = must(desk.taken[0], 'opened')
  expect(input.act).toEqual({ kind: 'command', name: 'home', args: {} })
  await surface.answer(desk.workspace(), input, buttonsView({ id: 'h1' }))
  await desk.slack.act({
    workspace,
    user,
    channel: 'home',
    kind: 'press',
    message: 'home',
    button: desk.buttonOf('home', 'h1'),
  })
  expect(desk.taken[1]?.act).toMatchObject({ kind: 'press', button: 'h1' })
  expect(desk.taken[1]?.place).toEqual({ channel: user, direct: true })
  await surface.answer(desk.workspace(), must(desk.taken[1], 'press'), textView('Done'))
  expect(desk.lastSeen(desk.ana.dm).blocks).toEqual([{ kind: 'text', text: 'Done', style: 'normal' }])
})

test('only what Slack signed in the last five minutes is heard', async () => {
  const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' })
  const good = signed(body)
  expect(await (await post('events', body, good)).json()).toEqual({ challenge: 'abc' })
  const other = signedHeaders('another secret', desk.clock, body)
  const late = signedHeaders(
    desk.slack.signingSecret,
    makeManualClock(new Date(desk.clock.now().getTime() - 301_000)),
    body,
  )
  for (const headers of [
    {},
    { ...good, ...other },
    { ...good, ...late },
    { ...good, 'x-slack-signature': 'v0=' },
  ]) {
    expect((await post('events', body, headers)).status).toBe(401)
  }
  expect((await post('events', `${body} `, good)).status).toBe(401)
  expect((await post('elsewhere', body, good)).status).toBe(404)
  expect((await post('events', 'no json', signed('no json'))).status).toBe(400)
})

test('an event that could not be stored is not acknowledged, and comes again', async () => {
  const { workspace, user, dm } = desk.ana
  desk.refuse(1)
  await desk.slack.act({ workspace, user, channel: dm, kind: 'write', text: 'hello' })
  expect(desk.taken).toEqual([])
  await until(() => desk.taken.length === 1, { what: 'the second delivery' })
})

test('a command that could not be stored says so', async () => {
  const { workspace, user, channel } = desk.ana
  desk.refuse(1)
  await desk.slack.act({ workspace, user, channel, kind: 'slash', text: 'help' })
  expect(desk.lastSeen(channel)).toMatchObject({ onlyYou: true })
  expect(JSON.stringify(desk.lastSeen(channel))).toContain('Please try again')
})

test('a workspace that nobody connected is told so, and nothing is stored', async () => {
  const stranger = desk.slack.workspace('stranger')
  const [person] = stranger.people
  const act = {
    workspace: stranger.externalId,
    user: must(person, 'person').id,
    channel: must(stranger.channels[0], 'channel').id,
  }
  await desk.slack.act({ ...act, kind: 'slash', text: 'help' })
  const [told] = desk.slack.messages(act.workspace, act.channel, act.user)
  expect(JSON.stringify(told)).toContain('not connected')
  await desk.slack.act({ ...act, kind: 'write', text: 'hi', mention: true })
  expect(desk.taken).toEqual([])
})

test('the workspaces are kept apart', async () => {
  const second = desk.slack.workspace('second')
  const channel = must(second.channels[0], 'channel').id
  const user = must(second.people[1], 'Ben').id
  await desk.slack.act({ workspace: second.externalId, user, channel, kind: 'slash', text: 'inbox' })
  expect(desk.taken[0]).toMatchObject({
    workspace: second.externalId,
    user: { email: 'mara@parley.invalid' },
  })
  await surface.post(desk.workspace('second'), { channel }, textView('only here'))
  expect(desk.slack.messages(second.externalId, channel, user)).toHaveLength(1)
  await expect(surface.post(desk.workspace(), { channel }, textView('not there'))).rejects.toMatchObject({
    kind: 'gone',
  })
})

test('the app was removed', async () => {
  const { workspace } = desk.ana
  for (const event of [
    { type: 'app_uninstalled' },
    { type: 'tokens_revoked', tokens: { oauth: ['U1'], bot: ['U2'] } },
  ]) {
    const body = JSON.stringify({
      type: 'event_callback',
      team_id: workspace,
      event_id: `Ev-${event.type}`,
      event,
    })
    expect((await post('events', body, signed(body))).status).toBe(200)
  }
  expect(desk.taken.map(({ act, workspace: id }) => [act.kind, id])).toEqual([
    ['removed', workspace],
    ['removed', workspace],
  ])
})
