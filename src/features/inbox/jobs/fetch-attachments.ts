import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { fetchMessageAttachments } from '../inbound/fetch-message-attachments.ts'

/** Brings a message's files to us before the platform's links die. */
export const job = defineJob({
  name: 'inbox/fetch-attachments',
  lane: 'fetch',
  payload: z.object({ messageId: z.uuid() }),
  key: ({ messageId }) => messageId,
  run: (ctx, { messageId }) => fetchMessageAttachments(ctx, messageId),
})
