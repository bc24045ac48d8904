import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runLine } from '#bots/core/run-line.ts'
import type { Reply, ReplyPart } from '#contracts/reply.ts'
import { connectChannel } from '#features/channels/index.ts'
import { saveReport } from '#features/reports/index.ts'
import { todayIn } from '#features/metrics/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { discover } from '#kernel/discover.ts'
import { newId } from '#kernel/ids.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'

let desk: TestApp
let team: Team
let viewer: Ctx
let channelId: string
beforeAll(async () => {
  desk = await makeTestApp({ found: await discover(), env: { SANDBOX: '1' } })
  team = await makeTeam(desk)
  viewer = await team.as('viewer', 'Vera')
  const handle = { connector: 'instagram', values: {}, sandbox: true, sandboxHandle: 'shop' }
  channelId = (await connectChannel(team.ctx, handle)).id
  const today = todayIn('UTC', desk.clock.now())
  for (let at = 1; at <= 80; at++)
    await desk.sql`insert into account_days (org_id, channel_id, measure, day, value, captured_at)
      values (${team.orgId}, ${channelId}, 'reach', ${today.subtract({ days: at }).toString()},
        ${1000 - 5 * at + (today.subtract({ days: at }).dayOfWeek > 5 ? 200 : 0) + (at === 4 ? 9000 : 0)}, now())`
})
afterAll(() => desk.close())

const part = <K extends ReplyPart['kind']>(reply: Reply, kind: K) =>
  reply.parts.flatMap((one) => (one.kind === kind ? [one as Extract<ReplyPart, { kind: K }>] : []))
const words = (reply: Reply) =>
  part(reply, 'text')
    .map(({ text }) => text)
    .join('\n')

describe('a metric by formula, in words', () => {
  test('is defined, asked for, listed, and deleted only when nothing uses it', async () => {
    const made = await runLine(team.ctx, 'define-metric "Half reach" reach / 2')
    expect(words(made)).toBe('There is a new figure: Half reach = reach / 2 (count).')
    const asked = await runLine(team.ctx, 'half reach last 7 days by platform')
    expect(words(asked)).toContain('Half reach: ')
    expect(words(asked)).toContain('Half reach = reach / 2')
    const changed = await runLine(team.ctx, 'definiere eine Kennzahl Half reach = reach / 4')
    expect(words(changed)).toContain('Changed: Half reach = reach / 4')
    const { sections } = {
      sections: [{ title: 'x', question: { metrics: ['custom:half_reach'], period: 'last_week' as const } }],
    }
    await saveReport(team.ctx, { name: 'Weekly', sections })
    const unsure = await runLine(team.ctx, 'define-metric "Half reach" reach / 2')
    expect(words(unsure)).toBe('Half reach is used in: report Weekly. Change it there, too?')
    await expect(runLine(team.ctx, 'delete-metric Half reach')).resolves.toSatisfy((reply: Reply) =>
      words(reply).includes('Half reach is used in the report Weekly. Take it out there first.'),
    )
    const [table] = part(await runLine(viewer, 'quelles métriques existent ?'), 'table')
    expect(table?.rows[0]).toEqual(['Half reach', 'reach / 4, of the sums', 'Instagram'])
  })

  test('is refused with the reason, and to who may not', async () => {
    expect(words(await runLine(team.ctx, 'define-metric "Odd" reach + watch_time'))).toContain(
      'A count and a time cannot be added',
    )
    expect(words(await runLine(viewer, 'define-metric "Mine" reach / 2'))).not.toContain(
      'There is a new figure',
    )
  })
})

describe('a forecast in words', () => {
  test.each([
    'forecast reach for next 2 weeks',
    'Prognose der Reichweite für die nächsten 2 Wochen',
    'pronóstico del alcance para las próximas 2 semanas',
    'prévision de la portée pour les 2 prochaines semaines',
  ])('%s says the range, the method and n, and draws a band', async (line) => {
    const said = await runLine(viewer, line)
    const [chart] = part(said, 'chart')
    expect(chart?.chart.series.map(({ role }) => role)).toEqual([undefined, 'forecast', 'low', 'high'])
    expect(words(said)).toMatch(
      /^Reach .*: about [\d,]+ in all, in 8 of 10 cases between [\d,]+ and [\d,]+\./,
    )
    expect(words(said)).toMatch(
      /Forecast \(.*\), not measured · .* · tested on the last 16 days: .* · n = 80 days/,
    )
    expect(chart?.chart.alt).toContain('in 8 of 10 cases between')
  })

  test('with too little past is refused, and a certainty is not given', async () => {
    expect(words(await runLine(viewer, 'forecast followers until december'))).toMatch(
      /not measured|Nothing was measured|No /,
    )
    expect(words(await runLine(viewer, 'how many followers will we have in december?'))).toContain(
      'for a range',
    )
    expect(words(await runLine(viewer, 'forecast until:2030-01-01 metric:reach'))).toContain('weeks')
  })
})

describe('funnels and cohorts in words', () => {
  async function talk(
    at: string,
    more: { answered?: string; resolved?: string; wroteAgain?: string },
  ): Promise<void> {
    const [contact, identity, id] = [newId(), newId(), newId()]
    await desk.sql`insert into contacts (org_id, id, name) values (${team.orgId}, ${contact}, 'C')`
    await desk.sql`insert into contact_identities (org_id, id, contact_id, channel_id, external_id)
      values (${team.orgId}, ${identity}, ${contact}, ${channelId}, ${identity})`
    await desk.sql`insert into conversations (org_id, id, number, channel_id, contact_id, identity_id, last_activity_at)
      values (${team.orgId}, ${id}, ${nextNumber()}, ${channelId}, ${contact}, ${identity}, now())`
    await desk.sql`insert into conversation_spells (org_id, conversation_id, opened_at, channel_id, first_message_at,
        answered_at, answered_by, resolved_at)
      values (${team.orgId}, ${id}, ${new Date(at)}, ${channelId}, ${new Date(at)}, ${more.answered ? new Date(more.answered) : null},
        ${more.answered ? 'person' : null}, ${more.resolved ? new Date(more.resolved) : null})`
    for (const [seq, wrote] of [at, more.wroteAgain].filter((one) => one !== undefined).entries())
      await desk.sql`insert into messages (org_id, id, conversation_id, channel_id, seq, kind, author_kind, at)
        values (${team.orgId}, ${newId()}, ${id}, ${channelId}, ${seq + 1}, 'message', 'contact', ${new Date(wrote)})`
  }
  let last = 0
  const nextNumber = () => (last += 1)
  beforeAll(async () => {
    await talk('2026-09-02T10:00:00Z', {
      answered: '2026-09-02T10:05:00Z',
      resolved: '2026-09-03T10:00:00Z',
      wroteAgain: '2026-10-04T10:00:00Z',
    })
    await talk('2026-09-03T10:00:00Z', { answered: '2026-09-03T14:00:00Z' })
    await talk('2026-09-04T10:00:00Z', { answered: '2026-09-04T14:00:00Z' })
    await talk('2026-09-05T10:00:00Z', {})
  })

  test.each([
    'funnel of conversations in september by channel',
    'Trichter der Gespräche im September nach Kanal',
  ])('%s names the largest drop, with denominators and n', async (line) => {
    const said = await runLine(viewer, line)
    expect(words(said)).toContain(
      'Most are lost between answered and resolved: 2 of 3 (66.7%). 25% come to the end (not opened again).',
    )
    expect(words(said)).toContain('n = 4 conversations')
    const [table] = part(said, 'table')
    expect(table?.rows[0]).toEqual(['Instagram', '4', '3 (75%)', '1 (33.3%)', '1 (33.3%)', '1 (100%)', '4'])
  })

  test('each number of the sentence is one of the steps', async () => {
    const said = await runLine(viewer, 'funnel of conversations in september compared with before')
    const [chart] = part(said, 'chart')
    expect(chart?.chart.series[0]?.values).toEqual([4, 3, 1, 1, 1])
    expect(part(said, 'table')[0]?.columns).toContain('Change')
  })

  test.each([
    'cohorts by month since august',
    'Kohorten pro Monat seit August',
    'cohortes par mois depuis août',
  ])('%s draws a map with n for each cohort', async (line) => {
    const said = await runLine(viewer, line)
    expect(words(said)).toContain('25% of 4 people wrote again in the month after their first.')
    const { chart } = must(part(said, 'chart')[0], 'chart')
    expect(chart).toMatchObject({ kind: 'heat', unit: 'percent' })
    const september = must(chart.y, 'rows').indexOf('Sept 2026 (4)')
    expect(chart.series[0]?.values[september * chart.x.length]).toBe(25)
  })
})

test('an answer names the day that was unusual, with what it usually is', async () => {
  const said = await runLine(viewer, 'reach last 7 days on instagram')
  expect(words(said)).toMatch(/was unusual: [\d,]{5,}, usually [\d,]+ to [\d,]+ \(n = \d+ \w+days before\)\./)
})
