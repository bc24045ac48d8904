import { z } from 'zod'
import { findChannelByAccount, findChannelById } from '#features/channels/index.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import type { App } from '#kernel/app.ts'
import { idSchema } from '#kernel/ids.ts'
import { notFound } from '#kernel/errors.ts'

export const connectorId = 'webchat'

const settingsSchema = z.object({
  origins: z.array(z.string()).catch([]),
  greeting: z.string().catch(''),
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .catch('#0f766e'),
  requireIdentity: z.boolean().catch(false),
})

export interface Chat {
  channel: ChannelRow
  settings: z.infer<typeof settingsSchema>
}

/** A web chat by its channel's id or by its account id; a channel of another platform is not found. */
export async function findChat(app: App, id: string): Promise<Chat> {
  const channelId = idSchema.safeParse(id).success ? id : await idOfAccount(app, id)
  const channel = channelId && (await findChannelById(app, connectorId, channelId))
  if (!channel || channel.connector !== connectorId) throw notFound('chat')
  return { channel, settings: settingsSchema.parse(channel.settings) }
}

async function idOfAccount(app: App, account: string): Promise<string | undefined> {
  if (!/^wc_[\w-]{1,60}$/.test(account)) return undefined
  return app.cache.get(`webchat-account:${account}`, 10_000, async () => {
    const real = await findChannelByAccount(app, connectorId, account, false)
    return (real ?? (await findChannelByAccount(app, connectorId, account, true)))?.channelId
  })
}
