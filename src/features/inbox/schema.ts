import { z } from 'zod'

export const statuses = ['open', 'pending', 'snoozed', 'resolved'] as const
export const messageStates = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown'] as const
export const authorKinds = ['contact', 'member', 'rule', 'api_key', 'native', 'system'] as const
export const priorities = ['none', 'low', 'high', 'urgent'] as const

const instant = z.iso.datetime()

/** `media`: ours, at `/media/<id>`; absent while it is fetched, or when it never could be (`problem`). */
export const storedAttachment = z.object({
  kind: z.enum(['image', 'video', 'audio', 'file', 'sticker', 'location', 'contact', 'share', 'unsupported']),
  mediaId: z.uuid().optional(),
  name: z.string().optional(),
  mime: z.string().optional(),
  sizeBytes: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  /** Where the platform keeps it, until it is fetched. Never sent to browsers. */
  source: z.object({ url: z.string().optional(), ref: z.string().optional() }).optional(),
  /** Why it could not be fetched. */
  problem: z.string().optional(),
  title: z.string().optional(),
  /** A link that the customer shared (a post, a reel): shown as text, opened by the reader. */
  link: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
})
export type StoredAttachment = z.infer<typeof storedAttachment>

/** A line in the thread that is not a message: what changed. */
export const messageEvent = z.object({
  what: z.enum(['assigned', 'status', 'labels', 'priority', 'blocked', 'unblocked', 'rule', 'merged']),
  /** What stands there, e.g. the assignee's name, the status, the labels. */
  to: z.string().optional(),
  from: z.string().optional(),
  reason: z.string().optional(),
})
export type MessageEvent = z.infer<typeof messageEvent>

export const messageView = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  seq: z.string(),
  kind: z.enum(['message', 'note', 'event']),
  author: z.object({ kind: z.enum(authorKinds), id: z.string().nullable(), name: z.string() }),
  text: z.string(),
  attachments: z.array(storedAttachment.omit({ source: true })),
  story: z.record(z.string(), z.string()).nullable(),
  postback: z.record(z.string(), z.string()).nullable(),
  referral: z.record(z.string(), z.string()).nullable(),
  event: messageEvent.nullable(),
  quote: z.object({ id: z.string(), text: z.string() }).nullable(),
  /** Emoji by who made it: `contact` or `us`. */
  reactions: z.record(z.string(), z.string()),
  mentions: z.array(z.uuid()),
  editedAt: instant.nullable(),
  unsentAt: instant.nullable(),
  state: z.enum(messageStates).nullable(),
  failure: z.object({ kind: z.string(), message: z.string(), canRetry: z.boolean() }).nullable(),
  retryAt: instant.nullable(),
  /** The client id that a browser sent: lets it find its optimistic row. */
  clientId: z.uuid().nullable(),
  at: instant,
  version: z.number().int(),
})
export type MessageView = z.infer<typeof messageView>

/** A row of the inbox's list. */
export const conversationRow = z.object({
  id: z.uuid(),
  number: z.number().int(),
  status: z.enum(statuses),
  assigneeId: z.uuid().nullable(),
  priority: z.number().int().min(0).max(3),
  starred: z.boolean(),
  needsReply: z.boolean(),
  labels: z.array(z.string()),
  snoozedUntil: instant.nullable(),
  lastActivityAt: instant,
  lastMessageSeq: z.string(),
  lastInboundAt: instant.nullable(),
  waitingSince: instant.nullable(),
  preview: z.string(),
  /** Who wrote the last message; `note` for a note. */
  previewAuthor: z.enum([...authorKinds, 'note']),
  contact: z.object({ id: z.uuid(), name: z.string(), avatarMediaId: z.uuid().nullable() }),
  channel: z.object({ id: z.uuid(), name: z.string(), connector: z.string() }),
  version: z.number().int(),
})
export type ConversationRow = z.infer<typeof conversationRow>

/** The same with what only the asking member sees. */
export const listedConversation = conversationRow.extend({
  /** 0 to 99; 99 means 99 or more. */
  unread: z.number().int().min(0).max(99),
})
export type ListedConversation = z.infer<typeof listedConversation>

export const windowView = z.object({
  /** May the asker write now. */
  open: z.boolean(),
  /** When it closes for the asker; null: never. */
  closesAt: instant.nullable(),
  /** Set when only a person may write, marked with the platform's tag. */
  humanOnly: z.boolean(),
  reason: z.string().nullable(),
})

export const conversationView = listedConversation.extend({
  statusReason: z.string().nullable(),
  createdAt: instant,
  contactReadAt: instant.nullable(),
  identity: z.object({
    id: z.uuid(),
    externalId: z.string(),
    username: z.string().nullable(),
    blocked: z.boolean(),
  }),
  window: windowView,
})
export type ConversationView = z.infer<typeof conversationView>

export const listQuery = z.object({
  status: z.enum(statuses).default('open'),
  assignee: z.enum(['mine', 'unassigned', 'all']).default('all'),
  filter: z.enum(['unread', 'starred', 'needs_reply']).optional(),
  label: z.string().max(60).optional(),
  channelId: z.uuid().optional(),
  sort: z.enum(['newest', 'waiting']).default('newest'),
})
export type ListQuery = z.infer<typeof listQuery>

/** Counts of the tabs: `open.all`, `open.unassigned`, `open.mine`, … */
export const countsView = z.record(
  z.enum(statuses),
  z.object({ all: z.number(), unassigned: z.number(), mine: z.number() }),
)
export type CountsView = z.infer<typeof countsView>

const conversationId = z.uuid()
const text = z.string().trim().min(1, 'Write something first.').max(20_000)

export const sendReplyInput = z
  .object({
    conversationId,
    text: z.string().trim().max(20_000).default(''),
    mediaIds: z.array(z.uuid()).max(10).default([]),
    quoteMessageId: z.uuid().optional(),
    /** Made by the client: the same id is the same reply. */
    clientId: z.uuid().optional(),
    /** The last message that the writer had seen; a newer one of the customer's refuses with `conflict`. */
    seenSeq: z.string().regex(/^\d+$/).optional(),
    andResolve: z.boolean().default(false),
  })
  .refine((reply) => reply.text !== '' || reply.mediaIds.length > 0, {
    message: 'Write something or add a file.',
  })
export type SendReply = z.input<typeof sendReplyInput>

export const writeNoteInput = z.object({
  conversationId,
  text,
  mentions: z.array(z.uuid()).max(20).default([]),
  clientId: z.uuid().optional(),
})
export type WriteNote = z.input<typeof writeNoteInput>

export const assignInput = z.object({
  conversationId,
  assigneeId: z.uuid().nullable(),
  /** Claim only if it is (still) this one's: null means unassigned. */
  expect: z.uuid().nullable().optional(),
})
export const labelInput = z.object({
  conversationId,
  add: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
  remove: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
})
export const priorityInput = z.object({ conversationId, priority: z.number().int().min(0).max(3) })
export const starInput = z.object({ conversationId, starred: z.boolean() })
export const statusInput = z
  .object({
    conversationId,
    status: z.enum(statuses),
    snoozedUntil: z.iso.datetime({ offset: true }).optional(),
    reason: z.string().max(200).optional(),
  })
  .refine((input) => (input.status === 'snoozed') === (input.snoozedUntil !== undefined), {
    message: 'Snooze needs the time until when, and nothing else does.',
  })
export const readInput = z.object({
  conversationId,
  seq: z.string().regex(/^\d+$/),
  unread: z.boolean().default(false),
})
export const retryInput = z.object({ messageId: z.uuid() })
/** What a person says about a message whose fate the platform did not tell. */
export const settleInput = z.object({
  messageId: z.uuid(),
  verdict: z.enum(['it_arrived', 'send_again', 'leave']),
})
export const undoInput = z.object({ undoId: z.uuid() })

/** What a verb that can be taken back answers. */
export const changed = z.object({ conversation: conversationRow, undoId: z.uuid().nullable() })
export type Changed = z.infer<typeof changed>

export const searchQuery = z.object({ q: z.string().trim().min(2).max(200) })
export const searchHit = z.object({
  message: z.object({ id: z.uuid(), text: z.string(), at: instant, kind: z.string(), author: z.string() }),
  conversation: z.object({
    id: z.uuid(),
    number: z.number(),
    status: z.enum(statuses),
    contactName: z.string(),
    connector: z.string(),
  }),
})
export type SearchHit = z.infer<typeof searchHit>

export const savedReplyInput = z.object({
  shortcut: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'Use a-z, 0-9, - and _, up to 40 characters.'),
  title: z.string().trim().min(1).max(100),
  text: z.string().trim().min(1).max(4_000),
})
export const savedReplyView = savedReplyInput.extend({ id: z.uuid(), uses: z.number(), updatedAt: instant })
export type SavedReplyView = z.infer<typeof savedReplyView>

/** Variables of saved replies and rules' replies, with what they stand for. */
export const templateVariables = {
  firstName: 'First name of the customer',
  name: 'Full name of the customer',
  username: 'Their name on the platform',
  igUsername: 'The same, under its old name',
  channel: 'Name of our account',
  agent: 'Name of the person who answers',
  org: 'Name of the organisation',
} as const
