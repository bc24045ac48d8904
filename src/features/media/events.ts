import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'

export const libraryChanged = defineEvent({
  type: 'media.library-changed',
  stream: 'posts:read',
  payload: z.object({ mediaId: z.uuid(), what: z.enum(['added', 'changed', 'deleted', 'restored']) }),
})
