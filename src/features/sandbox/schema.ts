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

const shortId = z.string().min(1).max(200)

/** A chat of the sandbox: its people and places, each person's direct messages with the bot among them. */
export const sandboxChat = z.object({
  surface: z.string(),
  name: z.string(),
  workspace: z.string(),
  /** The bot is there: the workspace is connected. */
  connected: z.boolean(),
  people: z.array(z.object({ id: z.string(), name: z.string(), direct: z.string() })),
  channels: z.array(z.object({ id: z.string(), name: z.string() })),
  threads: z.boolean(),
})
export type SandboxChat = z.infer<typeof sandboxChat>

export const chatParams = z.object({ surface: z.string().min(1).max(40) })
export const chatPlace = z.object({ user: shortId, channel: shortId })

const block = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    text: z.string(),
    style: z.enum(['normal', 'heading', 'quiet', 'quote', 'code']),
  }),
  z.object({
    kind: z.literal('fields'),
    fields: z.array(z.object({ label: z.string(), value: z.string() })),
  }),
  z.object({ kind: z.literal('table'), columns: z.array(z.string()), rows: z.array(z.array(z.string())) }),
  z.object({ kind: z.literal('image'), url: z.string(), alt: z.string() }),
  z.object({ kind: z.literal('file'), url: z.string(), name: z.string() }),
  z.object({
    kind: z.literal('buttons'),
    buttons: z.array(
      z.object({
        label: z.string(),
        id: z.string().optional(),
        url: z.string().optional(),
        style: z.enum(['primary', 'danger']).optional(),
      }),
    ),
  }),
])
export const chatMessage = z.object({
  id: z.string(),
  at: z.string(),
  from: z.object({ name: z.string(), bot: z.boolean() }),
  thread: z.string().optional(),
  onlyYou: z.boolean(),
  edited: z.boolean(),
  accent: z.string().optional(),
  blocks: z.array(block),
})
export type ChatMessageView = z.infer<typeof chatMessage>

const chatForm = z.object({
  title: z.string(),
  submit: z.string(),
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      multiline: z.boolean(),
      required: z.boolean(),
      value: z.string().optional(),
      options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
    }),
  ),
  error: z.string().optional(),
})
/** What a person sees in a channel, and the form that stands open before them. */
export const chatScene = z.object({ messages: z.array(chatMessage), form: chatForm.nullable() })
export type ChatScene = z.infer<typeof chatScene>

const said = z.string().max(4_000)
export const chatAct = z.discriminatedUnion('kind', [
  z.object({
    ...chatPlace.shape,
    kind: z.literal('write'),
    text: said.min(1),
    mention: z.boolean().optional(),
    thread: shortId.optional(),
    photo: z.boolean().optional(),
  }),
  z.object({ ...chatPlace.shape, kind: z.literal('slash'), text: said }),
  z.object({ ...chatPlace.shape, kind: z.literal('press'), message: shortId, button: shortId }),
  z.object({ ...chatPlace.shape, kind: z.literal('submit'), values: z.record(z.string().max(200), said) }),
])
export type ChatAct = z.infer<typeof chatAct>
export const chatActResult = z.object({
  id: z.string().optional(),
  acknowledgedMs: z.number(),
  error: z.string().optional(),
  choices: z.array(z.string()).optional(),
})

export const chatFault = z.object({
  times: z.number().int().min(1).max(100).default(1),
  fault: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('delay'), ms: z.number().int().min(1).max(60_000) }),
    z.object({ kind: z.literal('rate_limit'), retryAfterSeconds: z.number().int().min(1).max(600) }),
    z.object({ kind: z.enum(['drop_answer', 'server_error', 'repeat', 'disconnect']) }),
  ]),
})

/** A post that is out on an account of the sandbox. */
export const sandboxPost = z.object({
  id: z.string(),
  at: z.string(),
  format: z.string(),
  text: z.string(),
  url: z.string(),
  media: z.array(
    z.object({ kind: z.enum(['image', 'video']), url: z.string().optional(), alt: z.string().optional() }),
  ),
  comments: z.array(z.string()),
  after: z.string().optional(),
})
export type SandboxPostView = z.infer<typeof sandboxPost>
export const postedOn = z.object({
  channelId: z.uuid(),
  name: z.string(),
  connector: z.string(),
  connectorName: z.string(),
  posts: z.array(sandboxPost),
})
export type PostedOn = z.infer<typeof postedOn>
