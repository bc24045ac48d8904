import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  approvalProgress,
  decide,
  isApproved,
  objectChanged,
  requestApproval,
  savePolicy,
  withdraw,
} from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { discover } from '#kernel/discover.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { makeTeam } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { makeRandom, sample, seed } from './whole.ts'

let desk: TestApp
beforeAll(async () => {
  desk = await makeTestApp({ found: await discover() })
})
afterAll(() => desk.close())

interface Case {
  author: Ctx
  ana: Ctx
  ben: Ctx
  object: { id: string; hash: string }
  approvalId: string
}

async function open(people: Pick<Case, 'author' | 'ana' | 'ben'>): Promise<Case> {
  const object = {
    type: 'post',
    id: newId(),
    hash: 'one',
    version: 1,
    title: 'Post',
    channelIds: [],
    labels: [],
  }
  const asked = await requestApproval(people.author, object)
  if (!asked.needed) throw new Error('no policy fitted')
  return { ...people, object, approvalId: asked.approvalId }
}

/** What may happen at the same instant; each is refused or done, never half done. */
const acts: Record<string, (one: Case) => Promise<unknown>> = {
  'Ana approves': (one) => decide(one.ana, { approvalId: one.approvalId, hash: 'one', decision: 'approve' }),
  'Ben approves': (one) => decide(one.ben, { approvalId: one.approvalId, hash: 'one', decision: 'approve' }),
  'Ben rejects': (one) => decide(one.ben, { approvalId: one.approvalId, hash: 'one', decision: 'reject' }),
  'the author edits and asks again': (one) =>
    inTransaction(one.author, async (tx) => {
      await objectChanged(tx, { type: 'post', id: one.object.id, hash: 'two' })
      await requestApproval(tx, {
        type: 'post',
        id: one.object.id,
        hash: 'two',
        version: 2,
        title: 'Post',
        channelIds: [],
        labels: [],
      })
    }),
  'the author takes it back': (one) => withdraw(one.author, { type: 'post', id: one.object.id }),
}

it(`decisions, an edit and the slot at one instant have one legal outcome (seed ${seed})`, async () => {
  const team = await makeTeam(desk)
  await savePolicy(team.ctx, {
    name: 'Both',
    definition: {
      stages: [{ name: 'Managers', rule: 'all', roles: ['manager'] }],
    },
  })
  const people = {
    author: await team.as('agent', 'Author'),
    ana: await team.as('manager', 'Ana'),
    ben: await team.as('manager', 'Ben'),
  }
  const random = makeRandom(seed)
  for (let round = 0; round < sample(60, 1_000); round++) {
    const one = await open(people)
    const chosen = Object.keys(acts)
      .map((name) => ({ name, at: random() }))
      .sort((a, b) => a.at - b.at)
      .slice(0, 2 + Math.floor(random() * 4))
    const slot: boolean[] = []
    const running = chosen.map(async ({ name }) => {
      await acts[name]?.(one).catch((error: unknown) => {
        if (!(error instanceof AppError) || !['conflict', 'forbidden'].includes(error.code)) throw error
      })
      slot.push(await isApproved(one.author, 'post', one.object.id, 'one'))
    })
    await Promise.all(running)
    await judge(
      one,
      chosen.map(({ name }) => name),
      slot,
    )
  }
})

/** The decisions tell the state, whatever came first. */
async function judge(one: Case, chosen: string[], slot: boolean[]): Promise<void> {
  const newest = await approvalProgress(one.author, 'post', one.object.id)
  const first = await desk.sql<Array<{ state: string; decisions: string[] }>>`
    select state, array(select decision || ':' || coalesce(actor->>'name', '') from approval_decisions d
      where d.org_id = a.org_id and d.approval_id = a.id order by d.id) as decisions
    from approvals a where id = ${one.approvalId}`
  const { state, decisions } = first[0] ?? { state: 'gone', decisions: [] }
  const told = new Set(decisions)
  const context = `${chosen.join(' + ')} → ${state}: ${decisions.join(', ')}`
  expect(told.size, context).toBe(decisions.length)
  const both = told.has('approve:Ana') && told.has('approve:Ben')
  if (state === 'granted') expect(both, context).toBe(true)
  if (state === 'rejected') expect(told.has('reject:Ben'), context).toBe(true)
  if (state === 'pending') expect(both || told.has('reject:Ben'), context).toBe(false)
  if (both && state !== 'granted') expect(state, context).toBe('replaced')
  if (chosen.includes('the author edits and asks again')) {
    expect(['replaced', 'rejected', 'withdrawn'], context).toContain(state)
    expect(newest?.hash, context).toBe('two')
    expect(await isApproved(one.author, 'post', one.object.id, 'one'), context).toBe(false)
  }
  // What the slot saw granted was at some time granted by both.
  if (slot.some(Boolean)) expect(both, context).toBe(true)
}
