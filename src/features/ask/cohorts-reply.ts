import type { Chart } from '#contracts/chart.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { formatValue } from '#features/charts/index.ts'
import { periodWords } from '#features/metrics/index.ts'
import type { CohortsAnswer } from '#features/metrics/index.ts'

const mostAges = 12
const fewest = 10
const percent = (value: number | null) => formatValue(value, 'percent')
const count = (value: number) => formatValue(value, 'count')

/** Who wrote again, by when they came first. */
export function cohortsReply(answer: CohortsAnswer): Reply {
  const people = answer.cohorts.reduce((sum, cohort) => sum + cohort.n, 0)
  const quiet = { kind: 'text' as const, tone: 'quiet' as const, text: quietOf(answer, people) }
  if (people === 0) return reply({ kind: 'text', text: 'Nobody wrote for the first time then.' }, quiet)
  const ages = answer.overall.length
  return reply(
    { kind: 'text', text: sentenceOf(answer) },
    ...(ages > 0 ? [{ kind: 'chart' as const, chart: cohortsChart(answer) }] : []),
    { kind: 'table', ...tableOf(answer) },
    quiet,
  )
}

function sentenceOf({ grain, overall, cohorts }: CohortsAnswer): string {
  const [next] = overall
  if (!next || next.share === null)
    return `It is too early to say who comes back: no ${grain} after these people's first message is over.`
  const best = cohorts
    .flatMap((cohort) => {
      const back = cohort.back[0] ?? null
      return back === null || cohort.n < fewest ? [] : [{ ...cohort, share: (100 * back) / cohort.n }]
    })
    .reduce<{ label: string; share: number; n: number } | undefined>(
      (top, one) => (top && top.share >= one.share ? top : one),
      undefined,
    )
  const later = overall.findLast(({ n }) => n >= fewest)
  const at = later ? overall.indexOf(later) + 1 : 0
  return [
    `${percent(next.share)} of ${count(next.n)} people wrote again in the ${grain} after their first.`,
    later && at > 1 ? `After ${at} ${grain}s it is ${percent(later.share)} of ${count(later.n)}.` : undefined,
    best && cohorts.length > 1
      ? `Most came back of those of ${best.label}: ${percent(best.share)}, n = ${count(best.n)}.`
      : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' ')
}

const agesOf = ({ overall }: CohortsAnswer) => Math.min(overall.length, mostAges)

function tableOf(answer: CohortsAnswer): { columns: string[]; rows: string[][] } {
  const ages = Array.from({ length: Math.min(agesOf(answer), 6) }, (_, at) => at)
  return {
    columns: ['First wrote', 'n', ...ages.map((at) => `+${at + 1}`)],
    rows: [
      ...answer.cohorts.map(({ label, n, back }) => [
        label,
        count(n),
        // What is not over yet stays empty.
        ...ages.map((at) => {
          const some = back[at] ?? null
          return some === null || n === 0 ? '' : `${percent((100 * some) / n)} (${some})`
        }),
      ]),
      [
        'All together',
        count(answer.cohorts.reduce((sum, { n }) => sum + n, 0)),
        ...ages.map((at) => percent(answer.overall[at]?.share ?? null)),
      ],
    ],
  }
}

export function cohortsChart(answer: CohortsAnswer): Chart {
  const { grain, cohorts } = answer
  const ages = Array.from({ length: agesOf(answer) }, (_, at) => at)
  const title = `Wrote again, by ${grain} of the first message (n)`
  return {
    kind: 'heat',
    title,
    unit: 'percent',
    x: ages.map((at) => `+${at + 1} ${grain}${at === 0 ? '' : 's'}`),
    y: cohorts.map(({ label, n }) => `${label} (${count(n)})`),
    series: [
      {
        name: 'Wrote again',
        values: cohorts.flatMap(({ n, back }) =>
          ages.map((at) => {
            const some = back[at] ?? null
            return some === null || n === 0 ? null : (100 * some) / n
          }),
        ),
      },
    ],
    alt: `${title}. ${sentenceOf(answer)} Cells that are not over yet are empty.`,
  }
}

const quietOf = ({ zone, period, grain }: CohortsAnswer, people: number) =>
  [
    `First message ${periodWords(period)} (${zone})`,
    `people who wrote in a later ${grain} / people who wrote for the first time in theirs; only ${grain}s that are over`,
    'from our own messages',
    `n = ${count(people)} people`,
  ].join(' · ')
