import { z } from 'zod'

/** Everything that can be asked for. What each is, and how it is made, stands in `catalogue.ts`. */
export const metricIds = [
  'impressions',
  'reach',
  'views',
  'likes',
  'comments',
  'shares',
  'saves',
  'engagements',
  'engagement_rate',
  'clicks',
  'ctr',
  'watch_time',
  'followers',
  'follower_growth',
  'posts_published',
  'messages_received',
  'conversations_opened',
  'first_response_time',
  'resolution_time',
  'auto_reply_share',
  'csat',
  'spend',
  'conversions',
  'cpa',
  'roas',
] as const
export type BuiltInMetric = (typeof metricIds)[number]

/** One of the catalogue, or one of the organisation's own: `custom:save_rate`. */
export const metricIdSchema = z.union([
  z.enum(metricIds),
  z
    .string()
    .max(70)
    .regex(/^custom:[a-z0-9_]+$/),
])
export type MetricId = z.infer<typeof metricIdSchema>

export const dimensions = [
  'platform',
  'account',
  'format',
  'day_of_week',
  'hour',
  'campaign',
  'label',
  'post',
] as const
export type Dimension = (typeof dimensions)[number]
export const grains = ['day', 'week', 'month'] as const
export type Grain = (typeof grains)[number]

const day = z.iso.date()
export const periodSchema = z
  .object({ from: day, to: day })
  .refine(({ from, to }) => from <= to, 'The period ends before it begins.')
export type Period = z.infer<typeof periodSchema>

/** Periods that mean other days each time they are asked. */
export const rollingNames = [
  'today',
  'yesterday',
  'last_7_days',
  'last_14_days',
  'last_28_days',
  'last_30_days',
  'last_90_days',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
] as const
export type RollingName = (typeof rollingNames)[number]

const oneOrMore = z.union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).min(1).max(200)])

export const filtersSchema = z
  .object({
    platform: oneOrMore,
    account: oneOrMore,
    format: oneOrMore,
    campaign: oneOrMore,
    label: oneOrMore,
    post: oneOrMore,
  })
  .partial()
export type Filters = z.infer<typeof filtersSchema>

/** A question as it is asked of the catalogue. Days are those of the organisation's zone, both ends included. */
export const questionSchema = z.object({
  metrics: z.array(metricIdSchema).min(1).max(6),
  by: z.enum(dimensions).optional(),
  grain: z.enum(grains).optional(),
  period: periodSchema,
  compare: z.union([z.enum(['previous_period', 'previous_year']), periodSchema]).optional(),
  filters: filtersSchema.optional(),
  top: z.number().int().min(1).max(50).optional(),
  order: z.enum(['asc', 'desc']).optional(),
})
export type Question = z.infer<typeof questionSchema>

/** A question that is asked anew each time: its period is a rolling name, or stays the same days. */
export const rollingQuestion = questionSchema
  .omit({ period: true })
  .extend({ period: z.union([z.enum(rollingNames), periodSchema]) })
export type RollingQuestion = z.infer<typeof rollingQuestion>

export const unitSchema = z.enum(['count', 'percent', 'seconds', 'money'])

/** `null`: not measured. `n`: posts, days or conversations behind the value. */
export const figureSchema = z.object({
  value: z.number().nullable(),
  before: z.number().nullable().optional(),
  /** Percent; null where it cannot be said, and `changeNote` says why. */
  change: z.number().nullable().optional(),
  n: z.number().int(),
  nBefore: z.number().int().optional(),
})
export type Figure = z.infer<typeof figureSchema>

export const answerMetric = z.object({
  id: metricIdSchema,
  name: z.string(),
  unit: unitSchema,
  /** In words: numerator, denominator, and whose figures they are. */
  formula: z.string(),
  basis: z.enum(['posts', 'accounts', 'inbox', 'none']),
  /** What n counts: posts, account days, conversations… */
  of: z.string(),
  total: figureSchema,
  /** Why there is no value, or none to compare with; what is measured instead. */
  note: z.string().optional(),
})
export type AnswerMetric = z.infer<typeof answerMetric>

export const answerRow = z.object({
  /** Of the dimension, e.g. an account's id; with a grain alone the first day. */
  key: z.string(),
  label: z.string(),
  /** Page of the web app that shows what is behind it. */
  path: z.string().optional(),
  /** In the order of `metrics`. */
  figures: z.array(figureSchema),
})
export type AnswerRow = z.infer<typeof answerRow>

export const answerSeries = z.object({
  key: z.string(),
  label: z.string(),
  /** One per bucket; of the first metric. */
  values: z.array(z.number().nullable()),
  before: z.array(z.number().nullable()).optional(),
})

export const answerSchema = z.object({
  question: questionSchema,
  zone: z.string(),
  period: periodSchema,
  before: periodSchema.optional(),
  metrics: z.array(answerMetric),
  /** By the dimension, in its order; empty without one. */
  rows: z.array(answerRow),
  /** More rows than are shown. */
  more: z.number().int(),
  /** With a grain: the buckets' first days, and what each row, or all together, came to. */
  buckets: z.array(z.object({ from: day, to: day, label: z.string() })),
  series: z.array(answerSeries),
  /** When the oldest and the newest of the figures in it were read; null where they come from our own log. */
  fresh: z.object({ oldest: z.string().nullable(), newest: z.string().nullable() }),
  /** What a reader must know: accounts that measure nothing, days that are missing, figures that are held back. */
  notes: z.array(z.string()),
})
export type Answer = z.infer<typeof answerSchema>

export const metricView = z.object({
  id: metricIdSchema,
  name: z.string(),
  unit: unitSchema,
  formula: z.string(),
  /** Platforms whose posts or accounts tell it. Empty for figures of our own log, and for what is not measured. */
  posts: z.array(z.string()),
  accounts: z.array(z.string()),
  /** Why nothing measures it. */
  missing: z.string().nullable(),
  category: z.string(),
  /** The denominator, of what has one. */
  per: z.string().nullable(),
})
export type MetricView = z.infer<typeof metricView>

export const sourceView = z.object({
  channelId: z.uuid(),
  name: z.string(),
  platform: z.string(),
  postsAt: z.iso.datetime().nullable(),
  accountAt: z.iso.datetime().nullable(),
  /** Days of the account are known from here on. */
  since: day.nullable(),
  failure: z.string().nullable(),
  /** Measures that the platform refuses, by its own name, and until when they are left out. */
  refused: z.array(
    z.object({ measure: z.string(), raw: z.string(), message: z.string(), until: z.iso.datetime() }),
  ),
  /** Newest figures that looked wrong and do not count until a second reading says the same. */
  heldBack: z.array(
    z.object({ measure: z.string(), why: z.string(), value: z.number(), at: z.iso.datetime() }),
  ),
})
export type SourceView = z.infer<typeof sourceView>

export const bestTimesSchema = z.object({
  zone: z.string(),
  /** How far back posts were looked at. */
  days: z.number().int(),
  n: z.number().int(),
  /** False: too few posts to say anything. */
  isEnough: z.boolean(),
  cells: z.array(
    z.object({
      /** 1 is Monday. */
      weekday: z.number().int(),
      hour: z.number().int(),
      n: z.number().int(),
      /** Engagements beside an ordinary post of the same account, shrunk by small numbers: 1.4 is 40 % more. */
      lift: z.number(),
      confidence: z.enum(['high', 'medium', 'low']),
    }),
  ),
})
export type BestTimes = z.infer<typeof bestTimesSchema>

export type { CheckedFormula, OwnMetricInput, OwnMetricView } from './custom/schema.ts'
