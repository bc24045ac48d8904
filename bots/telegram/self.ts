import type { SurfaceIo } from '#contracts/surface.ts'
import { callTelegram } from './client.ts'
import type { BotSelf } from './read-update.ts'

export async function readSelf(io: SurfaceIo): Promise<BotSelf> {
  const me = await callTelegram(io, (api) => api.getMe())
  return { id: String(me.id), username: me.username }
}
