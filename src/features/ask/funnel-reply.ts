import type { Chart } from '#contracts/chart.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { formatValue } from '#features/charts/index.ts'
import { periodWords } from '#features/metrics/index.ts'
import type { FunnelAnswer, FunnelRow, FunnelStep } from '#features/metrics/index.ts'

const mostRows = 8
const count = (value: number) => formatValue(value, 'count')
const percent = (value: number | null) => formatValue(value, 'percent')

/** From step to step: how many go on, and where most are lost. */
export function funnelReply(answer: FunnelAnswer): Reply {
  const { total, of } = answer
  if (total.n === 0)
    return reply(
      {
        kind: 'text',
        text:
          of === 'posts'
            ? 'No post of that time has been measured so that its steps could be compared.'
            : 'Nobody wrote in that time, so there is no funnel.',
      },
      { kind: 'text', tone: 'quiet', text: quietOf(answer) },
    )
  return reply(
    { kind: 'text', text: sentenceOf(answer) },
    { kind: 'chart', chart: funnelChart(answer) },
    { kind: 'table', ...(answer.by ? rowsTable(answer) : stepsTable(total)) },
    ...answer.notes.map((text) => ({ kind: 'text' as const, tone: 'quiet' as const, text })),
    { kind: 'text', tone: 'quiet', text: quietOf(answer) },
    { kind: 'buttons', buttons: buttonsOf(answer) },
  )
}

function sentenceOf({ total, rows, of }: FunnelAnswer): string {
  const drop = dropWords(total)
  const end = total.steps.findLast((step) => !step.aside)
  const whole =
    end && end.of !== null ? ` ${percent(end.overall)} come to the end (${end.name.toLowerCase()}).` : ''
  const worst = worstRow(rows)
  const nothing = of === 'posts' ? 'No step loses anything.' : 'Nobody was lost on the way.'
  return `${drop ?? nothing}${whole}${worst ?? ''}`
}

/** "Most are lost between Answered and Resolved: 40 of 100 (40%)." */
function dropWords({ steps, largestDrop }: FunnelRow): string | undefined {
  const step = largestDrop === null ? undefined : steps[largestDrop]
  const parent = step && step.of !== null ? steps[step.of] : undefined
  if (!step || !parent || step.share === null) return undefined
  return `Most are lost between ${parent.name.toLowerCase()} and ${step.name.toLowerCase()}: ${count(step.lost)} of ${count(parent.value)} (${percent(100 - step.share)}).`
}

const fewest = 10

function worstRow(rows: readonly FunnelRow[]): string | undefined {
  const ends = rows.flatMap((row) => {
    const end = row.steps.findLast((step) => !step.aside)
    return end && end.overall !== null && row.n >= fewest
      ? [{ label: row.label, overall: end.overall, n: row.n }]
      : []
  })
  const [first] = ends
  if (!first || ends.length < 2) return undefined
  const worst = ends.reduce((low, row) => (row.overall < low.overall ? row : low), first)
  return ` Fewest on ${worst.label}: ${percent(worst.overall)}, n = ${count(worst.n)}.`
}

function changeOf({ share, before }: FunnelStep): string {
  if (!before) return ''
  if (share === null || before.share === null) return 'not measured before'
  const points = Math.round((share - before.share) * 10) / 10
  return `${points > 0 ? '+' : points < 0 ? '−' : '±'}${Math.abs(points)} points`
}

function stepsTable({ steps }: FunnelRow): { columns: string[]; rows: string[][] } {
  const compared = steps.some((step) => step.before)
  return {
    columns: [
      'Step',
      'Count',
      'Of the step before',
      'Of all',
      'Lost',
      ...(compared ? ['Before', 'Change'] : []),
    ],
    rows: steps.map((step) => [
      step.name,
      count(step.value),
      step.of === null ? '' : percent(step.share),
      percent(step.overall),
      step.of === null ? '' : count(step.lost),
      ...(compared
        ? [step.before ? count(step.before.value) : '–', step.of === null ? '' : changeOf(step)]
        : []),
    ]),
  }
}

function rowsTable({ rows, total, by }: FunnelAnswer): { columns: string[]; rows: string[][] } {
  const names = total.steps.map((step) => step.name)
  return {
    columns: [by === 'platform' ? 'Platform' : 'Account', ...names, 'n'],
    rows: [...rows.slice(0, mostRows), total].map((row) => [
      row.label,
      ...total.steps.map(({ id }) => {
        const step = row.steps.find((one) => one.id === id)
        if (!step) return 'not measured'
        return step.of === null ? count(step.value) : `${count(step.value)} (${percent(step.share)})`
      }),
      count(row.n),
    ]),
  }
}

export function funnelChart(answer: FunnelAnswer): Chart {
  const { total, rows, period } = answer
  const title = `Funnel of ${answer.of}, ${periodWords(period)}`
  const steps = total.steps
  const said = steps.map(
    (step) =>
      `${step.name} ${count(step.value)}${step.of === null ? '' : ` (${percent(step.share)} of ${steps[step.of]?.name.toLowerCase() ?? ''})`}`,
  )
  const compared = steps.some((step) => step.before)
  const alone = rows.length < 2
  return {
    kind: 'bar',
    // Rows of very different size are compared by how many of theirs go on.
    title: alone ? title : `${title}, percent of the first step`,
    unit: alone ? 'count' : 'percent',
    x: steps.map((step) => step.name),
    series: alone
      ? [
          { name: 'Count', values: steps.map((step) => step.value) },
          ...(compared
            ? [
                {
                  name: 'Before',
                  values: steps.map((step) => step.before?.value ?? null),
                  role: 'before' as const,
                },
              ]
            : []),
        ]
      : rows.slice(0, 5).map((row) => ({
          name: row.label,
          values: steps.map(({ id }) => row.steps.find((one) => one.id === id)?.overall ?? null),
        })),
    alt: `${title}. ${said.join('; ')}.`,
  }
}

function quietOf({ period, before, zone, of, total }: FunnelAnswer): string {
  return [
    `${periodWords(period)} (${zone})`,
    ...(before ? [`compared with ${periodWords(before)}`] : []),
    of === 'posts'
      ? 'sums of the posts that went out then and have every step, each step in percent of the one before'
      : 'conversations first written to then, each time they were opened; each step in percent of the one it is a part of',
    of === 'posts' ? 'as they stand now' : 'from our own log',
    `n = ${count(total.n)} ${of}`,
  ].join(' · ')
}

function buttonsOf({ of, by, period, before, filters = {} }: FunnelAnswer) {
  const lists = Object.entries(filters).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, [value].flat().join(',')] as const],
  )
  const args: Record<string, string> = {
    of,
    period: `${period.from}..${period.to}`,
    ...(by ? { by } : {}),
    ...(before ? { compare: `${before.from}..${before.to}` } : {}),
    ...Object.fromEntries(lists),
  }
  const button = (label: string, change: Record<string, string>) => ({
    label,
    command: { name: 'funnel', args: { ...args, ...change } },
  })
  return [
    ...(before ? [] : [button('Compare', { compare: 'previous_period' })]),
    ...(by ? [] : [button('By platform', { by: 'platform' })]),
    button(of === 'posts' ? 'Of conversations' : 'Of posts', {
      of: of === 'posts' ? 'conversations' : 'posts',
    }),
  ]
}
