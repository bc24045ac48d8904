import { setTimeout as wait } from 'node:timers/promises'
import type { InputFile } from 'grammy'
import type { WorkspaceIo } from '#contracts/surface.ts'
import { ChatError } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import { callTelegram } from './client.ts'
import type { Keyboard } from './keyboard.ts'
import { limits } from './limits.ts'
import type { ChatTarget } from './place.ts'
import type { TelegramMessage } from './render.ts'

/** What follows the first message waits this long in all for its turn. */
const patienceMs = 20_000
const pictures = new Set(['image/jpeg', 'image/png', 'image/webp'])

export const htmlOptions = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const

export const markup = (keyboard: Keyboard) =>
  keyboard.length > 0 ? { reply_markup: { inline_keyboard: keyboard } } : {}

/** @returns the message's number. */
export async function sendMessage(
  io: WorkspaceIo,
  { chat_id: chat, ...place }: ChatTarget,
  message: TelegramMessage,
  replyTo?: string,
): Promise<number> {
  const reply =
    replyTo === undefined
      ? {}
      : { reply_parameters: { message_id: Number(replyTo), allow_sending_without_reply: true } }
  const options = { ...place, ...reply }
  switch (message.kind) {
    case 'text': {
      const { html, keyboard } = message
      const all = { ...options, ...htmlOptions, ...markup(keyboard) }
      return (await send(io, (api) => api.sendMessage(chat, html, all))).message_id
    }
    case 'photo': {
      const { html, keyboard, mediaId } = message
      const all = { ...options, caption: html, parse_mode: 'HTML', ...markup(keyboard) } as const
      const { isPhoto, file } = await readMedia(io, mediaId)
      if (isPhoto) return (await send(io, (api) => api.sendPhoto(chat, file, all))).message_id
      return (await send(io, (api) => api.sendDocument(chat, file, all))).message_id
    }
    case 'album':
      return sendAlbum(io, chat, options, message.mediaIds)
    case 'document': {
      const { file } = await readMedia(io, message.mediaId, message.name)
      return (await send(io, (api) => api.sendDocument(chat, file, options))).message_id
    }
  }
}

async function sendAlbum(
  io: WorkspaceIo,
  chat: number,
  options: Omit<ChatTarget, 'chat_id'>,
  mediaIds: readonly string[],
): Promise<number> {
  const read = await Promise.all(mediaIds.map((mediaId) => readMedia(io, mediaId)))
  const isPhotos = read.every(({ isPhoto }) => isPhoto)
  const [first] = await send(io, (api) =>
    isPhotos
      ? api.sendMediaGroup(
          chat,
          read.map(({ file: media }) => ({ type: 'photo', media })),
          options,
        )
      : api.sendMediaGroup(
          chat,
          read.map(({ file: media }) => ({ type: 'document', media })),
          options,
        ),
  )
  return first?.message_id ?? 0
}

/**
 * The message they belong to is out: whatever happens now must not post it again. Telegram's pace, one message a
 * second, is waited for.
 */
export async function sendFollowers(
  io: WorkspaceIo,
  target: ChatTarget,
  messages: readonly TelegramMessage[],
): Promise<void> {
  const patientUntil = performance.now() + patienceMs
  for (const message of messages) {
    try {
      await sendPatiently(io, target, message, patientUntil)
    } catch (error) {
      io.log.warn({ reason: errorText(error), kind: message.kind }, 'a part of an answer could not be sent')
    }
  }
}

async function sendPatiently(
  io: WorkspaceIo,
  target: ChatTarget,
  message: TelegramMessage,
  patientUntil: number,
): Promise<void> {
  for (;;) {
    try {
      await sendMessage(io, target, message)
      return
    } catch (error) {
      if (!(error instanceof ChatError) || error.kind !== 'rate_limited' || !error.retryAt) throw error
      const pauseMs = Math.max(100, error.retryAt.getTime() - io.clock.now().getTime())
      if (performance.now() + pauseMs > patientUntil) throw error
      await wait(pauseMs)
    }
  }
}

const send = <T>(io: WorkspaceIo, run: Parameters<typeof callTelegram<T>>[1]): Promise<T> =>
  callTelegram(io, run, { effect: true })

/** A picture that Telegram would not take as one goes as a file. */
export async function readMedia(
  io: WorkspaceIo,
  mediaId: string,
  name?: string,
): Promise<{ isPhoto: boolean; file: InputFile }> {
  const media = await io.file(mediaId)
  if (media.bytes.byteLength > limits.fileBytes)
    throw new ChatError('rejected', 'This file is too large for Telegram (50 MB).')
  const { InputFile: File } = await import('grammy')
  return {
    isPhoto: pictures.has(media.mime) && media.bytes.byteLength <= limits.photoBytes,
    file: new File(media.bytes, name ?? media.name),
  }
}
