import { Temporal } from 'temporal-polyfill'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { getOrg } from '#features/orgs/index.ts'
import { invalid, sqlState } from '#kernel/errors.ts'
import { fromReplica } from '#kernel/replica.ts'
import {
  accountTells,
  basisOf,
  countedOf,
  formulaOf,
  isComposed,
  nearestTold,
  neededMeasures,
  postsTell,
} from './basis-of.ts'
import type { Basis } from './basis-of.ts'
import { metricOf } from './catalogue.ts'
import type { Metric } from './catalogue.ts'
import { composeCells } from './custom/compose-cells.ts'
import { metricsOf } from './custom/metrics-of.ts'
import { figureOf } from './figure-of.ts'
import { bucketKey, bucketsOf, compareOf, todayIn } from './periods.ts'
import { readAccountDays, readPosts } from './read-content.ts'
import { readFollowers, readGrowth } from './read-followers.ts'
import { readInbox } from './read-inbox.ts'
import { joinReads } from './reading.ts'
import type { Cell, Read, Reading } from './reading.ts'
import { rowsOf } from './rows-of.ts'
import { accountsOf, formatsOf, labelsOf, postIdsOf } from './scope-of.ts'
import { questionSchema } from './schema.ts'
import type { Answer, AnswerMetric, Question } from './schema.ts'

interface Asked {
  metric: Metric
  basis: Basis
}

/**
 * Answers a question from what was measured. The same code for web, API, chat, reports and alerts: a number is
 * either in here or nobody says it. Throws `not_found` for accounts and posts that are not there, `invalid` for
 * what cannot be asked together.
 */
export async function answerQuestion(ctx: Ctx, input: Question): Promise<Answer> {
  const question = questionSchema.parse(input)
  requireScope(ctx, 'metrics:read')
  return fromReplica(ctx, async (reader) =>
    answerWith(reader, question, await metricsOf(reader, question.metrics)),
  )
}

/** The same of metrics that are known already, or that nobody has saved yet; of the database that the context has. */
export async function answerWith(ctx: Ctx, question: Question, asked: Metric[]): Promise<Answer> {
  requireAskable(ctx, question, asked)
  if (question.by === 'campaign')
    throw invalid('There are no campaigns here yet. Label the posts, and ask by label.')
  const [{ timezone: zone }, accounts, postIds] = await Promise.all([
    getOrg(ctx),
    accountsOf(ctx, question.filters),
    postIdsOf(ctx, question.filters),
  ])
  const reading: Reading = {
    accounts,
    zone,
    period: question.period,
    by: question.by,
    grain: question.grain,
    formats: formatsOf(question.filters),
    labels: labelsOf(question.filters),
    postIds,
    order: question.order ?? 'desc',
  }
  const today = todayIn(zone, ctx.clock.now())
  const before = compareOf(question, today)
  const metrics = asked.map((metric): Asked => ({ metric, basis: basisOf(metric, reading) }))
  const [now, then] = await Promise.all([
    read(ctx, reading, metrics),
    before ? read(ctx, { ...reading, period: before }, metrics) : undefined,
  ]).catch((error: unknown) => {
    throw sqlState(error) === '22003' ? invalid('That comes to a number too large to be told.') : error
  })
  return compose(ctx, { question, reading, metrics, now, then, before, today: today.toString() })
}

/** What an answer shows is for those who may see what it is made of. */
export function requireAskable(ctx: Ctx, question: Question, asked: readonly Metric[]): void {
  requireScope(ctx, 'metrics:read')
  if (asked.some(readsInbox)) requireScope(ctx, 'inbox:read')
  if (question.by === 'post' || question.filters?.post) requireScope(ctx, 'posts:read')
}

export const readsInbox = ({ make }: Metric): boolean =>
  make.kind === 'inbox' || (make.kind === 'formula' && make.leaves.some(readsInbox))

/** What stands on several tables is put together of its parts. */
async function read(ctx: Ctx, reading: Reading, metrics: Asked[]): Promise<Read> {
  const composed = metrics.filter(({ metric, basis }) => isComposed(metric, basis))
  if (composed.length === 0) return readBases(ctx, reading, metrics)
  const parts = composed.flatMap(({ metric: { make }, basis }) =>
    make.kind === 'formula' ? make.leaves.map((metric): Asked => ({ metric, basis })) : [],
  )
  const direct = metrics.filter((one) => !composed.includes(one))
  const known = new Map([...direct, ...parts].map((one) => [one.metric.id, one]))
  const found = await readBases(ctx, reading, [...known.values()])
  return {
    ...found,
    cells: composeCells(
      found.cells,
      composed.map(({ metric }) => metric),
    ),
  }
}

/** One reading for each of the bases that the metrics stand on. */
async function readBases(ctx: Ctx, reading: Reading, metrics: Asked[]): Promise<Read> {
  const on = (basis: Basis, kinds?: string[]) =>
    metrics.filter((one) => one.basis === basis && (kinds?.includes(one.metric.make.kind) ?? true))
  const ofThem = (asked: Asked[]) => asked.map(({ metric }) => metric)
  const posts = on('posts')
  const days = on('accounts', ['sum', 'sum_of', 'ratio', 'formula'])
  return joinReads(
    await Promise.all([
      ...(posts.length > 0 ? [readPosts(ctx, reading, ofThem(posts))] : []),
      ...(days.length > 0 ? [readAccountDays(ctx, reading, ofThem(days), neededMeasures(ofThem(days)))] : []),
      ...(on('accounts', ['level']).length > 0 ? [readFollowers(ctx, reading)] : []),
      ...(on('accounts', ['growth']).length > 0 ? [readGrowth(ctx, reading)] : []),
      ...on('inbox').map(({ metric }) => readInbox(ctx, reading, metric.id)),
    ]),
  )
}

interface Composed {
  question: Question
  reading: Reading
  metrics: Asked[]
  now: Read
  then: Read | undefined
  before: Answer['before']
  today: string
}

async function compose(ctx: Ctx, { question, reading, metrics, now, then, before, today }: Composed) {
  const index = new Map([now, then].map((from) => [from, indexOf(from)]))
  const find = (from: Read | undefined, metric: Metric, key?: string, bucket?: string): Cell | undefined =>
    index.get(from)?.get(placeOf(metric.id, key, bucket))
  const figures = (key?: string) =>
    metrics.map(({ metric }) =>
      figureOf(metric, find(now, metric, key), then && { was: find(then, metric, key) }),
    )
  const totals = figures()
  const shown: AnswerMetric[] = metrics.map(({ metric, basis }, at) => {
    const total = totals[at] ?? { value: null, n: 0 }
    const note = noteOf(metric, basis, reading, total)
    return {
      id: metric.id,
      name: metric.name,
      unit: metric.unit,
      formula: formulaOf(metric, basis),
      basis,
      of: countedOf(metric, basis),
      total,
      ...(note === undefined ? {} : { note }),
    }
  })
  const { rows, more } = question.by
    ? await rowsOf(ctx, question, reading, now, (key) => figures(key))
    : { rows: [], more: 0 }
  const [first] = metrics
  const buckets = question.grain ? bucketsOf(question.period, question.grain) : []
  const pastBuckets = question.grain && before ? bucketsOf(before, question.grain) : []
  const grain = question.grain
  const lines = question.by && question.by !== 'post' ? rows.slice(0, mostLines) : [undefined]
  const values = (from: Read, list: typeof buckets, key?: string) =>
    list.map((bucket) =>
      first && grain
        ? figureOf(first.metric, find(from, first.metric, key, bucketKey(bucket, grain))).value
        : null,
    )
  const answer: Answer = {
    question,
    zone: reading.zone,
    period: question.period,
    ...(before ? { before } : {}),
    metrics: shown,
    rows,
    more,
    buckets,
    series: grain
      ? lines.map((row) => ({
          key: row?.key ?? '',
          label: row?.label ?? first?.metric.name ?? '',
          values: values(now, buckets, row?.key),
          ...(then ? { before: aligned(values(then, pastBuckets, row?.key), buckets.length) } : {}),
        }))
      : [],
    fresh: { oldest: now.oldest?.toISOString() ?? null, newest: now.newest?.toISOString() ?? null },
    notes: notesOf(metrics, reading, today),
  }
  return answer
}

const mostLines = 8

const placeOf = (metric: string, key?: string, bucket?: string) => JSON.stringify([metric, key, bucket])
const indexOf = (read: Read | undefined) =>
  new Map(read?.cells.map((cell) => [placeOf(cell.metric, cell.key, cell.bucket), cell]))

/** Step by step beside the present ones; a longer month before is cut, a shorter one leaves a gap. */
const aligned = (values: Array<number | null>, length: number) =>
  Array.from({ length }, (_, at) => values[at] ?? null)

/** Why there is no figure, or none to compare with. */
function noteOf(
  metric: Metric,
  basis: Basis,
  reading: Reading,
  total: {
    value: number | null
    n: number
    before?: number | null | undefined
    nBefore?: number | undefined
  },
): string | undefined {
  const { make } = metric
  if (make.kind === 'none')
    return `${metric.name} is not measured. ${make.why} The nearest that is: ${metricOf(make.nearest).name.toLowerCase()}.`
  const telling = reading.accounts.filter(
    (account) => basis === 'inbox' || accountTells(account, metric) || postsTell(account, metric),
  )
  if (telling.length === 0 && make.kind !== 'published') {
    const nearest = nearestTold(metric, reading.accounts)
    return `None of these accounts tells ${metric.name.toLowerCase()}.${nearest ? ` The nearest that is measured: ${nearest.name.toLowerCase()}.` : ''}`
  }
  if (total.value === null) {
    if (total.n > 0) return 'It cannot be said: it would be divided by zero.'
    return basis === 'posts'
      ? 'No post of that time has been measured.'
      : basis === 'inbox'
        ? 'There was no conversation to measure in that time.'
        : 'Nothing was measured in that time.'
  }
  if (total.before === null) return 'Not measured before, so there is nothing to compare with.'
  return undefined
}

function notesOf(metrics: Asked[], reading: Reading, today: string): string[] {
  const about = metrics.filter(({ basis }) => basis === 'posts' || basis === 'accounts')
  const silent = about.flatMap(({ metric, basis }) => {
    const tells = basis === 'posts' ? postsTell : accountTells
    if (metric.make.kind === 'published') return []
    const none = reading.accounts.filter((account) => account.publishes && !tells(account, metric))
    if (none.length === 0 || none.length === reading.accounts.length) return []
    const names = [...new Set(none.map((account) => account.platformName))]
    return [
      `${names.join(' and ')} ${names.length === 1 ? 'does' : 'do'} not tell ${metric.name.toLowerCase()}.`,
    ]
  })
  const partly = about.flatMap(({ metric, basis }) => {
    const { make } = metric
    if (make.kind !== 'sum_of' || basis !== 'posts') return []
    return reading.accounts.flatMap((account) => {
      const missing = make.of.filter((measure) => account.reader && !account.reader.post.includes(measure))
      return missing.length > 0 && missing.length < make.of.length
        ? [`${account.platformName} does not tell ${missing.join(' or ')}.`]
        : []
    })
  })
  const gone =
    about.length > 0 ? reading.accounts.filter((account) => !account.connected && account.reader) : []
  const running = Temporal.PlainDate.compare(reading.period.to, today) >= 0 ? ['Today is not over yet.'] : []
  return [
    ...new Set([
      ...silent,
      ...partly,
      ...gone.map((account) => `${account.name} is not connected any more; its figures end there.`),
      ...running,
    ]),
  ]
}
