import { z } from 'zod'
import { vendorId } from '#contracts/exact-json.ts'

/** The parts of Meta's messaging webhooks that we read; all else is dropped. */
export const envelope = z.object({ object: z.string(), entry: z.array(z.unknown()) })

const change = z.object({ field: z.string(), value: z.unknown().optional() })

/** One entry belongs to one account; a delivery may mix many. */
export const entry = z.object({
  id: vendorId,
  time: z.number().optional(),
  messaging: z.array(z.unknown()).optional(),
  standby: z.array(z.unknown()).optional(),
  changes: z.array(change).optional(),
  /** Instagram Login puts a change directly on the entry. */
  field: z.string().optional(),
  value: z.unknown().optional(),
})
export type Entry = z.infer<typeof entry>

const party = z.object({ id: vendorId })

const referral = z.object({
  ref: z.string().optional(),
  source: z.string().optional(),
  ad_id: vendorId.optional(),
})
export type Referral = z.infer<typeof referral>

const attachment = z.object({
  type: z.string(),
  payload: z
    .object({
      url: z.string().optional(),
      title: z.string().optional(),
      sticker_id: vendorId.optional(),
      story_media_url: z.string().optional(),
      coordinates: z.object({ lat: z.number(), long: z.number() }).optional(),
    })
    .nullish(),
  title: z.string().nullish(),
  url: z.string().nullish(),
})
export type Attachment = z.infer<typeof attachment>

const message = z.object({
  mid: z.string(),
  text: z.string().optional(),
  is_echo: z.boolean().optional(),
  is_deleted: z.boolean().optional(),
  is_unsupported: z.boolean().optional(),
  app_id: vendorId.optional(),
  metadata: z.string().optional(),
  attachments: z.array(attachment).optional(),
  quick_reply: z.object({ payload: z.string() }).optional(),
  reply_to: z
    .object({
      mid: z.string().optional(),
      story: z.object({ id: vendorId.optional(), url: z.string().optional() }).optional(),
    })
    .optional(),
  referral: referral.optional(),
})
export type Message = z.infer<typeof message>

export const messaging = z.object({
  sender: party.optional(),
  recipient: party.optional(),
  /** Milliseconds; the test button of Meta's dashboard sends seconds, as text. */
  timestamp: z.coerce.number().optional(),
  message: message.optional(),
  postback: z
    .object({
      mid: z.string().optional(),
      title: z.string().optional(),
      payload: z.string().default(''),
      referral: referral.optional(),
    })
    .optional(),
  reaction: z
    .object({
      mid: z.string(),
      action: z.string(),
      reaction: z.string().optional(),
      emoji: z.string().optional(),
    })
    .optional(),
  message_edit: z.object({ mid: z.string(), text: z.string().optional() }).optional(),
  delivery: z.object({ mids: z.array(z.string()).optional(), watermark: z.number().optional() }).optional(),
  read: z.object({ mid: z.string().optional(), watermark: z.number().optional() }).optional(),
})
export type Messaging = z.infer<typeof messaging>
