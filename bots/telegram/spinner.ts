import type { SurfaceIo } from '#contracts/surface.ts'
import { ChatError } from '#contracts/surface.ts'
import { callTelegram } from './client.ts'

/** The pressed button stops turning; `alert`: these words show over the chat, for the presser alone. */
export async function stopSpinner(io: SurfaceIo, callback: string, alert?: string): Promise<void> {
  try {
    await answerPress(io, callback, alert)
  } catch (error) {
    // Answered already, or Telegram is away: nobody waits for it any more.
    io.log.debug({ kind: error instanceof ChatError ? error.kind : 'unknown' }, 'a press was not answered')
  }
}

/** Throws ChatError `expired` when it was answered before, or is too old. */
export async function answerPress(io: SurfaceIo, callback: string, alert?: string): Promise<void> {
  await callTelegram(io, (api) =>
    api.answerCallbackQuery(callback, alert === undefined ? {} : { text: alert, show_alert: true }),
  )
}
