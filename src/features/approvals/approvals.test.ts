import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { discover } from '#kernel/discover.ts'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { decide } from './decide.ts'
import { delegate } from './delegate.ts'
import { createGuestLink, findGuest, guestDecide, guestView, revokeGuestLink } from './guests.ts'
import { exportDecisions, listApprovals } from './list-approvals.ts'
import { deletePolicy, listPolicies, savePolicy, testPolicy } from './policies.ts'
import { approvalProgress, getApproval, isApproved } from './progress.ts'
import { objectChanged, requestApproval, withdraw } from './request-approval.ts'
import { nextWorkingTime } from './remind.ts'
import { policyDefinition } from './schema.ts'
import type { PolicyDefinition } from './schema.ts'
import { job as tick } from './jobs/tick.ts'

let desk: TestApp
beforeAll(async () => {
  desk = await makeTestApp({ found: await discover() })
})
afterAll(() => desk.close())

type Wish = Partial<PolicyDefinition> & Pick<PolicyDefinition, 'stages'>
const anyone = { name: 'Review', rule: 'any' as const, need: 1, memberIds: [], roles: [] }

async function teamWith(wish: Wish): Promise<{ team: Team; author: Ctx; ana: Ctx; ben: Ctx }> {
  const team = await makeTeam(desk)
  const [author, ana, ben] = [
    await team.as('agent', 'Author'),
    await team.as('manager', 'Ana'),
    await team.as('manager', 'Ben'),
  ]
  await savePolicy(team.ctx, { name: 'Policy', definition: policyDefinition.parse(wish) })
  return { team, author, ana, ben }
}

const post = (over: Partial<Parameters<typeof requestApproval>[1]> = {}) => ({
  type: 'post',
  id: newId(),
  hash: 'h1',
  version: 1,
  title: 'First snow',
  channelIds: [],
  labels: [],
  ...over,
})

async function ask(ctx: Ctx, object = post()): Promise<string> {
  const answer = await requestApproval(ctx, object)
  if (!answer.needed) throw new Error('no policy fitted')
  return answer.approvalId
}
const approve = (ctx: Ctx, approvalId: string, hash = 'h1') =>
  decide(ctx, { approvalId, hash, decision: 'approve' })

describe('who decides', () => {
  test('without a policy nothing is asked', async () => {
    const team = await makeTeam(desk)
    expect(await requestApproval(team.ctx, post())).toEqual({ needed: false })
  })

  test('one of anybody who may: one approval grants exactly that content', async () => {
    const { author, ana } = await teamWith({ stages: [anyone] })
    const object = post()
    const id = await ask(author, object)
    expect(await isApproved(author, 'post', object.id, 'h1')).toBe(false)
    expect((await approve(ana, id)).state).toBe('granted')
    expect(await isApproved(author, 'post', object.id, 'h1')).toBe(true)
    expect(await isApproved(author, 'post', object.id, 'h2')).toBe(false)
  })

  test('all: each one must', async () => {
    const { team, author, ana, ben } = await teamWith({
      stages: [{ ...anyone, rule: 'all', roles: ['manager'] }],
    })
    const id = await ask(author)
    expect((await approve(ana, id)).state).toBe('pending')
    expect((await approve(ana, id)).state, 'the same person again does not count').toBe('pending')
    await expect(approve(team.ctx, id)).rejects.toMatchObject({ code: 'forbidden' })
    expect((await approve(ben, id)).state).toBe('granted')
  })

  test('two of three, then a named person', async () => {
    const { team, author, ana, ben } = await teamWith({ stages: [anyone] })
    const [policy] = await listPolicies(team.ctx)
    await savePolicy(team.ctx, {
      id: policy!.id,
      name: 'Two, then Ana',
      definition: policyDefinition.parse({
        stages: [
          { ...anyone, rule: 'n_of_m', need: 2 },
          { ...anyone, name: 'Last word', memberIds: [ana.memberId] },
        ],
      }),
    })
    const id = await ask(author)
    await approve(ben, id)
    const between = await approve(team.ctx, id)
    expect(between).toMatchObject({ state: 'pending', stages: [{ state: 'done' }, { state: 'open' }] })
    expect(between.stages[1]?.waiting.map((one) => one.name)).toEqual(['Ana'])
    await expect(approve(ben, id)).rejects.toMatchObject({ code: 'forbidden' })
    expect((await approve(ana, id)).state).toBe('granted')
  })

  test('authors do not approve their own, unless the policy says so', async () => {
    const { team, ana } = await teamWith({ stages: [anyone] })
    const id = await ask(ana)
    await expect(approve(ana, id)).rejects.toThrow('You wrote this')
    const own = await teamWith({ stages: [anyone], selfApproval: true })
    expect((await approve(own.ana, await ask(own.ana))).state).toBe('granted')
    expect((await approve(team.ctx, id)).state).toBe('granted')
  })

  test('the first policy that is about the channel or label decides', async () => {
    const channel = newId()
    const { team, author } = await teamWith({ stages: [anyone], channelIds: [channel], labels: ['launch'] })
    const about = (channelIds: string[], labels: string[]) =>
      testPolicy(author, { type: 'post', channelIds, labels })
    expect((await about([channel], ['launch'])).policy).toBe('Policy')
    expect((await about([channel], ['other'])).policy).toBeNull()
    expect((await about([], ['launch'])).policy).toBeNull()
    const [policy] = await listPolicies(team.ctx)
    await deletePolicy(team.ctx, policy!.id)
    expect((await about([channel], ['launch'])).policy).toBeNull()
  })
})

describe('a decision', () => {
  test('on other content than was shown is refused, and says which is newest', async () => {
    const { author, ana } = await teamWith({ stages: [anyone] })
    const id = await ask(author)
    await expect(approve(ana, id, 'h0')).rejects.toMatchObject({ code: 'conflict', details: { newest: 1 } })
  })

  test('after another is refused with who and how; the same one again changes nothing', async () => {
    const { author, ana, ben } = await teamWith({ stages: [anyone] })
    const id = await ask(author)
    await decide(ana, { approvalId: id, decision: 'reject', reason: 'No.' })
    await expect(approve(ben, id)).rejects.toThrow('rejected by Ana')
    const again = await decide(ana, { approvalId: id, decision: 'reject', reason: 'No.' })
    expect(again.decisions.filter((one) => one.decision === 'reject')).toHaveLength(1)
  })

  test('of two at once one is first, and only one ends it', async () => {
    const { author, ana, ben } = await teamWith({ stages: [anyone] })
    const id = await ask(author)
    const both = await Promise.allSettled([
      approve(ana, id),
      decide(ben, { approvalId: id, decision: 'request_changes', reason: 'Price.' }),
    ])
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(['granted', 'changes_requested']).toContain((await getApproval(author, id)).state)
  })

  test('an edit takes back what was asked and what was granted', async () => {
    const { author, ana } = await teamWith({ stages: [anyone] })
    const object = post()
    const id = await ask(author, object)
    await approve(ana, id)
    await objectChanged(author, { ...object, hash: 'h2' })
    expect(await isApproved(author, 'post', object.id, 'h1')).toBe(false)
    const next = await ask(author, { ...object, hash: 'h2', version: 2 })
    await ask(author, { ...object, hash: 'h3', version: 3 })
    await expect(approve(ana, next, 'h2')).rejects.toMatchObject({ code: 'conflict' })
    expect((await approvalProgress(author, 'post', object.id))?.hash).toBe('h3')
    await withdraw(author, object)
    expect((await approvalProgress(author, 'post', object.id))?.state).toBe('withdrawn')
  })

  test('can be handed to somebody else, once', async () => {
    const { author, ana, ben } = await teamWith({ stages: [anyone] })
    const only = await teamWith({ stages: [{ ...anyone, memberIds: [] }] })
    const id = await ask(author)
    const agent = await only.team.as('agent', 'Cleo')
    await expect(delegate(ana, { approvalId: id, toMemberId: agent.memberId! })).rejects.toMatchObject({
      code: 'not_found',
    })
    await delegate(ana, { approvalId: id, toMemberId: ben.memberId! })
    await expect(approve(ana, id)).rejects.toMatchObject({ code: 'forbidden' })
    expect((await approve(ben, id)).state).toBe('granted')
  })

  test('is kept for good, with surface and message, and exported', async () => {
    const { team, author, ana } = await teamWith({ stages: [anyone] })
    const id = await ask(author)
    await approve({ ...ana, origin: { surface: 'slack', message: '17.1' } }, id)
    const { items } = await exportDecisions(team.ctx, {
      from: new Date(desk.clock.now().getTime() - 60_000),
      to: new Date(desk.clock.now().getTime() + 60_000),
    })
    expect(items.map((one) => [one.decision, one.by.name, one.surface, one.message])).toEqual([
      ['requested', 'Author', null, null],
      ['approve', 'Ana', 'slack', '17.1'],
    ])
    await expect(
      team.ctx.db.deleteFrom('approval_decisions').where('org_id', '=', team.orgId).execute(),
    ).rejects.toThrow(/permission denied/)
  })

  test('of another organisation does not exist; a viewer is not asked', async () => {
    const { team, author } = await teamWith({ stages: [anyone] })
    const other = await teamWith({ stages: [anyone] })
    const id = await ask(author)
    await expect(approve(other.ana, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(approve(await team.as('viewer'), id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(requestApproval(await team.as('viewer'), post())).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})

test('waiting for me: what I am asked, until I have answered', async () => {
  const { author, ana, ben } = await teamWith({ stages: [{ ...anyone, rule: 'all', roles: ['manager'] }] })
  const id = await ask(author)
  expect((await listApprovals(ana, { mine: true })).items.map((one) => one.id)).toEqual([id])
  await approve(ana, id)
  expect((await listApprovals(ana, { mine: true })).items).toEqual([])
  expect((await listApprovals(ben, { mine: true })).items).toHaveLength(1)
  expect((await listApprovals(author, { mine: true })).items).toEqual([])
})

describe('time', () => {
  const system = (team: Team) => makeCtx(desk.app, { orgId: team.orgId })
  const runTick = () => tick.run(desk.app, {}, { id: '1', attempt: 1, signal: AbortSignal.timeout(10_000) })

  test('reminders once per due time, then others are asked, then it is held', async () => {
    const { team, author, ana, ben } = await teamWith({
      stages: [{ ...anyone, rule: 'any' }],
      remindBefore: [120, 60],
      approveByMinutes: 30,
    })
    const [policy] = await listPolicies(team.ctx)
    await savePolicy(team.ctx, {
      id: policy!.id,
      name: 'Ana first',
      definition: policyDefinition.parse({
        stages: [{ ...anyone, memberIds: [ana.memberId] }],
        remindBefore: [120, 60],
        escalateTo: [ben.memberId],
        approveByMinutes: 30,
      }),
    })
    const slotAt = new Date(desk.clock.now().getTime() + 3 * 3_600_000)
    const id = await ask(author, post({ slotAt }))
    const told = async () =>
      (await getApproval(system(team), id)).decisions
        .map((one) => one.decision)
        .filter((kind) => kind !== 'requested')
    await runTick()
    expect(await told()).toEqual([])
    desk.clock.advance(65 * 60_000)
    await runTick()
    await runTick()
    expect(await told()).toEqual(['remind'])
    desk.clock.advance(60 * 60_000)
    await runTick()
    expect(await told()).toEqual(['remind', 'escalate'])
    expect((await listApprovals(ben, { mine: true })).items).toHaveLength(1)
    desk.clock.advance(30 * 60_000)
    await runTick()
    expect((await getApproval(system(team), id)).state).toBe('expired')
    await expect(approve(ana, id)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('silence is consent only where the policy says so', async () => {
    const { team, author } = await teamWith({
      stages: [anyone, { ...anyone, name: 'Second' }],
      approveByMinutes: 10,
      onLate: 'approve',
    })
    const id = await ask(author, post({ slotAt: new Date(desk.clock.now().getTime() + 15 * 60_000) }))
    desk.clock.advance(6 * 60_000)
    await runTick()
    const view = await getApproval(system(team), id)
    expect(view.state).toBe('granted')
    expect(view.decisions.at(-1)).toMatchObject({
      by: { kind: 'system' },
      reason: expect.stringContaining('Nobody objected'),
    })
  })

  test('reminders wait for working hours, over a change of the clocks, too', () => {
    const plan = policyDefinition.parse({
      stages: [anyone],
      workingHours: { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
    })
    const next = (iso: string) => nextWorkingTime(plan, new Date(iso), 'Europe/Berlin').toISOString()
    expect(next('2026-03-27T15:00:00Z')).toBe('2026-03-27T15:00:00.000Z')
    expect(next('2026-03-27T18:00:00Z'), 'Friday evening before the clocks go forward').toBe(
      '2026-03-30T07:00:00.000Z',
    )
    expect(next('2026-10-23T20:00:00Z')).toBe('2026-10-26T08:00:00.000Z')
  })
})

describe('a guest', () => {
  const tokenOf = (url: string) => url.slice(url.indexOf('#') + 1)

  test('decides about the one request, by name', async () => {
    const { team, author } = await teamWith({ stages: [anyone] })
    const id = await ask(author)
    const link = await createGuestLink(team.ctx, { approvalId: id, name: 'Client' })
    const guest = await findGuest(desk.app, tokenOf(link.url), 'r1')
    expect((await guestView(guest)).title).toBe('First snow')
    expect((await guestDecide(guest, { decision: 'approve', hash: 'h1' })).state).toBe('granted')
    const view = await getApproval(team.ctx, id)
    expect(view.decisions.at(-1)).toMatchObject({
      by: { kind: 'guest', name: 'Client' },
      surface: 'guest link',
    })
  })

  test('with a revoked, old or invented link is told to ask for a new one', async () => {
    const { team, author } = await teamWith({ stages: [anyone] })
    const id = await ask(author)
    const revoked = await createGuestLink(team.ctx, { approvalId: id, name: 'A' })
    await revokeGuestLink(team.ctx, revoked.id)
    const old = await createGuestLink(team.ctx, { approvalId: id, name: 'B', days: 1 })
    desk.clock.advance(25 * 3_600_000)
    for (const token of [tokenOf(revoked.url), tokenOf(old.url), 'x'.repeat(43)])
      await expect(findGuest(desk.app, token, 'r')).rejects.toThrow('no longer valid')
  })

  test('asked at a stage that is over decides no more', async () => {
    const { team, author, ana } = await teamWith({ stages: [anyone, { ...anyone, name: 'Second' }] })
    const id = await ask(author)
    const link = await createGuestLink(team.ctx, { approvalId: id, name: 'Client' })
    await approve(ana, id)
    const guest = await findGuest(desk.app, tokenOf(link.url), 'r')
    await expect(guestDecide(guest, { decision: 'approve' })).rejects.toThrow('Your part is done')
  })
})
