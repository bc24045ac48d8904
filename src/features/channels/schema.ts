import { z } from 'zod'

const instant = z.iso.datetime()

export const channelStates = ['active', 'paused', 'reconnect', 'disconnected'] as const

export const healthCheck = z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })

export const channelView = z.object({
  id: z.uuid(),
  connector: z.string(),
  connectorName: z.string(),
  externalId: z.string(),
  name: z.string(),
  sandbox: z.boolean(),
  state: z.enum(channelStates),
  stateReason: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
  lastEventAt: instant.nullable(),
  lastError: z.string().nullable(),
  lastErrorAt: instant.nullable(),
  health: z.array(healthCheck).nullable(),
  healthAt: instant.nullable(),
  /** Events of this channel that could not be applied; counted to 99. */
  parked: z.number().int(),
  /** Messages of the last day that failed or whose fate is unknown; counted to 99. */
  failedSends: z.number().int(),
  /** Since when we have the token, and when it ends; null where the platform does not tell. */
  tokenSince: instant.nullable(),
  tokenExpiresAt: instant.nullable(),
  createdAt: instant,
  version: z.number().int(),
})
export type ChannelView = z.infer<typeof channelView>

export const formField = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['text', 'secret', 'url', 'lines', 'switch']),
  required: z.boolean(),
  hint: z.string().optional(),
})

/** What can be connected, and what a channel of it can do. */
export const connectorView = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  form: z.array(formField),
  guide: z.array(z.string()),
  abilities: z.object({
    messages: z.boolean(),
    text: z.object({ max: z.number(), unit: z.enum(['characters', 'utf8-bytes']) }),
    attachments: z.record(z.string(), z.object({ maxBytes: z.number(), mimes: z.array(z.string()) })),
    captions: z.boolean(),
    attachmentsByUrl: z.boolean(),
    quotes: z.boolean(),
    receipts: z.object({ delivered: z.boolean(), read: z.boolean() }),
    customer: z.array(z.string()),
    signals: z.array(z.string()),
    window: z
      .object({
        hours: z.number(),
        human: z.object({ hours: z.number(), tag: z.string() }).optional(),
        reason: z.string(),
      })
      .optional(),
  }),
  /** Connects by the platform's consent page; `ready`: it is set up here. */
  oauth: z.object({ ready: z.boolean(), needs: z.array(z.string()) }).nullable(),
  /** Publishes posts: what kinds, under which name of the platform. */
  publishes: z
    .object({
      platform: z.string(),
      formats: z.array(z.object({ id: z.string(), label: z.string() })),
      textMax: z.number(),
      mediaMax: z.number(),
      /** Of an alt text; null: the platform takes none. */
      altMax: z.number().nullable(),
      /** Drawn as data; without choices it is free text. */
      options: z.array(
        z.object({
          name: z.string(),
          label: z.string(),
          default: z.string(),
          choices: z.array(z.object({ value: z.string(), label: z.string() })),
        }),
      ),
    })
    .nullable(),
  hasSandbox: z.boolean(),
})
export type ConnectorView = z.infer<typeof connectorView>

export const connectInput = z.object({
  connector: z.string(),
  values: z.record(z.string(), z.string().max(10_000)),
  /** Connects an account of the sandbox; the values then come from the sandbox itself. */
  sandbox: z.boolean().default(false),
  /** A name of the sandbox account to connect, e.g. `shop`. */
  sandboxHandle: z
    .string()
    .regex(/^[a-z0-9_-]{1,40}$/)
    .optional(),
})
export type ConnectChannel = z.input<typeof connectInput>

export const updateChannelInput = z.object({
  channelId: z.uuid(),
  name: z.string().trim().min(1).max(80).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
})

export const parkedView = z.object({
  id: z.uuid(),
  channelId: z.uuid(),
  reason: z.string(),
  parkedAt: instant,
  event: z.record(z.string(), z.unknown()),
})
