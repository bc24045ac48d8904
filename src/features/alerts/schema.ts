import { z } from 'zod'
import { filtersSchema, metricIdSchema } from '../metrics/schema.ts'
import { placeSchema } from '../reports/schema.ts'

export const conditions = ['above', 'below', 'drops_by', 'rises_by', 'anomaly'] as const
export const windows = ['day', 'week', 'month'] as const
export const alertEvents = [
  'post_failed',
  'post_late',
  'token_expiring',
  'sla_breach',
  'worker_down',
] as const
export type AlertEvent = (typeof alertEvents)[number]

export const metricWatch = z.object({
  kind: z.literal('metric'),
  metric: metricIdSchema,
  condition: z.enum(conditions),
  /** In the metric's unit; for drops and rises in percent of the window before. Not for an anomaly. */
  threshold: z.number().min(0).max(1e12).optional(),
  window: z.enum(windows).default('day'),
  filters: filtersSchema.optional(),
})
export type MetricWatch = z.infer<typeof metricWatch>

export const eventWatch = z.object({
  kind: z.literal('event'),
  event: z.enum(alertEvents),
  /** For `sla_breach`: how long a customer may wait for an answer, in seconds. */
  threshold: z.number().int().min(60).max(2_592_000).optional(),
  filters: filtersSchema.pick({ platform: true, account: true }).optional(),
})
export type EventWatch = z.infer<typeof eventWatch>

export const watchSchema = z.discriminatedUnion('kind', [metricWatch, eventWatch])
export type Watch = z.infer<typeof watchSchema>

export const alertInput = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  watch: watchSchema,
  place: placeSchema,
})
export type AlertInput = z.infer<typeof alertInput>

export const alertView = z.object({
  id: z.uuid(),
  name: z.string(),
  watch: watchSchema,
  place: placeSchema,
  placeName: z.string(),
  /** It is so now. */
  firing: z.boolean(),
  /** Why it cannot be watched at present. */
  fault: z.string().nullable(),
  checkedAt: z.iso.datetime().nullable(),
})
export type AlertView = z.infer<typeof alertView>
