import { z } from 'zod'
import { answerSchema, rollingQuestion } from '../metrics/schema.ts'

export const sectionSchema = z.object({ title: z.string().trim().min(1).max(120), question: rollingQuestion })
export type Section = z.infer<typeof sectionSchema>
export const sections = z.array(sectionSchema).min(1).max(20)

export const answeredSection = z.object({
  title: z.string(),
  /** What it says; null where it could not be answered, and `error` says why. */
  answer: answerSchema.nullable(),
  error: z.string().optional(),
})
export type AnsweredSection = z.infer<typeof answeredSection>

/** Where a report or an alert goes. */
export const placeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('channel'),
    workspaceId: z.uuid(),
    channel: z.string().max(200),
    name: z.string().max(200),
  }),
  z.object({ kind: z.literal('member'), memberId: z.uuid() }),
  z.object({ kind: z.literal('email'), address: z.email().max(200) }),
])
export type Place = z.infer<typeof placeSchema>

export const templateIds = ['weekly_social', 'post_performance', 'account', 'support'] as const
export type TemplateId = (typeof templateIds)[number]

export const reportInput = z.object({ name: z.string().trim().min(1).max(120), sections })
export type ReportInput = z.infer<typeof reportInput>
export const reportView = reportInput.extend({
  id: z.uuid(),
  version: z.number().int(),
  updatedAt: z.iso.datetime(),
})
export type ReportView = z.infer<typeof reportView>

export const scheduleInput = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  /** What is sent: a report, or questions. */
  reportId: z.uuid().optional(),
  sections: sections.optional(),
  /** RFC 5545 with `DTSTART;TZID=`. */
  rrule: z.string().min(10).max(1_000),
  place: placeSchema,
})
export type ScheduleInput = z.infer<typeof scheduleInput>

export const scheduleView = z.object({
  id: z.uuid(),
  name: z.string(),
  reportId: z.uuid().nullable(),
  rrule: z.string(),
  /** The rule in words, e.g. "every week on Monday at 8:30 AM". */
  words: z.string(),
  zone: z.string(),
  place: placeSchema,
  placeName: z.string(),
  nextAt: z.iso.datetime().nullable(),
  pausedReason: z.string().nullable(),
  by: z.string(),
})
export type ScheduleView = z.infer<typeof scheduleView>
