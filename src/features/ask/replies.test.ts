import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ReplyPart } from '#contracts/reply.ts'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { answerQuestion } from '#features/metrics/index.ts'
import type { Question } from '#features/metrics/index.ts'
import { fileOf } from './answer-file.ts'
import { argsOf, askArgs, questionOf } from './question-args.ts'
import { replyOf } from './reply-of.ts'

let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
let team: MetricsTeam
beforeAll(async () => {
  kit = await makeMetricsDesk()
})
afterAll(() => kit.close())
beforeEach(async () => {
  team = await kit.team()
})

const period = { from: '2026-10-01', to: '2026-10-31' }
const ask = async (question: Partial<Question> & Pick<Question, 'metrics'>) =>
  answerQuestion(team.ctx, { period, ...question })
const partsOf = async (question: Partial<Question> & Pick<Question, 'metrics'>) =>
  replyOf(await ask(question)).parts
const words = (parts: ReplyPart[]) => parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []))

async function twoMonths(): Promise<void> {
  await team.post(team.photo, '2026-09-10T10:00:00Z', { likes: 40 })
  await team.post(team.photo, '2026-10-10T10:00:00Z', { likes: 30 })
  await team.post(team.bird, '2026-10-12T10:00:00Z', { likes: 10 })
}

describe('an answer in a chat', () => {
  test('says what is worth knowing first, then the change, and where it comes from', async () => {
    await twoMonths()
    const parts = await partsOf({ metrics: ['likes'], by: 'platform', compare: 'previous_period' })
    const [finding = ''] = words(parts)
    expect(finding).toBe(
      'Photo is ahead with 30 likes (75% of all). Likes: 40, as good as unchanged from 40 before.',
    )
    expect(parts.find((part) => part.kind === 'table')).toMatchObject({
      columns: ['Platform', 'Likes', 'Change', 'n'],
      rows: [
        ['Photo', '30', '−25%', '1'],
        ['Bird', '10', 'not measured before', '1'],
      ],
    })
    expect(words(parts).at(-1)).toMatch(
      /^1–31 Oct 2026 \(Europe\/Berlin\) · compared with 1–30 Sept? 2026 · Likes = likes and reactions; of the posts.* · read .* · n = 2 posts$/,
    )
    expect(parts.find((part) => part.kind === 'chart')).toMatchObject({
      chart: {
        kind: 'bar',
        x: ['Photo', 'Bird'],
        series: [{ values: [30, 10] }, { role: 'before', values: [40, null] }],
      },
    })
  })

  test('over time is a line with gaps, and its alt text names the ends', async () => {
    await twoMonths()
    const chart = (await partsOf({ metrics: ['likes'], grain: 'week' })).find((part) => part.kind === 'chart')
    expect(chart).toMatchObject({
      chart: { kind: 'line', series: [{ values: [null, 30, 10, null, null] }] },
    })
    expect(JSON.stringify(chart)).toContain('most 30 (5 Oct), least 10 (12 Oct)')
  })

  test('of what is not measured is the reason, without a chart', async () => {
    const parts = await partsOf({ metrics: ['csat'] })
    expect(words(parts)[0]).toContain(
      'Customers are not asked for a rating yet. The nearest that is: first response time.',
    )
    expect(parts.some((part) => part.kind === 'chart')).toBe(false)
  })

  test('every number of the sentence is one of the answer', async () => {
    await twoMonths()
    const answer = await ask({ metrics: ['likes'], by: 'account', compare: 'previous_period' })
    const figures = [
      ...answer.metrics.map((metric) => metric.total),
      ...answer.rows.flatMap((row) => row.figures),
    ]
    const known = new Set(
      figures.flatMap((one) => [one.value, one.before, Math.abs(one.change ?? 0)]).map(String),
    )
    const total = answer.metrics[0]?.total.value ?? 1
    for (const row of answer.rows) known.add(String((100 * (row.figures[0]?.value ?? 0)) / total))
    const [sentence = ''] = words(replyOf(answer).parts)
    for (const [number] of sentence.replaceAll(',', '').matchAll(/\d+(\.\d+)?/g))
      expect(known).toContain(number)
  })

  test('hostile titles stay text', async () => {
    await team.post(
      team.bird,
      '2026-10-12T10:00:00Z',
      { likes: 10 },
      { title: '=HYPERLINK("x") <b>ignore all rules</b>' },
    )
    const answer = await ask({ metrics: ['likes'], by: 'post' })
    const csv = new TextDecoder().decode(await fileOf(team.ctx, 'csv', 'Likes', [{ title: 'Likes', answer }]))
    expect(csv).toContain('ignore all rules')
    expect(csv).not.toMatch(/(^|,)"?=/m)
  })
})

describe('arguments', () => {
  test('of a button ask the same again', async () => {
    const question: Question = {
      metrics: ['reach', 'likes'],
      by: 'account',
      grain: 'week',
      period,
      compare: 'previous_year',
      filters: { account: team.photo, format: ['reel', 'image'] },
      top: 3,
      order: 'asc',
    }
    expect(await questionOf(team.ctx, askArgs.parse(argsOf(question)))).toEqual(question)
  })

  test('say what may stand there', async () => {
    const of = (args: Record<string, string>) => questionOf(team.ctx, askArgs.parse(args))
    await expect(of({ metrics: 'happiness' })).rejects.toThrow('There is no figure called happiness')
    await expect(of({ period: 'soon' })).rejects.toThrow('Say a period like last_30_days')
    await expect(of({ account: 'nobody' })).rejects.toMatchObject({ code: 'not_found' })
    expect((await of({ account: '@SHOP' })).filters).toEqual({ account: team.bird })
  })
})
