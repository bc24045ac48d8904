import { z } from 'zod'

/** What we read of Slack's payloads; the rest is let through unseen. */

const file = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
})
export type SlackFile = z.infer<typeof file>

/** `message` and `app_mention`. */
export const messageEvent = z.looseObject({
  type: z.string(),
  subtype: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  text: z.string().nullish(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  parent_user_id: z.string().optional(),
  channel: z.string(),
  channel_type: z.string().optional(),
  files: z.array(file).optional(),
})
export type MessageEvent = z.infer<typeof messageEvent>

export const homeOpened = z.looseObject({
  user: z.string(),
  channel: z.string().optional(),
  tab: z.string(),
  event_ts: z.string().optional(),
})

export const tokensRevoked = z.looseObject({
  tokens: z.looseObject({ bot: z.array(z.string()).optional() }),
})

export const slashCommand = z.looseObject({
  text: z.string().optional(),
  channel_id: z.string(),
  channel_name: z.string().optional(),
  user_id: z.string(),
  user_name: z.string().optional(),
  response_url: z.string().optional(),
  trigger_id: z.string(),
})
export type SlashCommand = z.infer<typeof slashCommand>

const user = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  username: z.string().optional(),
})

export const blockActions = z.looseObject({
  user,
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  container: z.looseObject({
    type: z.string(),
    message_ts: z.string().optional(),
    channel_id: z.string().optional(),
    thread_ts: z.string().optional(),
    view_id: z.string().optional(),
    is_ephemeral: z.boolean().optional(),
  }),
  channel: z.looseObject({ id: z.string(), name: z.string().optional() }).optional(),
  actions: z.array(
    z.looseObject({
      action_id: z.string(),
      action_ts: z.string().optional(),
      selected_option: z.looseObject({ value: z.string() }).nullish(),
    }),
  ),
})
export type BlockActions = z.infer<typeof blockActions>

export const viewSubmission = z.looseObject({
  user,
  view: z.looseObject({ id: z.string(), private_metadata: z.string() }),
})

export const messageShortcut = z.looseObject({
  callback_id: z.string(),
  trigger_id: z.string(),
  user,
  channel: z.looseObject({ id: z.string(), name: z.string().optional() }),
  message: z.looseObject({
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string().nullish(),
    files: z.array(file).optional(),
  }),
  response_url: z.string().optional(),
})
export type MessageShortcut = z.infer<typeof messageShortcut>
