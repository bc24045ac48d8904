import { z } from 'zod'

export const workspaceStates = ['active', 'reconnect', 'disconnected'] as const
export const purposes = ['approvals', 'publishing', 'inbox', 'alerts'] as const

export const surfaceView = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  connect: z.enum(['oauth', 'invite', 'deep_link']),
  /** Everything that it needs is set. */
  configured: z.boolean(),
  /** Environment keys that are still missing. */
  missing: z.array(z.string()),
  guide: z.array(z.string()),
  /** Can be tried here without an account. */
  sandbox: z.boolean(),
  /** A person links by opening the bot, not only by writing to it. */
  opensDirectly: z.boolean(),
  channels: z.boolean(),
  threads: z.boolean(),
})
export type SurfaceView = z.infer<typeof surfaceView>

export const workspaceView = z.object({
  id: z.uuid(),
  surface: z.string(),
  surfaceName: z.string(),
  name: z.string(),
  sandbox: z.boolean(),
  state: z.enum(workspaceStates),
  reason: z.string().nullable(),
  channels: z.array(z.object({ channel: z.string(), name: z.string(), purposes: z.array(z.enum(purposes)) })),
  connectedAt: z.iso.datetime(),
})
export type WorkspaceView = z.infer<typeof workspaceView>

const surface = z.string().min(1).max(40)
export const connectInput = z.object({ surface, sandbox: z.boolean().default(false) })
export type ConnectChat = z.input<typeof connectInput>
export const sandboxInput = z.object({ surface })
/** Where to go on. */
export const addressView = z.object({ url: z.string() })

export const channelInput = z.object({
  channel: z.string().min(1).max(200),
  name: z.string().trim().min(1).max(200),
  purposes: z.array(z.enum(purposes)).max(purposes.length),
})
export type ChooseChannel = z.infer<typeof channelInput>
export const channelView = z.object({
  channel: z.string(),
  name: z.string(),
  purposes: z.array(z.enum(purposes)),
})
export type ChannelView = z.infer<typeof channelView>

export const linkView = z.object({
  id: z.uuid(),
  surface: z.string(),
  surfaceName: z.string(),
  /** As that person is called there. */
  name: z.string(),
  sandbox: z.boolean(),
  linkedAt: z.iso.datetime(),
})
export type LinkView = z.infer<typeof linkView>

export const token = z.string().min(20).max(200)
export const pendingLinkView = z.object({
  surface: z.string(),
  surfaceName: z.string(),
  name: z.string(),
  workspace: z.string().nullable(),
})
export type PendingLinkView = z.infer<typeof pendingLinkView>

export const cardParams = z.object({
  type: z.string().min(1).max(80),
  id: z.string().min(1).max(80),
})
export const healthView = z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() }))
