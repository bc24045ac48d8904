import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'
import { channelStates } from './schema.ts'

/** Connected, paused, renamed, lost its token, disconnected. */
export const channelChanged = defineEvent({
  type: 'channel.changed',
  stream: 'channels:read',
  payload: z.object({
    channelId: z.uuid(),
    connector: z.string(),
    name: z.string(),
    state: z.enum(channelStates),
    reason: z.string().nullable(),
  }),
})

/** Something that a platform sent could not be applied; it can be replayed. */
export const eventParked = defineEvent({
  type: 'channel.event-parked',
  stream: 'channels:read',
  payload: z.object({ channelId: z.uuid(), reason: z.string() }),
})
