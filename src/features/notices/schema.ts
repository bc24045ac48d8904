import { z } from 'zod'

/** What members are told of. */
export const noticeKinds = [
  'alert',
  'approval',
  'post_trouble',
  'mention',
  'assignment',
  'report_paused',
  'reconnect',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

export const noticeView = z.object({
  id: z.uuid(),
  kind: z.enum(noticeKinds),
  title: z.string(),
  detail: z.string(),
  /** Page of the web app that shows what it is about. */
  path: z.string(),
  at: z.iso.datetime(),
  read: z.boolean(),
})
export type NoticeView = z.infer<typeof noticeView>

export const noticeBox = z.object({ unread: z.number().int(), muted: z.array(z.enum(noticeKinds)) })
export type NoticeBox = z.infer<typeof noticeBox>

export const readInput = z.union([
  z.object({ ids: z.array(z.uuid()).min(1).max(200) }),
  z.object({ all: z.literal(true) }),
])
export type ReadInput = z.infer<typeof readInput>

export const muteInput = z.object({ muted: z.array(z.enum(noticeKinds)).max(noticeKinds.length) })
export type MuteInput = z.infer<typeof muteInput>
