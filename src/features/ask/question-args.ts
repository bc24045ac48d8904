import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Ctx } from '#kernel/app.ts'
import { AppError, invalid } from '#kernel/errors.ts'
import { getOrg } from '#features/orgs/index.ts'
import {
  metricCalled,
  metricNamed,
  questionSchema,
  rollingNames,
  rollingPeriod,
  todayIn,
} from '#features/metrics/index.ts'
import type { MetricId, Question } from '#features/metrics/index.ts'
import { dimensions, grains, metricIds, ownMetrics } from '#features/metrics/index.ts'

const words = (what: string) => z.string().trim().min(1).max(400).optional().describe(what)

/** A question as text by name: what a chat's form, a typed line and a button hold. */
export const askArgs = z.object({
  metrics: words('One or several, comma-separated, like reach, engagements'),
  by: z.enum(dimensions).optional(),
  grain: z.enum(grains).optional(),
  period: words('last_30_days, this_week, last_month… or two dates like 2026-10-01..2026-10-31'),
  compare: words('previous_period, previous_year or two dates'),
  platform: words('instagram, x…'),
  account: words('Name of an account'),
  format: words('reel, image, story…'),
  campaign: words('Name of a campaign'),
  label: words('A label of posts or conversations'),
  post: words('Number of a post'),
  top: z.coerce.number().int().min(1).max(50).optional(),
  order: z.enum(['asc', 'desc']).optional(),
})
export type AskArgs = z.infer<typeof askArgs>

const list = (text: string | undefined) =>
  text
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
const oneOrMore = (items: string[] | undefined) =>
  items === undefined || items.length === 0 ? undefined : items.length === 1 ? items[0] : items

/** Reads what stands in the arguments. Throws `invalid` with what may stand there. */
export async function questionOf(ctx: Ctx, args: AskArgs): Promise<Question> {
  const { timezone } = await getOrg(ctx)
  const today = todayIn(timezone, ctx.clock.now())
  const filters = {
    platform: oneOrMore(list(args.platform)?.map((name) => name.toLowerCase())),
    account: oneOrMore(await accountIds(ctx, list(args.account))),
    format: oneOrMore(list(args.format)),
    campaign: oneOrMore(list(args.campaign)),
    label: oneOrMore(list(args.label)),
    post: oneOrMore(list(args.post)?.map((number) => number.replace(/^#/, ''))),
  }
  const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined))
  return questionSchema.parse({
    metrics: await metricsIn(ctx, args.metrics),
    by: args.by,
    grain: args.grain,
    period: periodIn(args.period ?? 'last_30_days', today),
    compare: compareIn(args.compare, today),
    filters: Object.keys(given).length > 0 ? given : undefined,
    top: args.top,
    order: args.order,
  })
}

/** As a question of a report, which is asked anew each time: a period by name keeps its name. */
export async function rollingSectionOf(ctx: Ctx, args: AskArgs) {
  const { period, ...question } = await questionOf(ctx, args)
  const name = rollingName(args.period ?? 'last_30_days')
  const named = await Promise.all(question.metrics.map((id) => metricNamed(ctx, id)))
  const title = named.map((metric) => metric.name).join(', ')
  return {
    title: question.by ? `${title} by ${question.by.replaceAll('_', ' ')}` : title,
    question: { ...question, period: name ?? period },
  }
}

const rollingName = (text: string) =>
  rollingNames.find((one) => one === text.toLowerCase().replaceAll(/[\s-]+/g, '_'))

async function metricsIn(ctx: Ctx, text: string | undefined): Promise<MetricId[]> {
  const names = list(text) ?? ['engagements']
  return Promise.all(
    names.map(async (name) => (await metricCalled(ctx, name))?.id ?? unknownMetric(ctx, name)),
  )
}

async function unknownMetric(ctx: Ctx, name: string): Promise<never> {
  const own = [...(await ownMetrics(ctx)).keys()]
  throw invalid(`There is no figure called ${name}. There are: ${[...metricIds, ...own].join(', ')}.`)
}

/** What it is compared with, as text. */
export const compareIn = (text: string | undefined, today: Temporal.PlainDate): Question['compare'] =>
  text === undefined || text === 'previous_period' || text === 'previous_year' ? text : periodIn(text, today)

export function periodIn(text: string, today: Temporal.PlainDate): { from: string; to: string } {
  const name = rollingName(text)
  if (name) return rollingPeriod(name, today)
  const [from, to = from] = text.split('..')
  const day = z.iso.date()
  if (!day.safeParse(from).success || !day.safeParse(to).success || from === undefined || to === undefined)
    throw invalid(
      `Say a period like last_30_days or 2026-10-01..2026-10-31. There are: ${rollingNames.join(', ')}.`,
    )
  return { from, to }
}

async function accountIds(ctx: Ctx, names: string[] | undefined): Promise<string[] | undefined> {
  if (!names) return undefined
  const rows = await ctx.db
    .selectFrom('channels')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .limit(1_000)
    .execute()
  return names.flatMap((name) => {
    const plain = (text: string) => text.toLowerCase().replace(/^@/, '')
    const found = rows.filter((row) => row.id === name || plain(row.name) === plain(name))
    if (found.length === 0)
      throw new AppError('not_found', `There is no account called ${name}. See Channels.`)
    return found.map((row) => row.id)
  })
}

/** The way back: what a button carries so that it asks this. */
export function argsOf(question: Question): Record<string, string> {
  const { metrics, period, compare, filters = {}, by, grain, top, order } = question
  const entries: Array<[string, string | undefined]> = [
    ['metrics', metrics.join(',')],
    ['period', `${period.from}..${period.to}`],
    ['compare', typeof compare === 'object' ? `${compare.from}..${compare.to}` : compare],
    ['by', by],
    ['grain', grain],
    ['top', top?.toString()],
    ['order', order],
    ...Object.entries(filters).map(([key, value]): [string, string | undefined] => [
      key,
      value === undefined ? undefined : [value].flat().join(','),
    ]),
  ]
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  )
}
