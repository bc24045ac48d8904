import type { BodyMedia, PostBody, PostOverride, PostView, UpdatePost } from '#features/posts/schema.ts'

export interface Target {
  channelId: string
  override: PostOverride
}

/** What stands in the composer. */
export interface PostDraft {
  body: PostBody
  targets: Target[]
  labels: string[]
}

/** Whose words are edited: what all share, or one account's own. */
export type Scope = 'all' | (string & {})

export const emptyDraft: PostDraft = {
  body: { text: '', thread: [], media: [], options: {} },
  targets: [],
  labels: [],
}

export const draftOf = (post: PostView): PostDraft => ({
  body: post.body,
  targets: post.targets.map(({ channelId, override }) => ({ channelId, override })),
  labels: post.labels,
})

/** What the scope shows: the shared words with the account's own over them. */
export function bodyIn({ body, targets }: PostDraft, scope: Scope): PostBody {
  const override = targets.find((target) => target.channelId === scope)?.override
  if (!override) return body
  const link = override.link === undefined ? body.link : override.link
  const firstComment = override.firstComment === undefined ? body.firstComment : override.firstComment
  const format = override.format ?? body.format
  return {
    text: override.text ?? body.text,
    thread: override.thread ?? body.thread,
    media: override.media ?? body.media,
    options: { ...body.options, ...override.options },
    ...(format === undefined ? {} : { format }),
    ...(typeof link === 'string' ? { link } : {}),
    ...(typeof firstComment === 'string' ? { firstComment } : {}),
  }
}

export interface BodyChange {
  format?: PostBody['format'] | null
  text?: string
  thread?: string[]
  link?: string | null
  firstComment?: string | null
  media?: BodyMedia[]
  options?: Record<string, string>
}

/** Writes into what all share, or into one account's own; what equals the shared is no difference. */
export function change(draft: PostDraft, scope: Scope, next: BodyChange): PostDraft {
  if (scope === 'all') return { ...draft, body: mergeBody(draft.body, next) }
  return {
    ...draft,
    targets: draft.targets.map((target) =>
      target.channelId === scope
        ? { ...target, override: mergeOverride(draft.body, target.override, next) }
        : target,
    ),
  }
}

function mergeBody(body: PostBody, next: BodyChange): PostBody {
  const merged = { ...body, ...next, options: { ...body.options, ...next.options } }
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
  ) as PostBody
}

function mergeOverride(body: PostBody, before: PostOverride, next: BodyChange): PostOverride {
  const merged: Record<string, unknown> = { ...before, ...next }
  if (next.options) merged['options'] = { ...before.options, ...next.options }
  const shared: Record<string, unknown> = { ...body }
  return Object.fromEntries(
    Object.entries(merged).filter(([field, value]) => {
      if (value === undefined || (field === 'format' && value === null)) return false
      if (field === 'options') return Object.keys(value ?? {}).length > 0
      return !isSame(value, shared[field] ?? null)
    }),
  )
}

const fieldNames: Record<keyof PostOverride, string> = {
  format: 'kind',
  text: 'text',
  thread: 'thread',
  link: 'link',
  firstComment: 'first comment',
  media: 'media',
  options: 'options',
}

/** In which fields an account has its own: "text and media". */
export function differenceWords(override: PostOverride): string {
  const names = Object.entries(fieldNames)
    .filter(([field]) => Object.hasOwn(override, field))
    .map(([, name]) => name)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}

export const differs = (override: PostOverride | undefined): boolean =>
  override !== undefined && Object.keys(override).length > 0

export const backToShared = (draft: PostDraft, channelId: string): PostDraft => ({
  ...draft,
  targets: draft.targets.map((target) =>
    target.channelId === channelId ? { channelId, override: {} } : target,
  ),
})

/** Chooses the accounts; one that stays keeps its own words. */
export const withAccounts = (draft: PostDraft, channelIds: readonly string[]): PostDraft => ({
  ...draft,
  targets: channelIds.map(
    (channelId) =>
      draft.targets.find((target) => target.channelId === channelId) ?? { channelId, override: {} },
  ),
})

/** All that a save sends; what is absent here is taken away there. */
export function toUpdate({
  body,
  targets,
  labels,
}: PostDraft): Pick<UpdatePost, 'body' | 'targets' | 'labels'> {
  const { format = null, link = null, firstComment = null, ...rest } = body
  return {
    body: { ...rest, format, link: link || null, firstComment: firstComment || null },
    targets,
    labels,
  }
}

/** As the editor's checks and the first save take it: an unfinished link is left out. */
export function toContent({ body, targets, labels }: PostDraft) {
  const { link, ...rest } = body
  return {
    body: isLink(link) ? { ...rest, link } : rest,
    targets: targets.map(({ channelId, override }) => {
      const { link: own, ...others } = override
      return { channelId, override: own === undefined || (own !== null && !isLink(own)) ? others : override }
    }),
    labels,
  }
}

export const isLink = (link: string | null | undefined): link is string =>
  typeof link === 'string' && /^https?:\/\//.test(link) && URL.canParse(link)

/** A link that is begun and is none yet cannot be saved. */
export const hasHalfLink = ({ body, targets }: PostDraft): boolean =>
  [body.link, ...targets.map(({ override }) => override.link)].some((link) => !!link && !isLink(link))

export const isBlank = ({ body, targets, labels }: PostDraft): boolean =>
  body.text.trim() === '' &&
  body.media.length === 0 &&
  body.thread.every((part) => part.trim() === '') &&
  !body.link &&
  !body.firstComment &&
  targets.length === 0 &&
  labels.length === 0

export const isSame = (a: unknown, b: unknown): boolean => stable(a) === stable(b)

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
