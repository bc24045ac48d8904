import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { scheduleReport } from './schedules.ts'
import { sendDue } from './send-due.ts'
import type { ScheduleView } from './schema.ts'

let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
let team: MetricsTeam
beforeAll(async () => {
  kit = await makeMetricsDesk()
})
afterAll(() => kit.close())
beforeEach(async () => {
  team = await kit.team()
})

const dayMs = 86_400_000
const period = { from: '2026-10-01', to: '2026-10-31' }
/** Every day at 8:30 in Berlin, to its maker. */
const daily = async (ctx = team.ctx): Promise<ScheduleView> =>
  scheduleReport(ctx, {
    sections: [{ title: 'Likes', question: { metrics: ['likes'], period } }],
    rrule: 'DTSTART;TZID=Europe/Berlin:20260101T083000\nRRULE:FREQ=DAILY',
    place: { kind: 'member', memberId: ctx.memberId ?? '' },
  })
const runs = (id: string) =>
  kit.desk.sql<Array<{ state: string; due_at: Date }>>`
    select state, due_at from report_runs where schedule_id = ${id} order by due_at`
const nextDay = () => kit.desk.clock.advance(dayMs)

describe('a scheduled report', () => {
  test('is sent once at its time, however many workers look, and never early', async () => {
    await team.post(team.bird, '2026-10-12T10:00:00Z', { likes: 10 })
    const { id } = await daily()
    await sendDue(team.ctx, id)
    expect([...(await runs(id))]).toEqual([])
    nextDay()
    await Promise.all([sendDue(team.ctx, id), sendDue(team.ctx, id), sendDue(team.ctx, id)])
    expect([...(await runs(id))]).toMatchObject([{ state: 'sent' }])
  })

  test('with nothing new says so once, and is there again when there is', async () => {
    const { targetId } = await team.post(team.bird, '2026-10-12T10:00:00Z', { likes: 10 })
    const { id } = await daily()
    for (let day = 0; day < 4; day++) {
      nextDay()
      await sendDue(team.ctx, id)
    }
    expect((await runs(id)).map((run) => run.state)).toEqual(['sent', 'quiet'])
    await kit.desk.sql`update measured_posts set likes = 11 where target_id = ${targetId}`
    nextDay()
    await sendDue(team.ctx, id)
    expect((await runs(id)).map((run) => run.state)).toEqual(['sent', 'quiet', 'sent'])
  })

  test('after an outage of days comes once', async () => {
    await team.post(team.bird, '2026-10-12T10:00:00Z', { likes: 10 })
    const { id } = await daily()
    kit.desk.clock.advance(5 * dayMs)
    await sendDue(team.ctx, id)
    await sendDue(team.ctx, id)
    expect(await runs(id)).toHaveLength(1)
  })

  test('of somebody who left stops, and says why', async () => {
    const manager = await team.as('manager', 'Mo Manager')
    const { id } = await daily(manager)
    await kit.desk.sql`update members set active = false where id = ${manager.memberId ?? ''}`
    nextDay()
    await sendDue(team.ctx, id)
    const [row] = await kit.desk.sql`select next_at, paused_reason from report_schedules where id = ${id}`
    expect(row).toMatchObject({
      next_at: null,
      paused_reason: expect.stringContaining('not in the team') as string,
    })
    expect(await runs(id)).toHaveLength(0)
  })

  test('of an account that is gone tells that in its place, and the rest stands', async () => {
    await team.post(team.bird, '2026-10-12T10:00:00Z', { likes: 10 })
    const { id } = await scheduleReport(team.ctx, {
      sections: [
        { title: 'Gone', question: { metrics: ['likes'], period, filters: { platform: 'nowhere' } } },
        { title: 'Likes', question: { metrics: ['likes'], period } },
      ],
      rrule: 'DTSTART;TZID=Europe/Berlin:20260101T083000\nRRULE:FREQ=DAILY',
      place: { kind: 'member', memberId: team.owner.memberId },
    })
    nextDay()
    await sendDue(team.ctx, id)
    const [run] = await kit.desk.sql`select sections from report_runs where schedule_id = ${id}`
    expect(run?.['sections']).toMatchObject([
      { answer: null, error: expect.stringContaining('nowhere') as string },
      { answer: { metrics: [{ total: { value: 10 } }] } },
    ])
  })

  test('goes nowhere that is not there, and to no address without mail', async () => {
    const input = {
      sections: [{ title: 'Likes', question: { metrics: ['likes' as const], period } }],
      rrule: 'DTSTART;TZID=Europe/Berlin:20260101T083000\nRRULE:FREQ=DAILY',
    }
    await expect(
      scheduleReport(team.ctx, { ...input, place: { kind: 'email', address: 'ana@example.com' } }),
    ).rejects.toThrow('SMTP_URL')
    const other = await kit.team()
    await expect(
      scheduleReport(team.ctx, { ...input, place: { kind: 'member', memberId: other.owner.memberId } }),
    ).rejects.toMatchObject({ code: 'not_found' })
    const viewer = await team.as('viewer')
    await expect(daily(viewer)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
