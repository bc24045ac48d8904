import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMailbox } from '#test/kit/mailbox.ts'
import type { Mailbox } from '#test/kit/mailbox.ts'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import { must } from '#kernel/assert.ts'
import { mailRun } from './mail-run.ts'
import { scheduleReport } from './schedules.ts'
import { sendDue } from './send-due.ts'

let box: Mailbox
let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
beforeAll(async () => {
  box = await openMailbox()
  kit = await makeMetricsDesk({ env: { SMTP_URL: box.url, MAIL_FROM: 'Parley <desk@example.com>' } })
})
afterAll(async () => {
  await kit.close()
  await box.close()
})

test('a mailed report has its figures as text and page, its chart travels with it, and it is sent once', async () => {
  const team = await kit.team()
  for (const day of ['05', '12', '19'])
    await team.post(team.bird, `2026-10-${day}T10:00:00Z`, { likes: 1_000 + Number(day) })
  const period = { from: '2026-10-01', to: '2026-10-31' }
  const { id } = await scheduleReport(team.ctx, {
    sections: [{ title: 'Likes <b>', question: { metrics: ['likes'], period, grain: 'week' } }],
    rrule: 'DTSTART;TZID=Europe/Berlin:20260101T083000\nRRULE:FREQ=DAILY',
    place: { kind: 'email', address: 'ana@example.com' },
  })
  kit.desk.clock.advance(86_400_000)
  await sendDue(team.ctx, id)
  const [run] = await kit.desk.sql<
    Array<{ id: string }>
  >`select id from report_runs where schedule_id = ${id}`
  await mailRun(team.ctx, must(run, 'run').id)
  const mail = await box.mailTo('ana@example.com')
  expect(mail).toContain('3,036')
  expect(mail).toContain('src="cid:chart-')
  const [, picture = ''] =
    /Content-ID: <chart-\d+>[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\s]+?)\r\n--/.exec(mail) ?? []
  const bytes = Buffer.from(picture, 'base64')
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  expect(bytes.length).toBeGreaterThan(5_000)
  expect(mail).not.toContain('<b></h2>')
  await mailRun(team.ctx, must(run, 'run').id)
  expect(box.countTo('ana@example.com')).toBe(1)
})
