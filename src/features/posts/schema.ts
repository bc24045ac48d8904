import { z } from 'zod'

export const postStates = [
  'draft',
  'in_review',
  'changes_requested',
  'rejected',
  'approved',
  'scheduled',
  'on_hold',
  'publishing',
  'published',
  'partly_published',
  'failed',
  'unknown',
  'missed',
] as const
export type PostState = (typeof postStates)[number]

export const targetStates = [
  'idle',
  'due',
  'publishing',
  'published',
  'failed',
  'unknown',
  'missed',
  'cancelled',
] as const
export type TargetState = (typeof targetStates)[number]

/** As in `contracts/publisher.ts`, which the browser may not import. */
export const formatIds = ['text', 'link', 'image', 'carousel', 'video', 'reel', 'story', 'thread'] as const

const text = z.string().max(100_000)
const link = z.url({ protocol: /^https?$/, message: 'A link begins with https://.' }).max(2_000)
const options = z.record(z.string().max(60), z.string().max(500))

export const bodyMedia = z.object({
  mediaId: z.uuid(),
  alt: z.string().max(5_000).default(''),
  /** Which part of a thread it belongs to; 0 is the first. */
  part: z.number().int().min(0).max(100).default(0),
  /** Where the eye should rest when an account crops it: 0 to 1 from the left and from the top. */
  focus: z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }).optional(),
})
export type BodyMedia = z.infer<typeof bodyMedia>

/** What all accounts share. */
export const postBody = z
  .object({
    /** Absent: chosen per platform by what it holds. */
    format: z.enum(formatIds).optional(),
    text: text.default(''),
    /** Further parts of a thread, after `text`. */
    thread: z.array(text).max(100).default([]),
    link: link.optional(),
    firstComment: text.optional(),
    media: z.array(bodyMedia).max(50).default([]),
    options: options.default({}),
  })
  .meta({ id: 'PostBody' })
export type PostBody = z.infer<typeof postBody>

/** What one account gets instead: a field that is absent inherits, null takes it away there. */
export const postOverride = z
  .object({
    format: z.enum(formatIds).optional(),
    text: text.optional(),
    thread: z.array(text).max(100).optional(),
    link: link.nullable().optional(),
    firstComment: text.nullable().optional(),
    media: z.array(bodyMedia).max(50).optional(),
    options: options.optional(),
  })
  .meta({ id: 'PostOverride' })
export type PostOverride = z.infer<typeof postOverride>

export const targetInput = z.object({ channelId: z.uuid(), override: postOverride.default({}) })
export type TargetInput = z.input<typeof targetInput>

const title = z.string().trim().min(1).max(200)
const labels = z.array(z.string().trim().min(1).max(60)).max(20)
const targets = z.array(targetInput).max(100)
const version = z.number().int().min(1)

export const createPostInput = z.object({
  /** Absent: the first line of the text, and it follows the text. */
  title: title.optional(),
  body: postBody,
  targets: targets.default([]),
  labels: labels.default([]),
  /** Where it came from: `{ surface: 'slack' }`, a template, an import. */
  source: z.record(z.string().max(40), z.string().max(300)).default({}),
})
export type CreatePost = z.input<typeof createPostInput>

/** `version`: the content version that the editor saw; another one meanwhile is a conflict. */
export const updatePostInput = z.object({
  postId: z.uuid(),
  version: version.optional(),
  title: title.optional(),
  /** Only what changes; null takes a field away. */
  body: postOverride.extend({ format: z.enum(formatIds).nullable().optional() }).optional(),
  /** All of them: an account that is missing is taken off. */
  targets: targets.optional(),
  labels: labels.optional(),
})
export type UpdatePost = z.input<typeof updatePostInput>

export const planPostInput = z.object({
  postId: z.uuid(),
  version: version.optional(),
  /** The people's time: the instant, and the wall clock and zone in which they said it. */
  at: z.object({ instant: z.date(), wall: z.string().min(1).max(40), zone: z.string().min(1).max(60) }),
  slotId: z.uuid().nullable().optional(),
  seriesId: z.uuid().nullable().optional(),
  occurrenceAt: z.date().nullable().optional(),
})
export type PlanPost = z.infer<typeof planPostInput>

export const instant = z.iso.datetime()
export const personView = z.object({ id: z.string().nullable(), kind: z.string(), name: z.string() })

/** A post in a list, on a card, in events. */
export const postRow = z
  .object({
    id: z.uuid(),
    number: z.number().int(),
    title: z.string(),
    state: z.enum(postStates),
    /** Why it stands so, in words. */
    stateReason: z.string().nullable(),
    /** Submitted, and waiting for its media to be ready. */
    preparing: z.boolean(),
    excerpt: z.string(),
    labels: z.array(z.string()),
    accounts: z.array(
      z.object({
        channelId: z.uuid(),
        name: z.string(),
        connector: z.string(),
        platform: z.string(),
        state: z.enum(targetStates),
      }),
    ),
    thumbMediaId: z.uuid().nullable(),
    mediaCount: z.number().int(),
    plannedAt: instant.nullable(),
    plannedWall: z.string().nullable(),
    plannedZone: z.string().nullable(),
    seriesId: z.uuid().nullable(),
    author: personView,
    authorId: z.uuid().nullable(),
    /** Of the content; shown to people. */
    version: z.number().int(),
    hash: z.string(),
    /** Grows with every change of the row, so that a late answer is known. */
    revision: z.number().int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'PostRow' })
export type PostRowView = z.infer<typeof postRow>

export const contentView = z.object({
  format: z.enum(formatIds),
  text: z.string(),
  thread: z.array(z.string()),
  link: z.string().optional(),
  firstComment: z.string().optional(),
  media: z.array(
    z.object({
      mediaId: z.uuid(),
      hash: z.string(),
      kind: z.enum(['image', 'video']),
      mime: z.string(),
      bytes: z.number(),
      width: z.number().optional(),
      height: z.number().optional(),
      seconds: z.number().optional(),
      alt: z.string(),
      part: z.number().int(),
    }),
  ),
  options: z.record(z.string(), z.string()),
})

export const targetView = z
  .object({
    id: z.uuid(),
    channelId: z.uuid(),
    channelName: z.string(),
    channelState: z.string(),
    connector: z.string(),
    platform: z.string(),
    override: postOverride,
    /** What this account gets: all inherited, its media as prepared for it. */
    content: contentView,
    state: z.enum(targetStates),
    effectiveAt: instant.nullable(),
    publishedAt: instant.nullable(),
    publishedId: z.string().nullable(),
    publishedUrl: z.string().nullable(),
    failureKind: z.string().nullable(),
    failure: z.string().nullable(),
  })
  .meta({ id: 'PostTarget' })
export type TargetView = z.infer<typeof targetView>

export const postView = postRow
  .extend({
    body: postBody,
    targets: z.array(targetView),
    slotId: z.uuid().nullable(),
    occurrenceAt: instant.nullable(),
    source: z.record(z.string(), z.string()),
    approvalId: z.uuid().nullable(),
    /** The last version that was approved, where there is one. */
    approvedVersion: z.number().int().nullable(),
  })
  .meta({ id: 'Post' })
export type PostView = z.infer<typeof postView>

const commaList = z
  .string()
  .max(4_000)
  .transform((list) =>
    list
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )

export const listPostsQuery = z.object({
  /** States, by commas. */
  state: commaList.pipe(z.array(z.enum(postStates))).optional(),
  channelId: z.uuid().optional(),
  platform: z.string().max(40).optional(),
  label: z.string().max(60).optional(),
  text: z.string().max(200).optional(),
  /** Planned in this period: from included, to not. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  mine: z.enum(['true', 'false']).optional(),
  /** `newest` first, or by their planned time (those without one are left out). */
  sort: z.enum(['newest', 'planned']).default('newest'),
})
export type ListPosts = z.input<typeof listPostsQuery>

/** Parameters that links get; `{platform}`, `{account}`, `{number}` and `{label}` are filled in. */
export const utmRules = z.object({
  enabled: z.boolean().default(false),
  /** Only links to these sites; empty: all. */
  domains: z.array(z.string().trim().toLowerCase().max(253)).max(50).default([]),
  source: z.string().trim().max(200).default('{platform}'),
  medium: z.string().trim().max(200).default('social'),
  campaign: z.string().trim().max(200).default(''),
})
export type UtmRules = z.infer<typeof utmRules>
