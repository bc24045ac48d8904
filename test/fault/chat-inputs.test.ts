import { z } from 'zod'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ChatError } from '#contracts/surface.ts'
import type { ChatInput } from '#contracts/surface.ts'
import { completeArgument } from '#bots/core/complete-argument.ts'
import { formFor } from '#bots/core/form-for.ts'
import { receive } from '#bots/core/receive.ts'
import { getChannelRow } from '#features/channels/index.ts'
import { linkPerson } from '#features/chats/index.ts'
import { applyEvent } from '#features/inbox/index.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { buttonOf, makeChatPlug, makeChatTestDesk, textOf } from '#test/kit/chat-plug.ts'
import type { ChatPlug, ChatTestDesk } from '#test/kit/chat-plug.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'

let desk: ChatTestDesk
let chat: ChatPlug
let team: Team
beforeAll(async () => {
  chat = makeChatPlug('plug')
  desk = await makeChatTestDesk([chat])
})
afterAll(() => desk.close())
beforeEach(async () => {
  team = await makeTeam(desk)
  await desk.connect(team, chat, team.orgId)
  await link('mia', team)
})

const link = (userId: string, of: Team, ctx = of.ctx) =>
  linkPerson(
    ctx,
    { surface: 'plug', sandbox: false, workspace: of.orgId, userId, userName: userId },
    'in a test',
  )
const say = (text: string) => ({ kind: 'line', text }) as const
const here = (): Partial<ChatInput> => ({
  workspace: team.orgId,
  place: { channel: `room-${team.orgId}`, direct: false },
})
const grown = async () => (await desk.grown(team)).map((row) => row.summary)

test('a repeated act is known, and done once', async () => {
  const input = desk.inputOf(chat, 'mia', say('grow tree'), here())
  const before = chat.answered.length
  expect(await receive(desk.app, input)).toBe('stored')
  expect(await receive(desk.app, input)).toBe('known')
  await desk.work()
  expect(await receive(desk.app, input)).toBe('known')
  await desk.work()
  expect(await grown()).toEqual(['grew tree by 1'])
  expect(chat.answered.length - before).toBe(1)
})

test('a process that dies between the work and the answer only answers again', async () => {
  const input = desk.inputOf(chat, 'mia', say('grow tree'), here())
  chat.next(() => {
    throw new Error('the process is killed here')
  })
  await receive(desk.app, input)
  await desk.work()
  expect(await grown()).toEqual(['grew tree by 1'])
  const before = chat.answered.length
  await runAgain(input)
  expect(await grown()).toEqual(['grew tree by 1'])
  expect(chat.answered.slice(before).map(({ view }) => textOf(view))).toEqual(['tree is 1 now'])
  await runAgain(input)
  expect(chat.answered.length - before).toBe(1)
})

/** As the next try of its job. */
async function runAgain(input: ChatInput): Promise<void> {
  const [row] = await desk.sql<Array<{ id: string }>>`select id from chat_inputs where key = ${input.key}`
  const job = desk.app.jobs.get('core/handle-input')
  if (!job || !('system' in job)) throw new Error('There is no such job')
  await job.run(
    desk.app,
    { inputId: row?.id ?? '' },
    { id: '1', attempt: 2, signal: new AbortController().signal },
  )
}

test('two workers with the same act do it once', async () => {
  const input = desk.inputOf(chat, 'mia', say('grow tree'), here())
  await receive(desk.app, input)
  await Promise.all([runAgain(input), runAgain(input), runAgain(input)])
  expect(await grown()).toEqual(['grew tree by 1'])
})

test('what a command did before it failed is undone, and the reason is said', async () => {
  const view = await desk.act(chat, 'mia', say('broken'), here())
  expect(await grown()).toEqual([])
  expect(view).toMatchObject({ private: true })
  expect(textOf(view)).toContain('Your role does not allow this')
})

test('an answer whose way has ended is posted; a private one where only the asker sees it', async () => {
  chat.next(() => {
    throw new ChatError('expired', 'too late')
  })
  await desk.act(chat, 'mia', say('mine tree'), here())
  expect(chat.posted.at(-1)).toMatchObject({ channel: 'dm-mia' })
  chat.next(() => {
    throw new ChatError('expired', 'too late')
  })
  await desk.act(chat, 'mia', say('grow tree'), here())
  expect(chat.posted.at(-1)).toMatchObject({ channel: `room-${team.orgId}` })
})

test('a button of another organisation does nothing and tells nothing', async () => {
  const card = await desk.act(chat, 'mia', say('thing tree'), here())
  const others = await makeTeam(desk, 'Others')
  await desk.connect(others, chat, others.orgId)
  await link('eve', others)
  const place = { workspace: others.orgId, place: { channel: 'c', direct: false } }
  const message = { channel: 'c', message: 'm' }
  const press = { kind: 'press', button: buttonOf(card, 'Grow'), message } as const
  const refused = await desk.act(chat, 'eve', press, place)
  expect(refused).toMatchObject({ private: true })
  expect(textOf(refused)).toBe('This button does not work here, or is too old.')
  expect(await grown()).toEqual([])
  expect(await desk.grown(others)).toEqual([])
  const { user } = desk.inputOf(chat, 'eve', press)
  expect(
    await formFor(desk.app, 'plug', false, { button: press.button, user, workspace: others.orgId }),
  ).toBe(undefined)
})

test('what was shown to one member alone, no other one presses', async () => {
  const view = await desk.act(chat, 'mia', say('mine tree'), here())
  await link('ben', team, await team.as('agent', 'Ben'))
  const press = {
    kind: 'press',
    button: buttonOf(view, 'Grow'),
    message: { channel: 'c', message: 'm' },
  } as const
  expect(textOf(await desk.act(chat, 'ben', press, here()))).toContain('shown to somebody else')
  expect(await grown()).toEqual([])
  await desk.act(chat, 'mia', press, here())
  expect(await grown()).toEqual(['grew tree by 1'])
})

test('a card that shows an old state is refused with the way to the newest, and drawn anew', async () => {
  const card = await desk.act(chat, 'mia', say('thing tree'), here())
  const message = await lastCopy()
  // Behind the card's back: no event tells of it.
  desk.things.numbers.set(`${team.orgId} tree`, 7)
  const before = chat.updated.length
  const press = { kind: 'press', button: buttonOf(card, 'Grow'), message } as const
  const refused = await desk.act(chat, 'mia', press, here())
  expect(textOf(refused)).toContain('changed meanwhile')
  expect(await grown()).toEqual([])
  expect(chat.updated.slice(before)).toMatchObject([message])
  expect(textOf(chat.updated.at(-1)?.view)).toBe('tree is 7')
  const newest = { kind: 'press', button: buttonOf(refused, 'Show the newest'), message } as const
  await desk.act(chat, 'mia', newest, here())
  const now = { kind: 'press', button: buttonOf(chat.updated.at(-1)?.view, 'Grow'), message } as const
  await desk.act(chat, 'mia', now, here())
  expect(await grown()).toEqual(['grew tree by 1'])
})

async function lastCopy() {
  const [row] = await desk.sql<Array<{ channel: string; message: string }>>`
    select channel, message from cards where org_id = ${team.orgId} order by created_at desc, id desc limit 1`
  if (!row) throw new Error('No copy is known')
  return { channel: row.channel, message: row.message }
}

test('a form adds only what it asked for; an old one is refused', async () => {
  const card = await desk.act(chat, 'mia', say('thing tree'), here())
  const message = await lastCopy()
  const button = buttonOf(card, 'Grow by')
  const { user } = desk.inputOf(chat, 'mia', say(''))
  const form = await formFor(desk.app, 'plug', false, { button, user, workspace: team.orgId })
  expect(form).toMatchObject({ id: button, title: 'Grow by', fields: [{ name: 'by' }] })
  const values = { by: '3', thing: 'somebody else’s' }
  await desk.act(chat, 'mia', { kind: 'submit', form: button, values, message }, here())
  expect(await grown()).toEqual(['grew tree by 3'])

  await desk.sql`update card_buttons set expires_at = now() - interval '1 day' where token = ${button}`
  const late = await desk.act(chat, 'mia', { kind: 'submit', form: button, values, message }, here())
  expect(textOf(late)).toContain('too old')
  expect(await grown()).toEqual(['grew tree by 3'])
})

test('a stranger is told how to link, privately, and nothing else; a removed member is a stranger again', async () => {
  for (const act of [say('thing tree'), say(''), { kind: 'command', name: 'inbox', args: {} } as const]) {
    const view = await desk.act(chat, 'nobody', act, here())
    expect(view?.private).toBe(true)
    expect(textOf(view)).toContain('I do not know you yet')
    expect(buttonOf(view, 'Link to your Parley account')).toContain('/chat-link?token=')
  }
  await desk.sql`update members set active = false where id = ${team.owner.memberId}`
  expect(textOf(await desk.act(chat, 'mia', say('thing tree'), here()))).toContain('I do not know you yet')
})

test('in a group that nobody connected nobody sees anything, members included', async () => {
  const view = await desk.act(chat, 'mia', say('thing tree'), { ...here(), workspace: 'another group' })
  expect(view?.private).toBe(true)
  expect(textOf(view)).toContain('not connected')
})

test('files come as media to the command that takes them; without a command it is asked what they are for', async () => {
  const files = [
    { ref: 'f1', name: 'a.txt' },
    { ref: 'f2', name: 'b.txt' },
  ]
  await desk.act(chat, 'mia', { kind: 'line', text: 'grow tree 2', files }, here())
  const [row] = await desk.grown(team)
  expect(row?.surface).toBe('plug')
  const { media } = z.object({ media: z.string() }).parse(row?.details)
  const stored = await desk.sql<Array<{ name: string }>>`
    select name from media where org_id = ${team.orgId} and id = any(${media.split(',')}::uuid[]) order by name`
  expect(stored.map(({ name }) => name)).toEqual(['a.txt', 'b.txt'])
  const asked = await desk.act(chat, 'mia', { kind: 'line', text: '', files }, here())
  expect(buttonOf(asked, 'Make a thing grow')).toMatch(/^[\w-]{20,32}$/)
})

test('a bot that was removed says so on its workspace, once', async () => {
  for (let time = 0; time < 2; time++) await desk.act(chat, 'mia', { kind: 'removed' }, here())
  const rows = await desk.sql`select state from chat_workspaces where org_id = ${team.orgId}`
  expect([...rows]).toEqual([{ state: 'reconnect' }])
})

test('what the team types in the thread of a conversation is a note, once, with its files', async () => {
  const conversationId = await talk()
  await desk.act(chat, 'mia', say(`card conversation ${conversationId}`), here())
  const { channel, message } = await lastCopy()
  const place = { channel, thread: message, direct: false }
  const files = [{ ref: 'f1', name: 'a.txt' }]
  const act = {
    kind: 'thread_message',
    text: 'called back',
    files,
    message: { ...place, message: 't1' },
  } as const
  const input = desk.inputOf(chat, 'mia', act, { ...here(), place })
  await receive(desk.app, input)
  await desk.work()
  await runAgain(input)
  const notes = await desk.sql<Array<{ text: string; kind: string }>>`
    select text, kind from messages where org_id = ${team.orgId} and kind = 'note'`
  expect(notes.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^called back\nhttps:\S+\/media\/\S+$/),
  ])
  const before = chat.answered.length
  const elsewhere = { ...here(), place: { ...place, thread: 'unknown' } }
  await desk.act(chat, 'mia', { ...act, message: { ...place, message: 't2' } }, elsewhere)
  expect(chat.answered.length).toBe(before)
})

test('a conversation opened in chat is resolved there, and its card follows', async () => {
  await talk()
  const [row] = await desk.sql<Array<{ number: number }>>`
    select number from conversations where org_id = ${team.orgId}`
  const card = await desk.act(chat, 'mia', say(`open ${row?.number}`), here())
  const message = await lastCopy()
  await desk.act(chat, 'mia', { kind: 'press', button: buttonOf(card, 'Resolve'), message }, here())
  const drawn = chat.updated.at(-1)
  expect(drawn).toMatchObject(message)
  expect(buttonOf(drawn?.view, 'Reopen')).toMatch(/^[\w-]{20,32}$/)
})

async function talk(): Promise<string> {
  const channelId = newId()
  await desk.sql`insert into channels (org_id, id, connector, external_id, name, credentials, sandbox)
    values (${team.orgId}, ${channelId}, 'telegram', ${channelId}, 'Our Telegram', 'none', true)`
  const channel = await getChannelRow(team.ctx, channelId)
  await applyEvent(makeCtx(desk.app, { orgId: team.orgId }), channel, {
    kind: 'message',
    account: channelId,
    at: desk.clock.now().toISOString(),
    person: { id: 'p1', name: 'Ana Lima' },
    message: { id: newId(), text: 'hello', attachments: [] },
  })
  const [row] = await desk.sql<
    Array<{ id: string }>
  >`select id from conversations where org_id = ${team.orgId}`
  return row?.id ?? ''
}

test('an argument is completed for members, from its list; others get nothing', async () => {
  const ask = { surface: 'plug', sandbox: false, command: 'inbox', argument: 'list', typed: 'un' }
  const asked = (id: string) =>
    completeArgument(desk.app, { ...ask, workspace: team.orgId, user: { id, name: id } })
  expect((await asked('mia')).map(({ value }) => value)).toEqual(['unassigned', 'unread'])
  expect(await asked('nobody')).toEqual([])
})
