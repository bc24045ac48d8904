import { z } from 'zod'
import { vendorId } from '#contracts/exact-json.ts'

/** The parts of Telegram's Bot API 10.1 that we read; all else is dropped. */
const user = z.object({
  id: vendorId,
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
})

const chat = z.object({
  id: vendorId,
  type: z.string(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
})

const file = z.object({
  file_id: z.string(),
  file_size: z.number().optional(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
})

const location = z.object({ latitude: z.number(), longitude: z.number() })

export const message = z.object({
  message_id: vendorId,
  date: z.number(),
  edit_date: z.number().optional(),
  business_connection_id: z.string().optional(),
  /** The bot that wrote in the owner's name. */
  sender_business_bot: user.optional(),
  from: user.optional(),
  chat,
  text: z.string().optional(),
  caption: z.string().optional(),
  reply_to_message: z.object({ message_id: vendorId }).optional(),
  reply_to_story: z.object({ id: vendorId }).optional(),
  photo: z.array(file.extend({ width: z.number(), height: z.number() })).optional(),
  video: file.optional(),
  video_note: file.optional(),
  animation: file.optional(),
  audio: file.optional(),
  voice: file.optional(),
  document: file.optional(),
  sticker: file
    .extend({
      emoji: z.string().optional(),
      is_animated: z.boolean().optional(),
      is_video: z.boolean().optional(),
    })
    .optional(),
  location: location.optional(),
  venue: z.object({ location, title: z.string(), address: z.string() }).optional(),
  contact: z
    .object({ phone_number: z.string(), first_name: z.string(), last_name: z.string().optional() })
    .optional(),
  poll: z.object({ question: z.string() }).optional(),
  dice: z.object({ emoji: z.string(), value: z.number() }).optional(),
  story: z.object({ id: vendorId }).optional(),
  game: z.object({ title: z.string() }).optional(),
  paid_media: z.unknown().optional(),
  checklist: z.unknown().optional(),
})
export type TelegramMessage = z.infer<typeof message>

const reaction = z.object({ type: z.string(), emoji: z.string().optional() })

export const update = z.object({
  update_id: vendorId,
  message: message.optional(),
  edited_message: message.optional(),
  business_message: message.optional(),
  edited_business_message: message.optional(),
  deleted_business_messages: z
    .object({ business_connection_id: z.string(), chat, message_ids: z.array(vendorId) })
    .optional(),
  message_reaction: z
    .object({
      chat,
      message_id: vendorId,
      user: user.optional(),
      date: z.number(),
      old_reaction: z.array(reaction),
      new_reaction: z.array(reaction),
    })
    .optional(),
  my_chat_member: z
    .object({ chat, from: user, date: z.number(), new_chat_member: z.object({ status: z.string() }) })
    .optional(),
  callback_query: z
    .object({
      id: vendorId,
      from: user,
      data: z.string().optional(),
      message: z.object({ message_id: vendorId, chat, date: z.number() }).optional(),
    })
    .optional(),
})
export type TelegramUpdate = z.infer<typeof update>

/** Of no interest to an inbox. */
export const ignoredUpdates: Record<string, string> = {
  channel_post: 'posts of channels are not conversations',
  edited_channel_post: 'posts of channels are not conversations',
  business_connection: 'a change of the business connection',
  guest_message: 'written to the bot as a guest of another chat',
  message_reaction_count: 'anonymous reactions of channels',
  inline_query: 'inline mode is not offered',
  chosen_inline_result: 'inline mode is not offered',
  shipping_query: 'payments are not offered',
  pre_checkout_query: 'payments are not offered',
  purchased_paid_media: 'payments are not offered',
  poll: 'the state of a poll',
  poll_answer: 'the answer to a poll',
  chat_member: 'members of groups',
  chat_join_request: 'members of groups',
  chat_boost: 'boosts of channels',
  removed_chat_boost: 'boosts of channels',
  managed_bot: 'another bot',
}

/** What we ask for; some of it is off unless it is named. */
export const allowedUpdates = [
  'message',
  'edited_message',
  'message_reaction',
  'my_chat_member',
  'callback_query',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
] as const
