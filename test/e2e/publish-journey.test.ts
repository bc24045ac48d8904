import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import { savePolicy } from '#features/approvals/index.ts'
import { listChannels } from '#features/channels/index.ts'
import { chooseChannel, connectSandbox, memberCtx } from '#features/chats/index.ts'
import { beginLink, confirmLink } from '#features/chats/link-person.ts'
import { getConversation } from '#features/inbox/index.ts'
import { changeRole, listMembers } from '#features/orgs/index.ts'
import { getPost } from '#features/posts/index.ts'
import { actAsCustomer, listSandboxChannels, readTranscript } from '#features/sandbox/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'
import { buttonsOf, chatPerson, labelsOf, wordsOf } from './chat-person.ts'
import type { ChatPerson } from './chat-person.ts'

/**
 * The second journey: Ana writes in Slack, Ben decides in Discord, Chris in Telegram. The whole program, with Bolt,
 * discord.js and grammY, the worker, and the real connectors at their sandboxes.
 */
let program: TestProgram
let owner: Ctx
let ana: ChatPerson
let ben: ChatPerson
let chris: ChatPerson
let dana: ChatPerson

beforeAll(async () => {
  program = await startTestProgram()
  owner = await program.owner()
  ana = chatPerson(program, 'slack', 'Ana')
  dana = chatPerson(program, 'slack', 'Dana')
  ben = chatPerson(program, 'discord', 'Ben')
  chris = chatPerson(program, 'telegram', 'Chris')
  await connect('slack', ana)
  await connect('discord', ben)
  await connect('telegram', chris)
  const [mara, jonas] = [await member('Mara Okafor'), await member('Jonas Weber')]
  await changeRole(owner, must(jonas.memberId, 'Jonas'), 'manager')
  await linkBen(mara)
  await linkChris(jonas)
  await savePolicy(owner, {
    name: 'One of two',
    definition: {
      stages: [
        {
          name: 'Review',
          rule: 'any',
          memberIds: [must(mara.memberId, 'Mara'), must(jonas.memberId, 'Jonas')],
        },
      ],
    },
  })
})
afterAll(() => program.close())

async function connect(surface: string, person: ChatPerson): Promise<void> {
  const { id: workspaceId } = await connectSandbox(owner, { surface })
  const { social, support } = person
  await chooseChannel(owner, {
    workspaceId,
    channel: social,
    name: '#social',
    purposes: ['approvals', 'publishing'],
  })
  await chooseChannel(owner, { workspaceId, channel: support, name: '#support', purposes: ['inbox'] })
}

async function member(name: string): Promise<Ctx> {
  const { id } = must(
    (await listMembers(owner)).find((one) => one.name === name),
    name,
  )
  return memberCtx(program.app, owner.orgId, id)
}

/** By the private link that the bot answers somebody with whom it does not know. */
async function linkBen(mara: Ctx): Promise<void> {
  await until(() => ben.chat.calls().some(({ method }) => method.includes('commands')), {
    what: 'the commands in Discord',
    timeoutMs: 20_000,
  })
  await until(
    async () => {
      await ben.types(ben.support, 'help')
      return true
    },
    { what: 'the command to be there' },
  )
  const prompt = await ben.reads(ben.support, 'I do not know you yet')
  expect(prompt.onlyYou).toBe(true)
  const url = new URL(must(buttonsOf(prompt)[0]?.url, 'link'))
  await confirmLink(mara, must(url.searchParams.get('token'), 'token'))
}

/** By opening the bot with a one-time address. */
async function linkChris(jonas: Ctx): Promise<void> {
  const { url } = await beginLink(jonas, { surface: 'telegram', sandbox: true })
  await chris.act(chris.direct, {
    kind: 'start',
    token: must(new URL(url).searchParams.get('start'), 'token'),
  })
  await chris.reads(chris.direct, 'You are linked to Jonas Weber')
}

const publishers = ['x', 'facebook'] as const

async function postsOn(connector: string, text: string) {
  const account = must(
    (await listChannels(owner)).find((one) => one.connector === connector),
    connector,
  )
  const posts = program.app.sandbox?.get(connector)?.posts?.(account.externalId)
  return must(posts, 'posts').filter((post) => post.text === text)
}

/** Ana drafts in #social and gives it a time; answers its number. */
async function draft(text: string, platforms = 'x,facebook'): Promise<number> {
  await ana.types(ana.direct, `draft ${platforms} ${text}`)
  const card = await ana.reads(ana.direct, text, (one) => labelsOf(one).includes('Submit'))
  return Number(/#(\d+)/.exec(wordsOf(card))?.[1])
}

const stateOf = async (number: number) => (await getPost(owner, { number })).state

async function submit(number: number, text: string): Promise<void> {
  await ana.types(ana.direct, `schedule ${number} tomorrow 9am Berlin`)
  await ana.reads(ana.direct, text, (one) => wordsOf(one).includes('09:00'))
  await ana.types(ana.direct, `submit ${number}`)
  await until(async () => (await stateOf(number)) === 'in_review', { what: 'the request' })
}

/** Moves it to a moment ahead: the time is not part of what was approved. */
async function goesOutSoon(number: number): Promise<Date> {
  const at = new Date(Math.ceil((Date.now() + 1_500) / 1000) * 1000)
  await ana.types(ana.direct, `reschedule ${number} ${at.toISOString()}`)
  return at
}

const approvable = (one: ChatSandboxMessage) => labelsOf(one).includes('Approve')
const decided = (one: ChatSandboxMessage) => !labelsOf(one).includes('Approve')

test('drafted in Slack, approved in Discord, published once at its minute, and every card follows', async () => {
  const text = 'Doors open at nine, cocoa is on us.'
  const number = await draft(text)
  await submit(number, text)

  const inDiscord = await ben.reads(ben.direct, text, approvable)
  const inTelegram = await chris.reads(chris.direct, text, approvable)
  const inSlack = await ana.reads(ana.social, text, approvable)
  const inGroup = await chris.reads(chris.social, text, approvable)

  await ana.presses(ana.social, inSlack, 'Approve')
  const refused = await ana.reads(ana.social, 'You wrote this', (one) => one.onlyYou)
  expect(buttonsOf(refused)).toEqual([])
  await dana.presses(dana.social, inSlack, 'Approve')
  const strange = await dana.reads(dana.social, 'I do not know you yet', (one) => one.onlyYou)
  expect(wordsOf(strange)).not.toContain(text)
  expect(await stateOf(number)).toBe('in_review')

  await ben.presses(ben.direct, inDiscord, 'Approve')
  await ben.becomes(ben.direct, inDiscord, decided)
  await chris.becomes(chris.direct, inTelegram, decided)
  await chris.becomes(chris.social, inGroup, decided)
  await ana.becomes(ana.social, inSlack, decided)

  const at = await goesOutSoon(number)
  await until(async () => (await stateOf(number)) === 'published', {
    what: 'it to be out',
    timeoutMs: 30_000,
  })
  for (const connector of publishers) {
    const [post, ...twice] = await postsOn(connector, text)
    expect(twice).toEqual([])
    expect(must(post, connector).receivedAt).toBeGreaterThanOrEqual(at.getTime())
  }
  for (const [person, channel, card] of [
    [ben, ben.direct, inDiscord],
    [chris, chris.direct, inTelegram],
    [ana, ana.social, inSlack],
  ] as const) {
    const links = (one: ChatSandboxMessage) => buttonsOf(one).filter(({ url }) => url?.startsWith('https://'))
    const result = await person.becomes(channel, card, (now) => links(now).length === publishers.length)
    expect(wordsOf(result)).toContain('Published')
  }
})

test('a lost answer without evidence is asked about on every card, and settled by one press', async () => {
  const text = 'Who lost the answer?'
  const number = await draft(text, 'x')
  await submit(number, text)
  const inDiscord = await ben.reads(ben.direct, text, approvable)
  const inTelegram = await chris.reads(chris.direct, text, approvable)
  const inSlack = await ana.reads(ana.social, text, approvable)
  await chris.presses(chris.direct, inTelegram, 'Approve')
  await ben.becomes(ben.direct, inDiscord, decided)

  const sandbox = must(program.app.sandbox?.get('x'), 'sandbox of X')
  const account = must(
    (await listChannels(owner)).find((one) => one.connector === 'x'),
    'X',
  ).externalId
  sandbox.fault({ kind: 'drop_answer', times: 1, account })
  // Its list of posts is down, too: nothing can be seen there.
  sandbox.fault({ kind: 'on_call', match: `/users/${account}/tweets`, then: 'server_error', times: 50 })
  await goesOutSoon(number)
  const asking = (one: ChatSandboxMessage) =>
    ['It is live', 'Not live', 'Leave'].every((label) => labelsOf(one).some((has) => has.startsWith(label)))
  await ben.becomes(ben.direct, inDiscord, asking)
  await ana.becomes(ana.social, inSlack, asking)
  const card = await chris.becomes(chris.direct, inTelegram, asking)

  // Telegram is busy for a moment; the question comes all the same.
  chris.chat.fault({ kind: 'rate_limit', times: 1, retryAfterSeconds: 1, method: 'sendMessage' })
  await chris.presses(chris.direct, card, 'It is live')
  await chris.fillsIn(chris.direct, 'https://x.com/shop/status/1')
  for (const [person, channel, copy] of [
    [ben, ben.direct, inDiscord],
    [chris, chris.direct, inTelegram],
    [ana, ana.social, inSlack],
  ] as const) {
    const settled = await person.becomes(channel, copy, (one) => !asking(one))
    expect(wordsOf(settled)).toContain('https://x.com/shop/status/1')
  }
  expect(await stateOf(number)).toBe('published')
  expect(await postsOn('x', text)).toHaveLength(1)
})

test('changes are asked for in a form of Discord; an edit asks anew, and an old button does nothing', async () => {
  const text = 'Our prices start at 10.'
  const number = await draft(text, 'x')
  await submit(number, text)
  const first = await ben.reads(ben.direct, text, approvable)
  await ben.presses(ben.direct, first, 'Request changes')
  await ben.fillsIn(ben.direct, 'The price is 12.')
  await until(async () => (await stateOf(number)) === 'changes_requested', { what: 'the decision' })
  const told = await ana.reads(ana.direct, 'The price is 12.', (one) => labelsOf(one).includes('Edit'))

  const mended = 'Our prices start at 12.'
  await ana.presses(ana.direct, told, 'Edit')
  await ana.fillsIn(ana.direct, mended)
  await ana.reads(ana.direct, mended, (one) => labelsOf(one).includes('Submit'))
  await ana.types(ana.direct, `submit ${number}`)
  const second = await ben.reads(ben.direct, mended, approvable)

  // Discord takes no drawing for a while: what stands before Ben is of the version before.
  ben.chat.fault({ kind: 'server_error', times: 4, method: 'PATCH /channels/:id/messages/:id' })
  const last = 'Our prices start at 11.'
  await ana.types(ana.direct, `edit-post ${number} ${last}`)
  await ana.reads(ana.direct, last)
  await ana.types(ana.direct, `submit ${number}`)
  await until(async () => (await stateOf(number)) === 'in_review', { what: 'the third request' })
  await ben.presses(ben.direct, second, 'Approve')
  await ben.reads(ben.direct, 'changed meanwhile')
  expect(await stateOf(number)).toBe('in_review')
  const newest = await ben.becomes(ben.direct, second, (one) => wordsOf(one).includes(last))
  await ben.presses(ben.direct, newest, 'Approve')
  await until(async () => (await stateOf(number)) !== 'in_review', { what: 'the approval' })
  expect(await postsOn('x', text)).toEqual([])
})

test('a customer’s conversation is a thread in the team’s chats: noted, answered, assigned, snoozed, resolved', async () => {
  const channelId = must(
    (await listSandboxChannels(owner)).find((one) => one.connector === 'instagram'),
    'Instagram',
  ).channelId
  const person = { id: '17841400000099001', name: 'Nora Quist' }
  const writes = (text: string) => actAsCustomer(owner, { kind: 'write', channelId, person, text })
  await writes('Is the big cactus still there?')
  const isCard = (one: ChatSandboxMessage) => one.thread === undefined && /#\d+ Nora/.test(wordsOf(one))
  const inSlack = await ana.reads(ana.support, 'Is the big cactus still there?', isCard)
  const inDiscord = await ben.reads(ben.support, 'Is the big cactus still there?', isCard)
  const number = Number(/#(\d+) Nora/.exec(wordsOf(inSlack))?.[1])

  await writes('I could come at five.')
  const inThread = await ana.reads(ana.support, 'I could come at five.', (one) => one.thread !== undefined)
  expect([inThread.thread, inThread.id === inSlack.id]).toEqual([inSlack.id, false])
  await ben.reads(inDiscord.id, 'I could come at five.')
  await ana.becomes(ana.support, inSlack, (one) => wordsOf(one).includes('I could come at five.'))

  await ana.writes(ana.support, 'She is a regular, keep it for her.', { thread: inSlack.id })
  const noted = await ben.becomes(ben.support, inDiscord, (one) => wordsOf(one).includes('keep it for her'))
  await ben.presses(ben.support, noted, 'Send')
  await ben.fillsIn(ben.support, 'It is, and we keep it for you.')
  const received = await until(
    async () => {
      const all = await readTranscript(owner, { channelId, person: person.id })
      const ours = all.filter((entry) => entry.from === 'us')
      return ours.length > 0 ? ours : undefined
    },
    { what: 'the answer to reach Nora' },
  )
  expect(received.map((entry) => entry.text)).toEqual(['It is, and we keep it for you.'])

  const assignable = await ana.becomes(ana.support, inSlack, (one) =>
    wordsOf(one).includes('we keep it for you'),
  )
  await ana.presses(ana.support, assignable, 'Assign')
  await ana.fillsIn(ana.support, 'jonas')
  const conversation = () => getConversation(owner, { number })
  await until(async () => (await conversation()).assigneeId !== null, { what: 'the assignment' })
  await ana.presses(ana.support, await ana.becomes(ana.support, inSlack, () => true), 'Snooze')
  await ana.fillsIn(ana.support, 'tomorrow 9am')
  await until(async () => (await conversation()).status === 'snoozed', { what: 'the snooze' })
  const asleep = await ben.becomes(ben.support, inDiscord, (one) => wordsOf(one).includes('snoozed'))
  await ben.presses(ben.support, asleep, 'Resolve')
  await ana.becomes(ana.support, inSlack, (one) => labelsOf(one).includes('Reopen'))
  expect((await conversation()).status).toBe('resolved')
  // Telegram takes twenty messages a minute in a group: its card may have waited, and shows what is so by then.
  await chris.reads(chris.support, `#${number} Nora Quist`)
})
