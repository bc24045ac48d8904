import type { PostBody } from '#features/posts/schema.ts'
import { bodyIn, change, type PostDraft, type Scope } from './edit-draft.ts'
import type { Snippet, Template } from './posts-api.ts'

const places = /\{\{\s*([\p{L}\p{N}_ -]{1,40}?)\s*\}\}/gu

/** The template's words with what was given filled in; what was not stays, to be seen. */
export function filled(body: PostBody, values: Readonly<Record<string, string>>): PostBody {
  const fill = (text: string) => text.replace(places, (whole, name: string) => values[name.trim()] || whole)
  return {
    ...body,
    text: fill(body.text),
    thread: body.thread.map(fill),
    media: body.media.map((one) => ({ ...one, alt: fill(one.alt) })),
    ...(body.firstComment === undefined ? {} : { firstComment: fill(body.firstComment) }),
  }
}

export const withTemplate = (
  draft: PostDraft,
  template: Template,
  values: Readonly<Record<string, string>>,
): PostDraft => ({ ...draft, body: filled(template.body, values) })

/** The tags that are not in the text yet, as many as the cap allows. */
export function withTags(text: string, tags: string, cap: number | undefined): string {
  const has = new Set([...text.matchAll(/#[\p{L}\p{N}_]+/gu)].map(([tag]) => tag.toLowerCase()))
  const missing = tags.split(' ').filter((tag) => tag !== '' && !has.has(tag.toLowerCase()))
  const added = cap === undefined ? missing : missing.slice(0, Math.max(0, cap - has.size))
  if (added.length === 0) return text
  return text.trim() === '' ? added.join(' ') : `${text.trimEnd()}\n\n${added.join(' ')}`
}

/**
 * Adds hashtags or a signature. In what all share, a platform with a cap gets its own, shorter text, and accounts
 * with words of their own get it, too.
 */
export function withSnippet(
  draft: PostDraft,
  scope: Scope,
  snippet: Snippet,
  platformOf: (channelId: string) => string | undefined,
): PostDraft {
  const textFor = (text: string, platform: string | undefined) =>
    snippet.kind === 'hashtags'
      ? withTags(text, snippet.body, platform === undefined ? undefined : snippet.caps[platform])
      : `${text.trimEnd()}\n\n${snippet.body}`.trimStart()
  if (scope !== 'all')
    return change(draft, scope, { text: textFor(bodyIn(draft, scope).text, platformOf(scope)) })
  const before = draft
  const shared = change(draft, 'all', { text: textFor(draft.body.text, undefined) })
  return shared.targets.reduce(
    (next, { channelId }) =>
      change(next, channelId, { text: textFor(bodyIn(before, channelId).text, platformOf(channelId)) }),
    shared,
  )
}
