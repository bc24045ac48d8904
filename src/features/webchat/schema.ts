import { z } from 'zod'

const instant = z.iso.datetime()

export const longestText = 4_000
export const maxUploadBytes = 10 * 1024 * 1024

/** What the page needs before anybody has written. */
export const chatSettings = z.object({
  name: z.string(),
  greeting: z.string(),
  accent: z.string(),
  requireIdentity: z.boolean(),
  /** False: the team has paused the chat. */
  open: z.boolean(),
  /** Somebody of the team is at the inbox now. */
  online: z.boolean(),
})
export type ChatSettings = z.infer<typeof chatSettings>

export const visitInput = z.object({
  /** From an earlier visit; one that is no longer good starts a new visitor. */
  token: z.string().max(2_000).optional(),
  /** Who the host's own sign-in says it is, and the host's HMAC-SHA256 of exactly this text, in hex. */
  userId: z.string().trim().min(1).max(150).optional(),
  hmac: z.string().max(200).optional(),
  /** Told by the page and proved by nobody. */
  name: z.string().trim().max(120).optional(),
  email: z.email().max(200).optional(),
})
export type VisitInput = z.infer<typeof visitInput>

export const visit = z.object({
  token: z.string(),
  verified: z.boolean(),
  expiresAt: instant,
})
export type Visit = z.infer<typeof visit>

export const writeInput = z
  .object({
    /** Made by the page: the same id is the same message, however often it is sent. */
    clientId: z.uuid(),
    text: z.string().trim().max(longestText, `Keep it under ${longestText} characters.`).default(''),
    attachmentIds: z.array(z.uuid()).max(5, 'Send at most five files at once.').default([]),
    page: z
      .url({ protocol: /^https?$/ })
      .max(1_000)
      .optional(),
    locale: z.string().max(35).optional(),
  })
  .refine((message) => message.text !== '' || message.attachmentIds.length > 0, {
    message: 'Write something or add a file.',
  })
export type WriteInput = z.input<typeof writeInput>

/** `messageId`: the newest of the team's messages that it is true of. */
export const seenInput = z.object({ state: z.enum(['delivered', 'read']), messageId: z.uuid() })
export type SeenInput = z.infer<typeof seenInput>

export const chatFile = z.object({
  kind: z.string(),
  name: z.string(),
  mime: z.string(),
  sizeBytes: z.number().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  /** Expiring links, relative to our origin. No url: the file is still on its way. */
  url: z.string().nullable(),
  previewUrl: z.string().nullable(),
})
export type ChatFile = z.infer<typeof chatFile>

/** What a visitor sees of a message. */
export const chatMessage = z.object({
  id: z.uuid(),
  clientId: z.string().nullable(),
  from: z.enum(['visitor', 'team', 'bot']),
  name: z.string(),
  text: z.string(),
  files: z.array(chatFile),
  edited: z.boolean(),
  /** Of the visitor's own: somebody of the team has looked. */
  seen: z.boolean(),
  /** Of the team's: how far we know it has come. */
  state: z.enum(['sent', 'delivered', 'read']).nullable(),
  at: instant,
})
export type ChatMessage = z.infer<typeof chatMessage>

export const uploaded = z.object({
  id: z.uuid(),
  kind: z.string(),
  name: z.string(),
  mime: z.string(),
  sizeBytes: z.number(),
})
export type Uploaded = z.infer<typeof uploaded>
