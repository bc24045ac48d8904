import { z } from 'zod'
import { filtersSchema, metricIdSchema, periodSchema, unitSchema } from '../schema.ts'

const day = z.iso.date()

export const forecastInput = z.object({
  metric: metricIdSchema,
  /** The last day that is wanted. */
  until: day,
  /** Left out: days for three months at most, weeks beyond. */
  grain: z.enum(['day', 'week']).optional(),
  filters: filtersSchema.optional(),
})
export type ForecastInput = z.infer<typeof forecastInput>

const range = z.object({ value: z.number(), low: z.number(), high: z.number() })

export const forecastSchema = z.object({
  metric: z.object({ id: metricIdSchema, name: z.string(), unit: unitSchema, formula: z.string() }),
  zone: z.string(),
  grain: z.enum(['day', 'week']),
  filters: filtersSchema.optional(),
  /** What was measured, oldest first. */
  history: z.array(z.object({ from: day, label: z.string(), value: z.number().nullable() })),
  points: z.array(range.extend({ from: day, to: day, label: z.string() })),
  /** Of what can be added up: all points together. */
  sum: range.nullable(),
  method: z.enum(['trend', 'drift', 'naive']),
  methodWords: z.string(),
  /** How much of what comes should lie inside, in percent. */
  level: z.number(),
  /** Days or weeks that it was learnt from. */
  n: z.number().int(),
  /** Mean miss on the last part of the past, which the forecast was not shown. */
  tested: z.object({ steps: z.number().int(), miss: z.number(), naiveMiss: z.number() }),
  notes: z.array(z.string()),
})
export type ForecastAnswer = z.infer<typeof forecastSchema>

export const funnelInput = z.object({
  of: z.enum(['conversations', 'posts']),
  by: z.enum(['platform', 'account']).optional(),
  period: periodSchema,
  compare: z.union([z.enum(['previous_period', 'previous_year']), periodSchema]).optional(),
  filters: filtersSchema.optional(),
  /** An answer within so many seconds is in time. */
  withinSeconds: z.number().int().min(60).max(604_800).default(3_600),
})
export type FunnelInput = z.input<typeof funnelInput>

export const funnelStep = z.object({
  id: z.string(),
  name: z.string(),
  value: z.number(),
  /** Which step before it is a part of; null of the first. */
  of: z.number().int().nullable(),
  /** Percent of that step; null where there was none. */
  share: z.number().nullable(),
  /** Percent of the first step. */
  overall: z.number().nullable(),
  /** As many did not come here from there. */
  lost: z.number(),
  /** A part of the step before that nothing goes on from. */
  aside: z.boolean(),
  before: z
    .object({ value: z.number(), share: z.number().nullable(), overall: z.number().nullable() })
    .optional(),
})
export type FunnelStep = z.infer<typeof funnelStep>

export const funnelRow = z.object({
  key: z.string(),
  label: z.string(),
  n: z.number().int(),
  steps: z.array(funnelStep),
  /** The place of the step before which most are lost. */
  largestDrop: z.number().int().nullable(),
})
export type FunnelRow = z.infer<typeof funnelRow>

export const funnelSchema = z.object({
  of: z.enum(['conversations', 'posts']),
  by: z.enum(['platform', 'account']).optional(),
  zone: z.string(),
  period: periodSchema,
  before: periodSchema.optional(),
  filters: filtersSchema.optional(),
  total: funnelRow,
  rows: z.array(funnelRow),
  notes: z.array(z.string()),
})
export type FunnelAnswer = z.infer<typeof funnelSchema>

export const cohortsInput = z.object({
  grain: z.enum(['week', 'month']).default('month'),
  /** When people wrote for the first time; left out: the last twelve weeks or months. */
  period: periodSchema.optional(),
  filters: filtersSchema.pick({ platform: true, account: true }).optional(),
})
export type CohortsInput = z.input<typeof cohortsInput>

export const cohortsSchema = z.object({
  zone: z.string(),
  grain: z.enum(['week', 'month']),
  period: periodSchema,
  filters: filtersSchema.optional(),
  cohorts: z.array(
    z.object({
      from: day,
      label: z.string(),
      /** People who wrote for the first time then. */
      n: z.number().int(),
      /** One for each week or month after: how many wrote again; null where it is not over yet. */
      back: z.array(z.number().int().nullable()),
    }),
  ),
  /** Over all cohorts that are that old: percent who wrote again, and of how many. */
  overall: z.array(z.object({ share: z.number().nullable(), n: z.number().int() })),
})
export type CohortsAnswer = z.infer<typeof cohortsSchema>

export const unusualDay = z.object({
  day,
  value: z.number(),
  /** What the same weekday usually has: the middle eight of ten. */
  low: z.number(),
  high: z.number(),
  /** So many of these weekdays were looked at. */
  n: z.number().int(),
})
export type UnusualDay = z.infer<typeof unusualDay>
