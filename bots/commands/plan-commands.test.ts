import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runLine } from '#bots/core/run-line.ts'
import { runCommand } from '#bots/core/run-command.ts'
import type { Reply } from '#contracts/reply.ts'
import { savePolicy } from '#features/approvals/index.ts'
import { connectChannel } from '#features/channels/index.ts'
import { createPost, getPost, submitPost } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { discover } from '#kernel/discover.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { createSlot } from '../../src/features/calendar/slots.ts'
import { readTime } from './parts/when-argument.ts'
import { job as followApprovals } from '../../src/features/posts/jobs/follow-approvals.ts'

let desk: TestApp
let team: Team
let author: Ctx
let ana: Ctx
let channelId: string
beforeAll(async () => {
  desk = await makeTestApp({ found: await discover(), env: { SANDBOX: '1' } })
  team = await makeTeam(desk)
  author = await team.as('agent', 'Author')
  ana = await team.as('manager', 'Ana Lind')
  channelId = (
    await connectChannel(team.ctx, { connector: 'x', values: {}, sandbox: true, sandboxHandle: 'shop' })
  ).id
})
afterAll(() => desk.close())

const words = (reply: Reply) =>
  reply.parts.flatMap((one) => (one.kind === 'text' || one.kind === 'heading' ? [one.text] : [])).join('\n')
const buttonsOf = (reply: Reply) => reply.parts.flatMap((one) => (one.kind === 'buttons' ? one.buttons : []))
let made = 0
const draft = () =>
  createPost(author, { body: { text: `Words of post ${++made}` }, targets: [{ channelId }] })

/** Follows decisions as the worker would. */
async function follow() {
  await desk.app.dispatcher.drain()
  const events = await desk.sql<Array<{ type: string; payload: Record<string, unknown>; pos: string }>>`
    select type, payload, pos::text as pos from events where org_id = ${team.orgId} and type like 'approval.%' order by pos desc limit 3`
  for (const event of events.reverse()) {
    if (!followApprovals.on.some((kind) => kind.type === event.type)) continue
    const logged = {
      ...event,
      orgId: team.orgId,
      objectId: null,
      actor: { kind: 'system' as const, name: '' },
      requestId: '',
      at: '',
    }
    await followApprovals.run({ ...team.ctx, actor: { kind: 'system', name: 'Parley' } }, logged as never, {
      id: '1',
      attempt: 1,
      signal: AbortSignal.timeout(5_000),
    })
  }
}

describe('schedule', () => {
  test('takes a day and a time in a zone, and shows the post', async () => {
    const post = await draft()
    const shown = await runLine(author, `schedule ${post.number} tomorrow 9:30am Berlin`)
    expect(words(shown)).toContain(`#${post.number}`)
    const after = await getPost(author, { postId: post.id })
    expect(after.plannedWall).toMatch(/T09:30/)
    expect(after.plannedZone).toBe('Europe/Berlin')
  })

  test('asks what is not clear, with the next free slots to press', async () => {
    const post = await draft()
    await createSlot(team.ctx, { weekday: 3, time: '11:15', zone: 'UTC' })
    const asked = await runLine(author, `schedule ${post.number} tomorrow`)
    expect(asked.private).toBe(true)
    expect(words(asked)).toContain('At what time?')
    const [slot] = buttonsOf(asked)
    if (!slot || !('command' in slot)) throw new Error('no slot to press')
    await runCommand(author, must(author.commands.get(slot.command.name), 'command'), slot.command.args)
    expect((await getPost(author, { postId: post.id })).plannedWall).toMatch(/T11:15/)
  })

  test.each([
    ['tomorrow at 8', 'morning or in the evening'],
    ['next saturday 10:00', 'coming one'],
    ['3/12 9am', 'which of the two'],
    ['friday 9am CST', 'Which zone'],
    ['soon', 'Say a day'],
  ])('%s is asked back', async (said, answer) => {
    const read = await readTime(said, 'Europe/Berlin', new Date('2026-11-20T09:00:00Z'))
    expect(read).toMatchObject({
      kind: 'ask',
      text: expect.stringMatching(new RegExp(answer, 'i')) as string,
    })
  })

  test.each([
    ['tomorrow 9am', '2026-11-21T09:00', 'Europe/Berlin'],
    ['saturday 18:30', '2026-11-21T18:30', 'Europe/Berlin'],
    ['tomorrow 9am New York', '2026-11-21T09:00', 'America/New_York'],
    ['in 2 hours', '2026-11-20T15:00', 'Europe/Berlin'],
    ['2026-12-01 07:05', '2026-12-01T07:05', 'Europe/Berlin'],
    ['morgen um 9 Uhr', '2026-11-21T09:00', 'Europe/Berlin'],
  ])('%s is %s in %s', async (said, wall, zone) => {
    expect(await readTime(said, 'Europe/Berlin', new Date('2026-11-20T12:00:00Z'))).toEqual({
      kind: 'when',
      when: { kind: 'wall', wall, zone },
    })
  })
})

describe('decisions', () => {
  test('approve, with the author refused; request changes with its reason; reject; delegate', async () => {
    await savePolicy(team.ctx, {
      name: 'Managers',
      definition: { stages: [{ name: 'Review', rule: 'any', roles: ['manager'] }] },
    })
    const ben = await team.as('manager', 'Ben Roth')
    const waiting = async () => {
      const post = await draft()
      await submitPost(author, { postId: post.id })
      return post
    }
    const first = await waiting()
    expect(words(await runLine(author, `approve ${first.number}`))).toContain('You wrote this')
    expect(words(await runLine(ana, 'approvals'))).toContain('Waiting for you')
    await runLine(ana, `approve ${first.number}`)
    await follow()
    expect((await getPost(author, { postId: first.id })).state).toBe('approved')
    expect(words(await runLine(ben, `reject ${first.number} too late`))).toContain('decided already')

    const second = await waiting()
    await runLine(ana, `request-changes ${second.number} the price is wrong`)
    await follow()
    expect(await getPost(author, { postId: second.id })).toMatchObject({
      state: 'changes_requested',
      stateReason: 'Ana Lind: the price is wrong',
    })

    const third = await waiting()
    await runLine(ana, `delegate ${third.number} ben`)
    expect(words(await runLine(ana, `approve ${third.number}`))).toContain('not asked')
    await runLine(ben, `reject ${third.number} off brand`)
    await follow()
    expect((await getPost(author, { postId: third.id })).state).toBe('rejected')

    const [fourth, fifth] = [await waiting(), await waiting()]
    await runLine(ana, `approve ${fourth.number},${fifth.number}`)
    await follow()
    expect((await getPost(author, { postId: fifth.id })).state).toBe('approved')
  })

  test('hold and release', async () => {
    const post = await draft()
    await runLine(author, `hold ${post.number}`)
    expect((await getPost(author, { postId: post.id })).state).toBe('on_hold')
    expect(words(await runLine(author, `release ${post.number}`))).toContain('Your role')
    await runLine(ana, `release ${post.number}`)
    expect((await getPost(author, { postId: post.id })).state).not.toBe('on_hold')
  })
})

test('status tells what is up', async () => {
  const said = await runLine(ana, 'status')
  expect(said.parts.find((part) => part.kind === 'table')?.rows[0]).toEqual(['X @shop', 'works', ''])
})

test('publish-now asks first, and only of what is approved', async () => {
  const post = await draft()
  const asked = await runLine(ana, `publish-now ${post.number}`)
  expect(buttonsOf(asked)[0]).toMatchObject({ label: 'Publish now', style: 'danger' })
  expect(words(await runLine(ana, `publish-now ${post.number} yes`))).toContain('not approved yet')
})
