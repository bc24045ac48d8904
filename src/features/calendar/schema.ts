import { z } from 'zod'
import { postRow, utmRules } from '../posts/schema.ts'
import { timezoneSchema } from '../orgs/schema.ts'

export { postRow }

const instant = z.iso.datetime()
/** A wall clock without a zone: `2026-11-21T09:00`. */
const wall = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, 'Write a time like 2026-11-21T09:00.')
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time like 09:30.')

/** When a post should go out. */
export const whenInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wall'), wall, zone: timezoneSchema }),
  z.object({ kind: z.literal('instant'), instant, zone: timezoneSchema }),
  z.object({ kind: z.literal('next_free'), category: z.string().max(60).optional() }),
  /** RFC 5545 with `DTSTART;TZID=`, in wall-clock time. */
  z.object({ kind: z.literal('rrule'), rrule: z.string().min(10).max(1_000) }),
])
export type When = z.infer<typeof whenInput>

export const scheduleInput = z.object({
  postId: z.uuid(),
  version: z.number().int().min(1).optional(),
  when: whenInput,
})
export type Schedule = z.infer<typeof scheduleInput>

export const warning = z.object({
  kind: z.enum(['close', 'paused']),
  channelId: z.uuid(),
  message: z.string(),
})
export type Warning = z.infer<typeof warning>

export const scheduled = z.object({ post: postRow, warnings: z.array(warning) })
export type Scheduled = z.infer<typeof scheduled>

export const slotInput = z.object({
  /** 1 is Monday. */
  weekday: z.number().int().min(1).max(7),
  time: clockTime,
  zone: timezoneSchema,
  /** Empty: for every account. */
  channelIds: z.array(z.uuid()).max(200).default([]),
  category: z.string().trim().max(60).default(''),
  /** Posts go out up to so many minutes later, so that they look less like a clock. */
  jitterMinutes: z.number().int().min(0).max(120).default(0),
  paused: z.boolean().default(false),
})
export type SlotInput = z.input<typeof slotInput>
export const slotView = slotInput.extend({ id: z.uuid(), version: z.number().int() })
export type SlotView = z.infer<typeof slotView>

export const freeSlot = z.object({
  slotId: z.uuid(),
  at: instant,
  wall: z.string(),
  zone: z.string(),
  category: z.string(),
})
export type FreeSlot = z.infer<typeof freeSlot>

export const seriesView = z.object({
  id: z.uuid(),
  rrule: z.string(),
  zone: z.string(),
  /** In words: every Monday at 08:30. */
  words: z.string(),
  templatePostId: z.uuid(),
  skipped: z.array(instant),
  nextAt: instant.nullable(),
  ended: z.boolean(),
  /** The next times, at most ten. */
  next: z.array(z.object({ at: instant, wall: z.string() })),
})
export type SeriesView = z.infer<typeof seriesView>

export const publishingSettings = z.object({
  /** Later than this a post is not published by itself any more, but waits for a person. */
  missedAfterMinutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .default(60),
  /** Between two overdue posts of one account, after an outage. */
  staggerSeconds: z.number().int().min(0).max(3_600).default(60),
  /** Two posts of one account closer than this are warned of. */
  warnWithinMinutes: z.number().int().min(0).max(1_440).default(15),
  utm: utmRules.optional(),
})
export type PublishingSettings = z.infer<typeof publishingSettings>

export const channelPublishing = z.object({
  channelId: z.uuid(),
  paused: z.boolean(),
  minGapMinutes: z.number().int().min(0).max(1_440),
  category: z.string().max(60),
})
export type ChannelPublishing = z.infer<typeof channelPublishing>

export const settingsView = publishingSettings.extend({
  channels: z.array(channelPublishing.extend({ name: z.string(), connector: z.string() })),
})
export type SettingsView = z.infer<typeof settingsView>

export const calendarQuery = z.object({
  from: instant,
  to: instant,
  /** Comma-separated. */
  channels: z.string().max(8_000).optional(),
  states: z.string().max(300).optional(),
})

/** A post on the calendar: only what a cell draws. */
export const calendarEntry = z.object({
  id: z.uuid(),
  number: z.number().int(),
  title: z.string(),
  state: z.string(),
  plannedAt: instant,
  wall: z.string(),
  zone: z.string(),
  channelIds: z.array(z.uuid()),
  thumbMediaId: z.uuid().nullable(),
  seriesId: z.uuid().nullable(),
})
export type CalendarEntry = z.infer<typeof calendarEntry>

export const calendarView = z.object({
  entries: z.array(calendarEntry),
  /** There are others; ask for a shorter period. */
  more: z.boolean(),
  /** Times of series for which no post is made yet. */
  ghosts: z.array(z.object({ seriesId: z.uuid(), at: instant, title: z.string() })),
})
export type CalendarView = z.infer<typeof calendarView>

export const importRow = z.object({
  row: z.number().int(),
  text: z.string(),
  title: z.string(),
  accounts: z.array(z.object({ channelId: z.uuid(), name: z.string() })),
  at: z.object({ instant, wall: z.string(), zone: z.string() }).nullable(),
  media: z.array(z.object({ mediaId: z.uuid(), alt: z.string() })),
  link: z.string().nullable(),
  firstComment: z.string().nullable(),
  labels: z.array(z.string()),
  errors: z.array(z.string()),
  warnings: z.array(z.string()),
  /** The post that was made of it. */
  postId: z.uuid().nullable(),
  number: z.number().int().nullable(),
})
export type ImportRow = z.infer<typeof importRow>

export const importView = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(['checked', 'importing', 'imported', 'discarded']),
  rows: z.array(importRow),
  good: z.number().int(),
  bad: z.number().int(),
})
export type ImportView = z.infer<typeof importView>
