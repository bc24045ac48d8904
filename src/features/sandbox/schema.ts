import { z } from 'zod'

const person = z.object({
  id: z.string().min(1).max(80),
  name: z.string().min(1).max(80),
  username: z.string().max(80).optional(),
})
const base = { channelId: z.uuid(), person }

export const actInput = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('write'),
    text: z.string().min(1).max(4_000),
    quote: z.string().optional(),
  }),
  z.object({ ...base, kind: z.literal('photo'), text: z.string().max(900).optional() }),
  z.object({ ...base, kind: z.literal('story_mention') }),
  z.object({ ...base, kind: z.literal('story_reply'), text: z.string().min(1).max(900) }),
  z.object({
    ...base,
    kind: z.literal('reaction'),
    messageId: z.string(),
    emoji: z.string().max(32).optional(),
  }),
  z.object({ ...base, kind: z.literal('unsend'), messageId: z.string() }),
  z.object({ ...base, kind: z.literal('edit'), messageId: z.string(), text: z.string().min(1).max(4_000) }),
  z.object({ ...base, kind: z.literal('postback'), title: z.string().max(80), payload: z.string().max(900) }),
  z.object({ ...base, kind: z.literal('read') }),
  z.object({ ...base, kind: z.literal('typing') }),
  z.object({ ...base, kind: z.literal('native_reply'), text: z.string().min(1).max(900) }),
])
export type SandboxAct = z.infer<typeof actInput>

export const faultInput = z.object({
  channelId: z.uuid(),
  times: z.number().int().min(1).max(100).default(1),
  fault: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('delay'), ms: z.number().int().min(1).max(60_000) }),
    z.object({ kind: z.literal('rate_limit'), retryAfterSeconds: z.number().int().min(1).max(600) }),
    z.object({
      kind: z.enum([
        'drop_answer',
        'server_error',
        'html_page',
        'expire_token',
        'block_recipient',
        'repeat_webhook',
        'swap_webhooks',
        'hold_echo',
      ]),
    }),
  ]),
})

export const sandboxChannel = z.object({
  channelId: z.uuid(),
  name: z.string(),
  connector: z.string(),
  connectorName: z.string(),
  customer: z.array(z.string()),
  /** The platform tells when a customer has read. */
  tellsRead: z.boolean(),
})
export type SandboxChannel = z.infer<typeof sandboxChannel>

export const sandboxEntry = z.object({
  id: z.string(),
  at: z.string(),
  from: z.enum(['customer', 'us']),
  kind: z.string(),
  text: z.string().optional(),
  state: z.enum(['delivered', 'read', 'removed']).optional(),
  attachments: z
    .array(z.object({ kind: z.string(), name: z.string().optional(), url: z.string().optional() }))
    .optional(),
  reactions: z.array(z.string()).optional(),
  tag: z.string().optional(),
})
export type SandboxEntryView = z.infer<typeof sandboxEntry>

export const transcriptQuery = z.object({ channelId: z.uuid(), person: z.string().min(1).max(80) })
export const actResult = z.object({ id: z.string(), status: z.number().optional() })
