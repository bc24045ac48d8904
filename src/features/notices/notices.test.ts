import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LoggedEvent } from '#contracts/event.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { addNotices } from './add-notices.ts'
import { job as forget } from './jobs/forget-notices.ts'
import { job as noteEvents } from './jobs/note-events.ts'
import { getNoticeBox, listNotices, muteNotices, readNotices } from './notices.ts'

let desk: TestApp
let team: Team
let agent: Ctx
beforeAll(async () => {
  desk = await makeTestApp()
})
afterAll(() => desk.close())
beforeEach(async () => {
  team = await makeTeam(desk)
  agent = await team.as('agent', 'Ana')
})

let pos = 0
const run = { id: '1', attempt: 1, signal: new AbortController().signal }
const event = (type: string, payload: Record<string, unknown>, actor = team.ctx.actor): LoggedEvent => ({
  orgId: team.orgId,
  pos: String(++pos),
  type,
  objectId: null,
  payload,
  actor,
  requestId: 'r',
  at: desk.clock.now().toISOString(),
})
const note = (...events: LoggedEvent[]) => noteEvents.runAll(team.ctx, events, run)
const me = (ctx: Ctx) => must(ctx.memberId, 'member')
const titles = async (ctx: Ctx) =>
  (await listNotices(ctx, { limit: 50 })).notices.map((notice) => notice.title)
const asked = (memberIds: string[], type = 'approval.requested') =>
  event(type, { approvalId: newId(), title: 'Spring sale', memberIds })
const assigned = (assigneeId: string | null, actor = team.ctx.actor) =>
  event(
    'conversation.changed',
    {
      changed: ['assignee_id'],
      conversation: { id: newId(), number: 7, assigneeId, preview: 'Where is my order?' },
    },
    actor,
  )

describe('who is told', () => {
  test('those who are asked, mentioned or given work, and not who did it', async () => {
    const mentioned = event('message.created', {
      message: { mentions: [me(agent), me(team.ctx)], author: { name: 'Olga' }, text: '@Ana look' },
      conversation: { id: newId(), number: 9 },
    })
    await note(asked([me(agent)]), mentioned, assigned(me(agent)), assigned(me(agent), agent.actor))
    expect(await titles(agent)).toEqual([
      expect.stringMatching(/assigned conversation #7 to you$/),
      'Olga mentioned you in conversation #9',
      'Waits for your decision',
    ])
    expect(await titles(team.ctx)).toEqual([])
    const [newest] = (await listNotices(agent, { limit: 1 })).notices
    expect(newest).toMatchObject({ kind: 'assignment', detail: 'Where is my order?', read: false })
    expect(newest?.path).toMatch(/^\/inbox\//)
  })

  test('a lost connection is told to who can make it again, trouble to the author', async () => {
    const trouble = {
      authorId: me(agent),
      targetId: null,
      number: 3,
      title: 'Fern',
      message: 'Instagram refused it.',
    }
    await note(
      event('channel.changed', { state: 'reconnect', name: 'Shop', reason: null }),
      event('channel.changed', { state: 'active', name: 'Shop', reason: null }),
      event('post.trouble', trouble),
    )
    expect(await titles(team.ctx)).toEqual(['Shop must be connected again'])
    expect(await titles(agent)).toEqual(['Instagram refused it.'])
  })

  test('once, also when the job runs twice; not of muted kinds; not in another organisation', async () => {
    const twice = asked([me(agent)])
    await note(twice)
    await note(twice)
    expect(await getNoticeBox(agent)).toEqual({ unread: 1, muted: [] })
    await muteNotices(agent, { muted: ['approval'] })
    await note(asked([me(agent)]), assigned(me(agent)))
    expect(await getNoticeBox(agent)).toEqual({ unread: 2, muted: ['approval'] })
    const stranger = (await makeTeam(desk)).ctx
    await noteEvents.runAll(stranger, [asked([me(agent)])], run)
    expect([await titles(stranger), (await titles(agent)).length]).toEqual([[], 2])
  })
})

test('unread is counted along: read one, read all, and what nobody read for 90 days', async () => {
  await note(asked([me(agent)]), asked([me(agent)]), asked([me(agent)]))
  const [one] = (await listNotices(agent, { limit: 50 })).notices
  const ids = [must(one, 'notice').id]
  expect((await readNotices(agent, { ids })).unread).toBe(2)
  expect((await readNotices(agent, { ids })).unread).toBe(2)
  await expect(readNotices(team.ctx, { ids })).rejects.toMatchObject({ code: 'not_found' })
  expect((await readNotices(agent, { all: true })).unread).toBe(0)
  await addNotices(agent, [
    {
      pos: String(++pos),
      at: new Date(desk.clock.now().getTime() - 91 * 86_400_000).toISOString(),
      notice: { memberIds: [me(agent)], kind: 'alert', title: 'Old', detail: '', path: '/reports' },
    },
  ])
  expect((await getNoticeBox(agent)).unread).toBe(1)
  await forget.run(desk.app, {}, run)
  expect((await getNoticeBox(agent)).unread).toBe(0)
  expect(await titles(agent)).not.toContain('Old')
})

test('pages go on where the last one ended', async () => {
  await note(...Array.from({ length: 5 }, () => asked([me(agent)])))
  const first = await listNotices(agent, { limit: 3 })
  const rest = await listNotices(agent, { limit: 3, cursor: must(first.cursor, 'cursor') })
  const ids = [...first.notices, ...rest.notices].map(({ id }) => id)
  expect([new Set(ids).size, rest.cursor]).toEqual([5, null])
})
