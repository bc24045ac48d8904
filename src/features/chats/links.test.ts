import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeServer } from '../../http/server.ts'
import { linkPerson } from './index.ts'
import { beginConnect } from './connect-workspace.ts'
import { beginLink, confirmLink, listLinks, pendingLink, unlink } from './link-person.ts'
import { buttonOf, makeChatPlug, makeChatTestDesk, textOf } from '#test/kit/chat-plug.ts'
import type { ChatPlug, ChatTestDesk } from '#test/kit/chat-plug.ts'
import { addMember, makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'

let desk: ChatTestDesk
let chat: ChatPlug
let global: ChatPlug
let team: Team
let others: Team
beforeAll(async () => {
  chat = makeChatPlug('plug')
  global = makeChatPlug('global', { globalUsers: true })
  desk = await makeChatTestDesk([chat, global])
})
afterAll(() => desk.close())
beforeEach(async () => {
  team = await makeTeam(desk)
  others = await makeTeam(desk, 'Others')
  await desk.connect(team, chat, team.orgId)
  await desk.connect(others, chat, others.orgId)
})

const say = (text: string) => ({ kind: 'line', text }) as const
const inGroup = (of: Team) => ({ workspace: of.orgId, place: { channel: 'room', direct: false } })
const tokenOf = (address: string) => new URL(address).searchParams.get('token') ?? ''

async function askedLink(user: string): Promise<string> {
  return tokenOf(
    buttonOf(await desk.act(chat, user, say('thing tree'), inGroup(team)), 'Link to your Parley account'),
  )
}

test('a stranger links by the token that the bot gave them: by a press in the browser, once', async () => {
  const token = await askedLink('mia')
  const server = makeServer(desk.app, desk.found)
  const who = { email: 'mia@example.com', password: 'a long password' }
  const { userId } = await desk.app.auth.createUser({ ...who, name: 'Mia', verified: true })
  await desk.sql`insert into members (org_id, id, user_id, name, email, role)
    values (${team.orgId}, gen_random_uuid(), ${userId}, 'Mia', ${who.email}, 'agent')`
  const cookies = (await desk.app.auth.signIn(who)) ?? []
  const headers = {
    cookie: cookies.map((line) => line.split(';')[0]).join('; '),
    origin: desk.app.config.publicUrl,
    'content-type': 'application/json',
  }
  for (let look = 0; look < 2; look++) {
    const seen = await server.request(`/api/v1/chats/links/pending?token=${token}`, { headers })
    expect(await seen.json()).toMatchObject({ data: { surface: 'plug', name: 'mia' } })
  }
  expect(textOf(await desk.act(chat, 'mia', say('thing tree'), inGroup(team)))).toContain('do not know you')
  const confirm = () =>
    server.request('/api/v1/chats/links', { method: 'POST', headers, body: JSON.stringify({ token }) })
  expect((await confirm()).status).toBe(200)
  expect((await confirm()).status).toBe(404)
  expect(textOf(await desk.act(chat, 'mia', say('thing tree'), inGroup(team)))).toBe('tree is 0')
  const [row] =
    await desk.sql`select verb from audit_log where org_id = ${team.orgId} and verb = 'chats.link'`
  expect(row).toEqual({ verb: 'chats.link' })
})

test('a member of another organisation cannot take the link, an API key is nobody, and it ends', async () => {
  const token = await askedLink('eve')
  await expect(pendingLink(others.ctx, token)).rejects.toThrow('another team')
  await expect(confirmLink(others.ctx, token)).rejects.toThrow('another team')
  await expect(confirmLink({ ...team.ctx, memberId: undefined }, token)).rejects.toThrow('signed-in member')
  desk.clock.advance(16 * 60_000)
  await expect(confirmLink(team.ctx, token)).rejects.toMatchObject({ code: 'not_found' })
})

test('an address that the chat and we have both verified links by itself, and says so', async () => {
  const { member } = await addMember(desk, team.orgId, 'agent', 'Ben')
  const ben = { id: 'ben', name: 'Ben', email: member.email.toUpperCase() }
  const said = textOf(await desk.act(chat, ben, say('thing tree'), inGroup(team)))
  expect(said).toContain('You are linked to Ben')
  expect(said).toContain('tree is 0')
  expect(textOf(await desk.act(chat, ben, say('thing tree'), inGroup(team)))).toBe('tree is 0')
  // Of another organisation, unverified with us, or unknown: no.
  expect(textOf(await desk.act(chat, ben, say('thing tree'), inGroup(others)))).toContain('do not know you')
  const dora = await desk.app.auth.createUser({ email: 'dora@example.com', name: 'Dora', verified: false })
  await desk.sql`insert into members (org_id, id, user_id, name, email, role)
    values (${team.orgId}, gen_random_uuid(), ${dora.userId}, 'Dora', 'dora@example.com', 'agent')`
  const unverified = { id: 'dora', name: 'Dora', email: 'dora@example.com' }
  expect(textOf(await desk.act(chat, unverified, say('thing tree'), inGroup(team)))).toContain(
    'do not know you',
  )
})

test('a member opens the bot from the settings and is known; the token of somebody else’s link does nothing', async () => {
  const { url } = await beginLink(team.ctx, { surface: 'global' })
  const token = new URL(url).searchParams.get('start') ?? ''
  expect(url).toContain('/person')
  expect(textOf(await desk.act(global, 'mia', { kind: 'start', token }))).toContain('You are linked to')
  expect(textOf(await desk.act(global, 'eve', { kind: 'start', token }))).toContain('used already')
  expect(textOf(await desk.act(global, 'mia', say('thing tree')))).toBe('tree is 0')
  expect(textOf(await desk.act(global, 'eve', say('thing tree')))).toContain('do not know you')
  const forStranger = await askedLink('zoe')
  expect(textOf(await desk.act(chat, 'eve', { kind: 'start', token: forStranger }))).toContain('too old')
})

test('a group is connected by who was asked to, and its opener is not taken for that member', async () => {
  const { url } = await beginConnect(team.ctx, { surface: 'global' })
  const token = new URL(url).searchParams.get('start') ?? ''
  const group = { workspace: `g-${team.orgId}`, place: { channel: `g-${team.orgId}`, direct: false } }
  const start = { kind: 'start', token, chatName: 'Marketing' } as const
  expect(textOf(await desk.act(global, 'helper', start, group))).toContain('Marketing is connected')
  expect(textOf(await desk.act(global, 'helper', say('thing tree'), group))).toContain('do not know you')
  expect(textOf(await desk.act(global, 'helper', start, group))).toContain('used already')

  const second = await beginConnect(others.ctx, { surface: 'global' })
  const theirs = new URL(second.url).searchParams.get('start') ?? ''
  const refused = await desk.act(global, 'eve', { ...start, token: theirs }, group)
  expect(textOf(refused)).toContain('connected to another organisation')
})

test('who may not connect chats is refused', async () => {
  const agent = await team.as('agent')
  await expect(beginConnect(agent, { surface: 'plug' })).rejects.toMatchObject({ code: 'forbidden' })
})

test('a person of two organisations acts in the one whose group it is; alone with the bot in the last one', async () => {
  const person = { surface: 'global', sandbox: false, workspace: undefined, userId: 'ann', userName: 'Ann' }
  await linkPerson(team.ctx, person, 'in a test')
  desk.clock.advance(1_000)
  await linkPerson(others.ctx, person, 'in a test')
  await desk.connect(team, global, `x-${team.orgId}`)
  await desk.connect(others, global, `x-${others.orgId}`)
  await desk.change(team, 'tree', 3)
  await desk.change(others, 'tree', 8)
  const at = (of: Team) => ({ workspace: `x-${of.orgId}`, place: { channel: 'g', direct: false } })
  expect(textOf(await desk.act(global, 'ann', say('thing tree')))).toBe('tree is 8')
  desk.clock.advance(1_000)
  expect(textOf(await desk.act(global, 'ann', say('thing tree'), at(team)))).toBe('tree is 3')
  expect(textOf(await desk.act(global, 'ann', say('thing tree')))).toBe('tree is 3')
  expect(textOf(await desk.act(global, 'ann', say('thing tree'), at(others)))).toBe('tree is 8')
})

test('a link is taken back by its member, and by nobody else', async () => {
  const person = { surface: 'plug', sandbox: false, workspace: team.orgId, userId: 'mia', userName: 'mia' }
  await linkPerson(team.ctx, person, 'in a test')
  const [link] = await listLinks(team.ctx)
  const linkId = link?.id ?? ''
  await expect(unlink(await team.as('admin'), { linkId })).rejects.toMatchObject({ code: 'not_found' })
  await expect(unlink(others.ctx, { linkId })).rejects.toMatchObject({ code: 'not_found' })
  await unlink(team.ctx, { linkId })
  expect(textOf(await desk.act(chat, 'mia', say('thing tree'), inGroup(team)))).toContain('do not know you')
})
