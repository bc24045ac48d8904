import { z } from 'zod'
import { vendorCount } from '../_figures/vendor-count.ts'

/** Parts of X's API v2 that we read. Ids are strings: they exceed 2^53. Source: X's OpenAPI 2.167. */
export const tokenAnswer = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.number().optional(),
  scope: z.string().optional(),
})
export const meAnswer = z.object({
  data: z.object({ id: z.string(), name: z.string(), username: z.string() }),
})
export const postAnswer = z.object({ data: z.object({ id: z.string() }) })
export const initAnswer = z.object({ data: z.object({ id: z.string() }) })
export const appendAnswer = z.unknown()
export const uploadState = z.object({
  data: z.object({
    id: z.string(),
    processing_info: z
      .object({
        state: z.enum(['pending', 'in_progress', 'succeeded', 'failed']),
        check_after_secs: z.number().optional(),
        error: z.object({ message: z.string().optional() }).optional(),
      })
      .optional(),
  }),
})
export const timelineAnswer = z.object({
  data: z
    .array(
      z.object({
        id: z.string(),
        text: z.string(),
        created_at: z.string().optional(),
        referenced_tweets: z.array(z.object({ type: z.string(), id: z.string() })).optional(),
      }),
    )
    .optional(),
})
/** RFC 7807, as X answers it. */
export const problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  type: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
})

/** What stands in `errors` beside `data` in an answer of 200. */
const partial = problem.extend({
  resource_id: z.string().optional(),
  /** The id that was asked for, where X could not make a resource of it. */
  value: z.string().optional(),
  /** e.g. `non_public_metrics.url_link_clicks`. */
  field: z.string().optional(),
})
export type PartialError = z.infer<typeof partial>

const counts = z.record(z.string(), vendorCount).optional()
export const figuresAnswer = z.object({
  data: z.array(z.object({ id: z.string(), public_metrics: counts, non_public_metrics: counts })).optional(),
  errors: z.array(partial).optional(),
})
export const levelAnswer = z.object({ data: z.object({ public_metrics: counts }) })
