import { z } from 'zod'
import { chartSchema } from '../ask/schema.ts'
import { answerSchema, filtersSchema, metricIdSchema, periodSchema, rollingNames } from '../metrics/schema.ts'
import { sectionSchema } from '../reports/schema.ts'

export { filtersSchema }

export const looks = ['number', 'line', 'bar', 'table', 'posts'] as const
export type Look = (typeof looks)[number]
export const mostWidgets = 20
export const widestWidget = 4

const box = {
  /** Made by whoever adds it; it stays the same while the widget moves. */
  id: z.string().regex(/^[\w-]{1,40}$/),
  title: sectionSchema.shape.title,
  /** Columns of four. */
  width: z.number().int().min(1).max(widestWidget),
  height: z.enum(['small', 'tall']),
}

/** A question of a report's section with a look and a size. */
const questionWidget = sectionSchema
  .extend({ ...box, kind: z.literal('question'), look: z.enum(looks) })
  .superRefine(({ look, question }, issues) => {
    const lacks = (message: string) => issues.addIssue({ code: 'custom', path: ['look'], message })
    if (look === 'line' && !question.grain) lacks('A line needs steps of time: per day, week or month.')
    if (look === 'bar' && !question.by) lacks('Bars need something to compare: split it by something.')
    if (look === 'posts' && question.by !== 'post') lacks('A list of posts needs the split by post.')
  })
export type QuestionWidget = z.infer<typeof questionWidget>

/** When posts did best, as a map of the week. */
const bestTimesWidget = z.object({ ...box, kind: z.literal('best_times') })

export const widgetSchema = z.union([questionWidget, bestTimesWidget])
export type Widget = z.infer<typeof widgetSchema>

export const widgetsSchema = z
  .array(widgetSchema)
  .max(mostWidgets, `A dashboard holds ${mostWidgets} widgets. Begin another one.`)
  .refine(
    (widgets) => new Set(widgets.map(({ id }) => id)).size === widgets.length,
    'Two widgets have the same id.',
  )

/** What stands above all widgets. What is left out is as each widget has it. */
export const settingsSchema = z
  .object({
    period: z.union([z.enum(rollingNames), periodSchema]),
    compare: z.enum(['none', 'previous_period', 'previous_year']),
    filters: filtersSchema.pick({ platform: true, account: true, format: true, label: true }),
  })
  .partial()
export type Settings = z.infer<typeof settingsSchema>

const name = z.string().trim().min(1).max(80)

export const dashboardInput = z.object({
  name,
  widgets: widgetsSchema,
  /** With the team; else only its owner sees it. */
  shared: z.boolean().default(true),
})
export type DashboardInput = z.input<typeof dashboardInput>

export const dashboardView = z.object({
  id: z.uuid(),
  name: z.string(),
  widgets: widgetsSchema,
  shared: z.boolean(),
  /** Null: made for the team. */
  owner: z.string().nullable(),
  isMine: z.boolean(),
  version: z.number().int(),
  updatedAt: z.iso.datetime(),
})
export type DashboardView = z.infer<typeof dashboardView>

export const savedViewInput = z.object({
  name,
  settings: settingsSchema,
  /** What I see first on this dashboard. */
  isDefault: z.boolean().default(false),
})
export type SavedViewInput = z.input<typeof savedViewInput>

export const savedView = z.object({
  id: z.uuid(),
  name: z.string(),
  settings: settingsSchema,
  by: z.string(),
  isMine: z.boolean(),
  isDefault: z.boolean(),
})
export type SavedView = z.infer<typeof savedView>

export const widgetAnswer = z.object({
  id: z.string(),
  finding: z.string(),
  /** None of a best time. */
  answer: answerSchema.nullable(),
  chart: chartSchema.nullable(),
  quiet: z.string(),
  /** Why there is nothing else here. */
  error: z.string().nullable(),
})
export type WidgetAnswer = z.infer<typeof widgetAnswer>

export const dashboardAnswer = z.object({ version: z.number().int(), widgets: z.array(widgetAnswer) })
export type DashboardAnswer = z.infer<typeof dashboardAnswer>

const listed = z.string().max(4_000).optional().describe('Comma-separated; none: all')

/** Settings as an address has them. */
export const settingsQuery = z.object({
  period: z.string().max(40).optional().describe('last_30_days, this_week… or 2026-10-01..2026-10-31'),
  compare: settingsSchema.shape.compare,
  platform: listed,
  account: listed.describe('Ids, comma-separated; none: all'),
  format: listed,
  label: listed,
})
export type SettingsQuery = z.infer<typeof settingsQuery>

/** Which figure of a widget one looks behind. */
export const behindQuery = settingsQuery.extend({
  widget: z.string().max(40),
  metric: metricIdSchema,
  row: z.string().max(200).optional().describe("Of the widget's answer: the row's key"),
  from: z.iso.date().optional().describe('Of a step of time: its days'),
  to: z.iso.date().optional(),
})
export type BehindQuery = z.infer<typeof behindQuery>

export const behindView = z.object({
  title: z.string(),
  /** What the rows are. */
  of: z.enum(['posts', 'conversations', 'accounts']),
  rows: z.array(
    z.object({ key: z.string(), label: z.string(), detail: z.string(), path: z.string().nullable() }),
  ),
  /** More than are shown. */
  more: z.number().int(),
  quiet: z.string(),
})
export type BehindView = z.infer<typeof behindView>
