import type { ChatView, WorkspaceIo } from '#contracts/surface.ts'
import { ChatError } from '#contracts/surface.ts'
import { AppError } from '#kernel/errors.ts'
import { callTelegram } from './client.ts'
import type { ChatTarget } from './place.ts'
import { render } from './render.ts'
import type { TelegramMessage } from './render.ts'
import { htmlOptions, markup, readMedia } from './send-message.ts'

/** Draws an own message anew. A text may become a picture, a picture never a text: then its caption is edited. */
export async function editMessage(
  io: WorkspaceIo,
  { chat_id: chat }: ChatTarget,
  number: number,
  view: ChatView,
): Promise<void> {
  const [message] = render(view, { one: true })
  if (!message) return
  try {
    await edit(io, chat, number, message)
  } catch (error) {
    if (error instanceof NoPictureError || error instanceof AppError) {
      const done = await editWords(io, chat, number, view)
      if (done) return
    } else if (!isCaptioned(error)) throw error
    const [captioned] = render(view, { one: true, caption: true })
    if (captioned) await editCaption(io, chat, number, captioned)
  }
}

/** Without the picture. @returns false where the message is a picture already. */
async function editWords(io: WorkspaceIo, chat: number, number: number, view: ChatView): Promise<boolean> {
  try {
    await editText(io, chat, number, render(view, { one: true, pictures: false }))
    return true
  } catch (error) {
    if (!isCaptioned(error)) throw error
    return false
  }
}

/** The file is none that Telegram shows as a picture. */
class NoPictureError extends Error {
  override readonly name = 'NoPictureError'
}

const isCaptioned = (error: unknown): boolean =>
  error instanceof ChatError && error.kind === 'rejected' && /no text in the message/i.test(error.message)

async function edit(io: WorkspaceIo, chat: number, number: number, message: TelegramMessage): Promise<void> {
  if (message.kind === 'text') return editText(io, chat, number, [message])
  if (message.kind !== 'photo') return
  const { html: caption, keyboard, mediaId } = message
  const { isPhoto, file: media } = await readMedia(io, mediaId)
  if (!isPhoto) throw new NoPictureError()
  await unlessSame(() =>
    callTelegram(
      io,
      (api) =>
        api.editMessageMedia(
          chat,
          number,
          { type: 'photo', media, caption, parse_mode: 'HTML' },
          markup(keyboard),
        ),
      // Drawn twice is drawn once.
      { waitMs: 20_000 },
    ),
  )
}

async function editText(
  io: WorkspaceIo,
  chat: number,
  number: number,
  [message]: readonly TelegramMessage[],
): Promise<void> {
  if (message?.kind !== 'text') return
  const { html, keyboard } = message
  await unlessSame(() =>
    callTelegram(io, (api) =>
      api.editMessageText(chat, number, html, { ...htmlOptions, ...markup(keyboard) }),
    ),
  )
}

async function editCaption(
  io: WorkspaceIo,
  chat: number,
  number: number,
  message: TelegramMessage,
): Promise<void> {
  if (message.kind !== 'text' && message.kind !== 'photo') return
  const { html: caption, keyboard } = message
  await unlessSame(() =>
    callTelegram(io, (api) =>
      api.editMessageCaption(chat, number, { caption, parse_mode: 'HTML', ...markup(keyboard) }),
    ),
  )
}

async function unlessSame(call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    const same = error instanceof ChatError && /message is not modified/i.test(error.message)
    if (!same) throw error
  }
}
