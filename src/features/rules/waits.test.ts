import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sendReply, writeNote } from '#features/inbox/index.ts'
import { makeRulesDesk } from '#test/kit/rules-desk.ts'
import type { RulesTeam } from '#test/kit/rules-desk.ts'
import { listRuns } from './list-runs.ts'
import { setKillSwitch } from './rules-state.ts'
import { disableRule } from './switch-rule.ts'

const minuteMs = 60_000
let rules: Awaited<ReturnType<typeof makeRulesDesk>>
let team: RulesTeam
beforeAll(async () => {
  rules = await makeRulesDesk()
})
afterAll(() => rules.close())
beforeEach(async () => {
  team = await rules.team()
})

const advance = (ms: number) => rules.desk.clock.advance(ms)
const runs = async () => (await listRuns(team.ctx, { limit: 50 })).items

describe('delays', () => {
  const later = (change: { cancelOnHumanReply?: boolean; cancelOnCustomerReply?: boolean } = {}) =>
    team.rule({
      then: [
        { kind: 'label', add: ['waiting'] },
        { kind: 'wait', seconds: 120, ...change },
        { kind: 'reply', text: 'Still here?' },
      ],
    })

  test('do the rest when due, once, however many look', async () => {
    await later()
    await team.says('price')
    expect((await runs())[0]).toMatchObject({ outcome: 'waiting' })
    await team.waitsAreDue()
    expect(await team.replies()).toEqual([])
    advance(2 * minuteMs)
    await Promise.all([team.waitsAreDue(), team.waitsAreDue(), team.waitsAreDue()])
    expect(await team.replies()).toEqual(['Still here?'])
    expect((await runs())[0]).toMatchObject({
      outcome: 'done',
      effects: [{ outcome: 'done' }, { kind: 'wait', outcome: 'done' }, { kind: 'reply', outcome: 'done' }],
    })
  })

  test('are taken back when a person answers first', async () => {
    await later()
    const conversationId = await team.says('price')
    await writeNote(team.ctx, { conversationId, text: 'a note is no answer' })
    await team.follow()
    expect((await runs())[0]).toMatchObject({ outcome: 'waiting' })
    await sendReply(team.ctx, { conversationId, text: 'It is 5.' })
    await team.follow()
    expect((await runs())[0]?.effects[1]).toMatchObject({
      outcome: 'cancelled',
      reason: 'A person answered first.',
    })
    advance(2 * minuteMs)
    await team.waitsAreDue()
    expect(await team.replies()).toEqual([])
  })

  test('are taken back by the thread itself, when the job that tells of it is behind', async () => {
    await later()
    const conversationId = await team.says('price')
    await sendReply(team.ctx, { conversationId, text: 'It is 5.' })
    advance(2 * minuteMs)
    await team.waitsAreDue()
    expect(await team.replies()).toEqual([])
  })

  test('mind the customer only when told', async () => {
    await later({ cancelOnCustomerReply: true })
    await team.says('price')
    await team.says('never mind')
    advance(2 * minuteMs)
    await team.waitsAreDue()
    expect(await team.replies()).toEqual([])
    expect((await runs())[0]?.effects[1]).toMatchObject({ reason: 'The customer wrote again.' })
  })

  test('may follow one another', async () => {
    await team.rule({
      then: [
        { kind: 'wait', seconds: 60 },
        { kind: 'reply', text: 'one' },
        { kind: 'wait', seconds: 60 },
        { kind: 'reply', text: 'two' },
      ],
    })
    await team.says('price')
    advance(minuteMs)
    await team.waitsAreDue()
    await team.waitsAreDue()
    expect(await team.replies()).toEqual(['one'])
    advance(minuteMs)
    await team.waitsAreDue()
    expect(await team.replies()).toEqual(['one', 'two'])
  })

  test('end with their rule', async () => {
    const rule = await later()
    await team.says('price')
    await disableRule(team.ctx, rule.id)
    expect((await runs())[0]?.effects[1]).toMatchObject({
      outcome: 'cancelled',
      reason: 'The rule was switched off.',
    })
    advance(2 * minuteMs)
    await team.waitsAreDue()
    expect(await team.replies()).toEqual([])
  })
})

describe('the kill switch', () => {
  test('stops every rule at once, and what waits', async () => {
    await team.rule({
      then: [
        { kind: 'reply', text: 'now' },
        { kind: 'wait', seconds: 60 },
        { kind: 'reply', text: 'later' },
      ],
    })
    await team.says('price')
    const event = await team.receive('price')
    await setKillSwitch(team.ctx, true)
    await team.work(event)
    advance(minuteMs)
    await team.waitsAreDue()
    expect(await team.replies()).toEqual(['now'])
    await setKillSwitch(team.ctx, false)
    await team.waitsAreDue()
    expect(await team.replies()).toEqual(['now'])
    await team.says('price')
    expect(await team.replies()).toEqual(['now', 'now'])
  })
})
