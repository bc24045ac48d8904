import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'
import { postRow } from './schema.ts'

const stream = 'posts:read' as const

export const postCreated = defineEvent({
  type: 'post.created',
  stream,
  payload: z.object({ post: postRow }),
})

/** Content, state, time, labels or what became of a target. `changed` names which. */
export const postChanged = defineEvent({
  type: 'post.changed',
  stream,
  payload: z.object({ post: postRow, changed: z.array(z.string()) }),
})

export const postDeleted = defineEvent({
  type: 'post.deleted',
  stream,
  payload: z.object({ post: postRow }),
})

export const troubleKinds = ['failed', 'unknown', 'late', 'missed', 'reconnect', 'quota', 'media'] as const

/** Publishing needs a person, now or soon. Told on the card, to the author, and where publishing is watched. */
export const postTrouble = defineEvent({
  type: 'post.trouble',
  stream,
  payload: z.object({
    postId: z.uuid(),
    number: z.number().int(),
    title: z.string(),
    authorId: z.uuid().nullable(),
    targetId: z.uuid().nullable(),
    channelId: z.uuid().nullable(),
    kind: z.enum(troubleKinds),
    /** What happened and what to do, for a person. */
    message: z.string(),
  }),
})

/** A picture of how it looks was made; cards that show the post are drawn anew. */
export const previewMade = defineEvent({
  type: 'post.preview-made',
  payload: z.object({ postId: z.uuid(), channelId: z.uuid(), mediaId: z.uuid() }),
})

/** Templates, hashtag sets or signatures changed. */
export const templatesChanged = defineEvent({
  type: 'post.templates-changed',
  stream,
  payload: z.object({ what: z.enum(['templates', 'snippets']) }),
})
