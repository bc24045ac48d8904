import { z } from 'zod'
import { vendorId } from '#contracts/exact-json.ts'

/** The parts of Telegram's updates that the team's bot reads; all else is dropped. */
const user = z.object({
  id: vendorId,
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
})
export type TelegramUser = z.infer<typeof user>

const chat = z.object({ id: vendorId, type: z.string(), title: z.string().optional() })

const file = z.object({
  file_id: z.string(),
  file_size: z.number().optional(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
})

const answered = z.object({
  message_id: z.number(),
  message_thread_id: z.number().optional(),
  is_topic_message: z.boolean().optional(),
  from: user.optional(),
  forum_topic_created: z.unknown().optional(),
})

const message = z.object({
  message_id: z.number(),
  message_thread_id: z.number().optional(),
  is_topic_message: z.boolean().optional(),
  date: z.number(),
  from: user.optional(),
  chat,
  text: z.string().optional(),
  caption: z.string().optional(),
  media_group_id: z.string().optional(),
  reply_to_message: answered.optional(),
  photo: z.array(file).optional(),
  video: file.optional(),
  video_note: file.optional(),
  animation: file.optional(),
  audio: file.optional(),
  voice: file.optional(),
  document: file.optional(),
  migrate_to_chat_id: vendorId.optional(),
})
export type TelegramTextMessage = z.infer<typeof message>

export const update = z.object({
  update_id: z.number(),
  message: message.optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: user,
      data: z.string().optional(),
      message: z
        .object({
          message_id: z.number(),
          message_thread_id: z.number().optional(),
          is_topic_message: z.boolean().optional(),
          chat,
        })
        .optional(),
    })
    .optional(),
  my_chat_member: z
    .object({ chat, from: user, date: z.number(), new_chat_member: z.object({ status: z.string() }) })
    .optional(),
})
export type TelegramUpdate = z.infer<typeof update>
export type TelegramPress = NonNullable<TelegramUpdate['callback_query']>

export const allowedUpdates = ['message', 'callback_query', 'my_chat_member'] as const
