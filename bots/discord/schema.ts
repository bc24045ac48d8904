import { z } from 'zod'

const user = z.object({
  id: z.string(),
  username: z.string().default(''),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
})

const attachment = z.object({
  filename: z.string().default('file'),
  url: z.string(),
  content_type: z.string().nullish(),
  size: z.number().optional(),
})

const channel = z.object({
  id: z.string(),
  type: z.number(),
  parent_id: z.string().nullish(),
})

const option = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().optional(),
})

/** A field of a form stands in a label; of old ones in a row. */
const sentField = z.object({
  custom_id: z.string().optional(),
  value: z.string().nullish(),
  values: z.array(z.string()).optional(),
})

export const interactionSchema = z.object({
  id: z.string().regex(/^\d{1,20}$/),
  application_id: z.string(),
  type: z.number(),
  token: z.string(),
  guild_id: z.string().optional(),
  channel_id: z.string().optional(),
  channel: channel.optional(),
  member: z.object({ user, nick: z.string().nullish() }).optional(),
  user: user.optional(),
  message: z.object({ id: z.string(), flags: z.number().optional() }).optional(),
  data: z
    .object({
      name: z.string().optional(),
      options: z.array(option).optional(),
      custom_id: z.string().optional(),
      values: z.array(z.string()).optional(),
      components: z
        .array(z.object({ component: sentField.optional(), components: z.array(sentField).optional() }))
        .optional(),
    })
    .optional(),
})
export type Interaction = z.infer<typeof interactionSchema>

export const messageSchema = z.object({
  id: z.string().regex(/^\d{1,20}$/),
  type: z.number().default(0),
  channel_id: z.string(),
  guild_id: z.string().optional(),
  webhook_id: z.string().optional(),
  author: user,
  member: z.object({ nick: z.string().nullish() }).optional(),
  content: z.string().default(''),
  mentions: z.array(user).default([]),
  attachments: z.array(attachment).default([]),
  message_reference: z.object({ message_id: z.string().optional() }).nullish(),
})
export type Message = z.infer<typeof messageSchema>

export const threadSchema = z.object({
  id: z.string(),
  type: z.number(),
  parent_id: z.string().nullish(),
  owner_id: z.string().nullish(),
})

export const guildDeleteSchema = z.object({ id: z.string(), unavailable: z.boolean().optional() })

export const threadTypes: readonly number[] = [10, 11, 12]
