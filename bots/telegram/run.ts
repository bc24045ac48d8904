import { setTimeout as wait } from 'node:timers/promises'
import type { Update } from 'grammy/types'
import { ChatError } from '#contracts/surface.ts'
import type { SurfaceIo } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { errorText } from '#kernel/errors.ts'
import { asLeader } from '#kernel/leader.ts'
import { callTelegram } from './client.ts'
import { botCommands } from './commands.ts'
import { handleUpdate } from './handle-update.ts'
import type { BotSelf } from './read-update.ts'
import { selfOf } from './receive-webhook.ts'
import { allowedUpdates } from './schema.ts'

const pollSeconds = 25
const longestPauseMs = 30_000

/**
 * With a public address Telegram brings the updates there; without one we ask for them, in one process. A sandbox is
 * always asked.
 */
export async function run(app: App, io: SurfaceIo, signal: AbortSignal): Promise<void> {
  const name = `bots/telegram${io.sandbox ? '/sandbox' : ''}`
  await asLeader(app, name, signal, async (leading) => {
    await untilDone(io, leading, () => introduce(app, io))
    if (pushes(io)) await untilDone(io, leading, () => askForPushes(io), true)
    else await poll(app, io, leading)
  })
}

export const pushes = (io: SurfaceIo): boolean => !io.sandbox && io.publicUrl.startsWith('https://')

export const webhookUrl = (io: SurfaceIo): string => `${io.publicUrl}/bots/telegram/updates`

async function introduce(app: App, io: SurfaceIo): Promise<void> {
  await callTelegram(io, (api) => api.setMyCommands(botCommands(app.commands)))
}

async function askForPushes(io: SurfaceIo): Promise<void> {
  const secret = io.env['TELEGRAM_TEAM_BOT_SECRET']
  if (!secret)
    throw new ChatError('auth_expired', 'TELEGRAM_TEAM_BOT_SECRET must be set with a public address.')
  await callTelegram(io, (api) =>
    api.setWebhook(webhookUrl(io), {
      secret_token: secret,
      allowed_updates: allowedUpdates,
      max_connections: 40,
    }),
  )
}

/** Tries until it is done. `stay`: and then keeps the lead until the end, so that others do not do it, too. */
async function untilDone(
  io: SurfaceIo,
  signal: AbortSignal,
  work: () => Promise<void>,
  stay = false,
): Promise<void> {
  for (let pauseMs = 1_000; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      await work()
      if (stay) await pause(2 ** 31 - 1, signal)
      return
    } catch (error) {
      io.log.warn({ reason: errorText(error) }, 'Telegram could not be told who we are, will try again')
      await pause(pauseMs, signal)
    }
  }
}

async function poll(app: App, io: SurfaceIo, signal: AbortSignal): Promise<void> {
  let offset: number | undefined
  let pauseMs = 500
  while (!signal.aborted) {
    try {
      const bot = await selfOf(app, io)
      const updates = await ask(io, offset, signal)
      await handleAll(app, io, bot, updates)
      // Asking from here on is what confirms them, so it comes after the commit.
      const last = updates.at(-1)
      if (last) offset = last.update_id + 1
      pauseMs = 500
    } catch (error) {
      if (signal.aborted) return
      io.log.info({ reason: errorText(error) }, 'asking Telegram for news failed, will try again')
      await pause(error instanceof ChatError && error.retryAt ? waitFor(io, error.retryAt) : pauseMs, signal)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
  }
}

const waitFor = (io: SurfaceIo, at: Date) => Math.max(100, at.getTime() - io.clock.now().getTime())

async function ask(io: SurfaceIo, offset: number | undefined, signal: AbortSignal): Promise<Update[]> {
  const question = {
    timeout: pollSeconds,
    allowed_updates: allowedUpdates,
    ...(offset === undefined ? {} : { offset }),
  }
  const news = () =>
    callTelegram(io, (api) => api.getUpdates(question), { waitMs: pollSeconds * 1000, signal })
  try {
    return await news()
  } catch (error) {
    // Left from a time when we had a public address: nothing would come any more, neither way.
    const isPushed = error instanceof ChatError && /webhook is active/i.test(error.message)
    if (!isPushed) throw error
    await callTelegram(io, (api) => api.deleteWebhook())
    return news()
  }
}

/** What happens in one chat is taken in order; one chat does not wait for another. */
async function handleAll(app: App, io: SurfaceIo, bot: BotSelf, updates: readonly Update[]): Promise<void> {
  const byChat = Map.groupBy(updates, (update) => chatIdOf(update))
  await Promise.all(
    [...byChat.values()].map(async (some) => {
      for (const update of some) await handleUpdate(app, io, bot, update)
    }),
  )
}

const chatIdOf = (update: Update): number | undefined =>
  (update.message ?? update.callback_query?.message ?? update.my_chat_member)?.chat.id

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined)
