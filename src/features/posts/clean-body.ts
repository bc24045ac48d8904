import { cleanText } from '#kernel/text.ts'
import { postBody, postOverride } from './schema.ts'
import type { PostBody, PostOverride } from './schema.ts'

/** What may be stored: hostile characters gone, so that the hash is of what the database gives back. */
export const cleanBody = (body: PostBody): PostBody => postBody.parse(clean(body))
export const cleanOverride = (override: PostOverride): PostOverride => postOverride.parse(clean(override))

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(clean)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[cleanText(key), clean(one)]])),
  )
}
