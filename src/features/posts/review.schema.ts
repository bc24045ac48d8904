import { z } from 'zod'
import { instant, personView, postBody } from './schema.ts'

export const checkView = z.object({
  level: z.enum(['stop', 'warn']),
  field: z.enum(['text', 'media', 'link', 'firstComment', 'thread', 'options', 'format', 'account']),
  message: z.string(),
})
export type CheckView = z.infer<typeof checkView>

export const postChecks = z
  .object({
    postId: z.uuid().nullable(),
    /** Pictures that the platforms need are being made: ask again soon. */
    preparing: z.boolean(),
    /** Nothing stops it. */
    good: z.boolean(),
    targets: z.array(
      z.object({
        channelId: z.uuid(),
        name: z.string(),
        platform: z.string(),
        checks: z.array(checkView),
        textCount: z.number().int(),
        textMax: z.number().int(),
        cost: z.object({ amount: z.number(), currency: z.string(), per: z.string() }).nullable(),
      }),
    ),
    cost: z.array(z.object({ amount: z.number(), currency: z.string() })),
  })
  .meta({ id: 'PostChecks' })
export type PostChecks = z.infer<typeof postChecks>

export const wordDiff = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })
export type WordDiff = z.infer<typeof wordDiff>

export const difference = z
  .object({
    from: z.number().int(),
    to: z.number().int(),
    changes: z.array(
      z.object({
        /** In words: "Text", "Text on Instagram Shop". */
        what: z.string(),
        /** In one sentence. */
        words: z.string(),
        text: z.array(wordDiff).optional(),
      }),
    ),
    /** All of it in a sentence or two; empty: readers see no difference. */
    summary: z.string(),
  })
  .meta({ id: 'PostDifference' })
export type Difference = z.infer<typeof difference>

export const versionView = z
  .object({
    version: z.number().int(),
    hash: z.string(),
    by: personView,
    at: instant,
    title: z.string(),
    body: postBody,
    approved: z.boolean(),
  })
  .meta({ id: 'PostVersion' })
export type VersionView = z.infer<typeof versionView>
