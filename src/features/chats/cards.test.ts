import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ChatError } from '#contracts/surface.ts'
import { chooseChannel, linkPerson, toView } from './index.ts'
import { disconnectWorkspace } from './change-workspace.ts'
import { job as sweepCopies } from './jobs/sweep-copies.ts'
import { buttonOf, makeChatPlug, makeChatTestDesk, textOf } from '#test/kit/chat-plug.ts'
import type { ChatPlug, ChatTestDesk } from '#test/kit/chat-plug.ts'
import { addMember, makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { until } from '#test/kit/until.ts'

let desk: ChatTestDesk
let chats: ChatPlug[]
let team: Team
let workspaces: string[]
beforeAll(async () => {
  chats = [makeChatPlug('one'), makeChatPlug('two')]
  desk = await makeChatTestDesk(chats)
})
afterAll(() => desk.close())
beforeEach(async () => {
  team = await makeTeam(desk)
  workspaces = []
  for (const chat of chats) {
    workspaces.push((await desk.connect(team, chat, team.orgId)).id)
    chat.posted.length = 0
    chat.updated.length = 0
    await linkPerson(
      team.ctx,
      { surface: chat.surface.id, sandbox: false, workspace: team.orgId, userId: 'mia', userName: 'mia' },
      'in a test',
    )
  }
})

const one = () => chats[0] as ChatPlug
const two = () => chats[1] as ChatPlug
const room = () => ({ workspace: team.orgId, place: { channel: 'room', direct: false } })
const copies = async () => [
  ...(await desk.sql<Array<{ state: string; surface: string; reason: string | null }>>`
    select state, surface, reason from cards where org_id = ${team.orgId} order by created_at, id`),
]
const run = { id: '1', attempt: 1, signal: new AbortController().signal }

async function postEverywhere(): Promise<void> {
  await desk.ready(team, 'tree')
  await desk.work()
}

test('a card is posted to the channels of its purpose and to the people it names, once', async () => {
  const { member, ctx } = await addMember(desk, team.orgId, 'agent', 'Ben')
  await linkPerson(
    ctx,
    { surface: 'two', sandbox: false, workspace: team.orgId, userId: 'ben', userName: 'Ben' },
    'in a test',
  )
  const channel = { channel: 'c1', name: '#social', purposes: ['approvals' as const] }
  await chooseChannel(team.ctx, { workspaceId: workspaces[0] ?? '', ...channel })
  await chooseChannel(team.ctx, {
    workspaceId: workspaces[0] ?? '',
    channel: 'c2',
    name: '#inbox',
    purposes: ['inbox'],
  })
  for (let time = 0; time < 2; time++) {
    await desk.ready(team, 'tree', [member.memberId])
    await desk.work()
  }
  // The group itself is for approvals since it was connected.
  expect(
    one()
      .posted.map((post) => post.channel)
      .sort(),
  ).toEqual(['c1', team.orgId].sort())
  expect(
    two()
      .posted.map((post) => post.channel)
      .sort(),
  ).toEqual(['dm-ben', team.orgId].sort())
  expect(textOf(one().posted[0]?.view)).toBe('tree is 0')
  await desk.ready(team, 'tree', [], true)
  await desk.work()
  expect(one().posted.length).toBe(4)
})

test('a change is drawn on every copy; what shows the same is not called', async () => {
  await postEverywhere()
  await desk.change(team, 'tree')
  await desk.work()
  for (const chat of chats) expect(chat.updated.map(({ view }) => textOf(view))).toEqual(['tree is 1'])
  await desk.change(team, 'tree', 0)
  await desk.work()
  for (const chat of chats) expect(chat.updated.length).toBe(1)
})

test('a press on one surface changes the copies on all, its own included, and posts no other', async () => {
  await postEverywhere()
  const [copy] = one().posted
  if (!copy) throw new Error('not posted')
  const message = { channel: copy.channel, message: copy.message }
  await desk.act(one(), 'mia', { kind: 'press', button: buttonOf(copy.view, 'Grow'), message }, room())
  for (const chat of chats) expect(textOf(chat.updated.at(-1)?.view)).toBe('tree is 1')
  expect(one().posted.length).toBe(1)
})

test('the answer to a command that is a card follows the object from then on', async () => {
  await desk.act(one(), 'mia', { kind: 'line', text: 'thing tree' }, room())
  await desk.change(team, 'tree', 5)
  await desk.work()
  expect(textOf(one().updated.at(-1)?.view)).toBe('tree is 5')
})

test('a copy that the vendor holds back is tried alone, later; the others are not', async () => {
  await postEverywhere()
  one().next(() => {
    throw new ChatError('rate_limited', 'slow down', { retryAt: new Date(desk.clock.now().getTime() - 1) })
  })
  await desk.change(team, 'tree')
  await desk.work()
  expect(one().updated.map(({ view }) => textOf(view))).toEqual(['tree is 1'])
  expect(two().updated.length).toBe(1)
})

test('a copy that waits for the vendor keeps its turn when its card changes meanwhile', async () => {
  await postEverywhere()
  // Jobs wait by the database's clock.
  const retryAt = new Date(Date.now() + 3_000)
  one().next(() => {
    throw new ChatError('rate_limited', 'slow down', { retryAt })
  })
  await desk.change(team, 'tree')
  await desk.work()
  await desk.change(team, 'tree')
  await desk.work()
  expect(one().updated).toEqual([])
  desk.clock.set(retryAt)
  await until(async () => {
    await desk.work()
    return one().updated.length > 0
  })
  expect(one().updated.map(({ view }) => textOf(view))).toEqual(['tree is 2'])
})

test('a message that is gone is forgotten, and a lost workspace is left alone', async () => {
  await postEverywhere()
  one().next(() => {
    throw new ChatError('gone', 'deleted there')
  })
  two().next(() => {
    throw new ChatError('auth_expired', 'token revoked')
  })
  await desk.change(team, 'tree')
  await desk.work()
  expect((await copies()).map(({ state, surface }) => `${surface} ${state}`).sort()).toEqual([
    'one gone',
    'two posted',
  ])
  const lost = await desk.sql`select state from chat_workspaces where id = ${workspaces[1] ?? ''}`
  expect([...lost]).toEqual([{ state: 'reconnect' }])
  await desk.change(team, 'tree')
  await desk.work()
  expect([...one().updated, ...two().updated]).toEqual([])
})

test('a post whose end nobody knows is not posted twice', async () => {
  one().next(() => {
    throw new ChatError('outcome_unknown', 'no answer')
  })
  await postEverywhere()
  await sweepCopies.run(desk.app, {}, run)
  await postEverywhere()
  expect(one().posted).toEqual([])
  expect((await copies()).map(({ state, surface }) => `${surface} ${state}`).sort()).toEqual([
    'one unknown',
    'two posted',
  ])
})

test('a process that dies while it posts leaves an unknown end; one that dies before, a copy that is posted', async () => {
  await postEverywhere()
  await desk.sql`update cards set state = 'posting', message = null, attempted_at = now() - interval '5 minutes'
    where org_id = ${team.orgId} and surface = 'one'`
  await desk.sql`update cards set state = 'queued', message = null, created_at = now() - interval '5 minutes'
    where org_id = ${team.orgId} and surface = 'two'`
  await sweepCopies.run(desk.app, {}, run)
  await desk.work()
  expect(one().posted.length).toBe(1)
  expect(two().posted.length).toBe(2)
  expect((await copies()).map(({ state }) => state).sort()).toEqual(['posted', 'unknown'])
})

test('a copy that a dead process left behind is drawn by the sweep', async () => {
  await postEverywhere()
  await desk.sql`update cards set wanted_pos = wanted_pos + 1, lease_until = now() - interval '1 hour',
    rendered_hash = 'old' where org_id = ${team.orgId}`
  await sweepCopies.run(desk.app, {}, run)
  await desk.work()
  for (const chat of chats) expect(chat.updated.length).toBe(1)
})

test('an older drawing never overtakes a newer one', async () => {
  await postEverywhere()
  let letGo = () => undefined as void
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  one().next(() => held)
  await desk.change(team, 'tree')
  const first = desk.work()
  await desk.change(team, 'tree')
  const second = desk.work()
  letGo()
  await Promise.all([first, second])
  await desk.work()
  expect(textOf(one().updated.at(-1)?.view)).toBe('tree is 2')
})

test('a disconnected workspace gets nothing more', async () => {
  await disconnectWorkspace(team.ctx, { workspaceId: workspaces[0] ?? '' })
  await postEverywhere()
  expect(one().posted).toEqual([])
  expect(two().posted.length).toBe(1)
  const agent = await team.as('agent')
  await expect(disconnectWorkspace(agent, { workspaceId: workspaces[1] ?? '' })).rejects.toMatchObject({
    code: 'forbidden',
  })
})

test('the same buttons, drawn by many at one moment, are the same buttons', async () => {
  for (let round = 0; round < 8; round++) {
    const labels = ['Approve', 'Hold', 'Edit', 'Reject'].map((label) => `${label} ${round}`)
    const buttons = labels.map((label) => ({ label, command: { name: 'grow', args: {} } }))
    const views = await Promise.all(
      Array.from({ length: 10 }, () => toView(team.ctx, { parts: [{ kind: 'buttons', buttons }] }, {})),
    )
    expect(new Set(views.map((view) => JSON.stringify(view))).size).toBe(1)
  }
})
