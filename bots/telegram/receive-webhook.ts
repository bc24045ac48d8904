import type { SurfaceIo } from '#contracts/surface.ts'
import { exactJson } from '#contracts/exact-json.ts'
import type { App } from '#kernel/app.ts'
import { errorText } from '#kernel/errors.ts'
import { botIdOf } from './client.ts'
import { handleUpdate } from './handle-update.ts'
import type { BotSelf } from './read-update.ts'
import { readSelf } from './self.ts'
import { isFromTelegram } from './verify.ts'

const maxBytes = 1_000_000
const selfMs = 10 * 60_000

/** `POST /bots/telegram/updates`: one update; acknowledged when nothing of it can be lost any more. */
export async function receiveWebhook(
  app: App,
  io: SurfaceIo,
  request: Request,
  path: string,
): Promise<Response> {
  if (request.method !== 'POST' || path !== 'updates') return text(404, 'No such address')
  if (!isFromTelegram(request.headers, io.env['TELEGRAM_TEAM_BOT_SECRET']))
    return text(401, 'Not from Telegram')
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return text(413, 'Too large')
  const body = readJson(await request.text())
  // Sent again it would be no better, and hold up all that come after it.
  if (body === undefined) return text(200, 'Not understood')
  try {
    await handleUpdate(app, io, await selfOf(app, io), body)
    return text(200, '')
  } catch (error) {
    io.log.warn({ reason: errorText(error) }, 'an update of Telegram could not be taken in')
    return text(503, 'Please send it again')
  }
}

/** Its name is needed to know a mention; it hardly ever changes. */
export const selfOf = (app: App, io: SurfaceIo): Promise<BotSelf> =>
  app.cache.get(`telegram-self:${io.sandbox}:${botIdOf(io.env)}`, selfMs, () => readSelf(io))

function readJson(raw: string): unknown {
  try {
    return exactJson(raw)
  } catch {
    return undefined
  }
}

const text = (status: number, words: string) => new Response(words, { status })
