import type {
  ChatInput,
  ChatPlace,
  ChatView,
  PostedMessage,
  SurfaceIo,
  WorkspaceIo,
} from '#contracts/surface.ts'
import { ChatError } from '#contracts/surface.ts'
import { AppError, errorText } from '#kernel/errors.ts'
import { callTelegram, GroupMovedError } from './client.ts'
import { limits } from './limits.ts'
import { channelOf, targetOf } from './place.ts'
import type { ChatTarget } from './place.ts'
import { plainStart } from './read-update.ts'
import { plainText, render } from './render.ts'
import type { TelegramMessage } from './render.ts'
import { editMessage } from './edit-message.ts'
import { sendFollowers, sendMessage } from './send-message.ts'
import { readSelf } from './self.ts'
import { answerPress, stopSpinner } from './spinner.ts'
import { escapeHtml, oneLine } from './text.ts'

/** The first message is the one that is drawn anew later; pictures and files follow it. */
export async function post(
  io: WorkspaceIo,
  place: ChatPlace,
  view: ChatView,
  replyTo?: string,
): Promise<PostedMessage> {
  return followingMove(targetOf(place), async (target) => {
    const { message, others } = await sendFirst(io, target, view, replyTo)
    await sendFollowers(io, target, others)
    return { channel: channelOf(String(target.chat_id), target.message_thread_id), message: String(message) }
  })
}

/** A picture that cannot be read (it is gone, a chart could not be drawn) must not keep the words back. */
async function sendFirst(
  io: WorkspaceIo,
  target: ChatTarget,
  view: ChatView,
  replyTo: string | undefined,
): Promise<{ message: number; others: TelegramMessage[] }> {
  const [main, ...others] = render(view)
  if (!main) throw new ChatError('rejected', 'There is nothing to post.')
  try {
    return { message: await sendMessage(io, target, main, replyTo), others }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    io.log.warn({ reason: errorText(error) }, 'a picture of a message was not read')
    const [words, ...rest] = render(view, { pictures: false })
    if (!words) throw error
    return { message: await sendMessage(io, target, words, replyTo), others: rest }
  }
}

export async function update(io: WorkspaceIo, message: PostedMessage, view: ChatView): Promise<void> {
  await editMessage(io, targetOf(message), Number(message.message), view)
}

/** Telegram shows nothing to one person in a group, save an alert over a pressed button. */
export async function answer(
  io: WorkspaceIo,
  input: ChatInput,
  view: ChatView,
): Promise<PostedMessage | undefined> {
  const { channel } = input.place
  const isSeenByOthers = view.private && !input.place.direct
  // That a group was connected may be read by all in it.
  if (!isSeenByOthers || input.act.kind === 'start')
    return post(io, { channel }, view, input.act.kind === 'press' ? undefined : input.handle['message'])
  if (await answerAsAlert(io, input, view)) return undefined
  return answerInPrivate(io, input, view)
}

export const directPlace = (_io: WorkspaceIo, userId: string): Promise<ChatPlace> =>
  Promise.resolve({ channel: userId })

/** Words alone, and few of them. What has buttons is also said in private, where they can be pressed. */
async function answerAsAlert(io: SurfaceIo, input: ChatInput, view: ChatView): Promise<boolean> {
  const callback = input.handle['callback']
  const text = alertText(view)
  if (callback === undefined || text === undefined || view.parts.some(({ kind }) => kind === 'buttons'))
    return false
  try {
    await answerPress(io, callback, text)
    return true
  } catch (error) {
    if (error instanceof ChatError && error.kind === 'expired') return false
    throw error
  }
}

const worded = new Set(['text', 'heading', 'fields', 'buttons'])

function alertText(view: ChatView): string | undefined {
  const text = plainText(view)
  return text.length <= limits.alert && view.parts.every(({ kind }) => worded.has(kind)) ? text : undefined
}

/** Where the bot may not write first, the person is shown the way to it; what it is about stays unsaid. */
async function answerInPrivate(
  io: WorkspaceIo,
  input: ChatInput,
  view: ChatView,
): Promise<PostedMessage | undefined> {
  const callback = input.handle['callback']
  const words = alertText(view)
  if (callback !== undefined && words !== undefined) await stopSpinner(io, callback, words)
  try {
    const posted = await post(io, { channel: input.user.id }, view)
    if (callback === undefined) await pointToBot(io, input, 'I have answered you in private.')
    else await stopSpinner(io, callback, 'I have answered you in private.')
    return posted
  } catch (error) {
    if (!(error instanceof ChatError && (error.kind === 'gone' || error.kind === 'permission'))) throw error
    await pointToBot(io, input, 'open me once, so that I can answer you in private.')
    return undefined
  }
}

async function pointToBot(io: WorkspaceIo, input: ChatInput, words: string): Promise<void> {
  const { chat_id: chat, ...place } = targetOf(input.place)
  const { username } = await readSelf(io)
  const who = `<a href="tg://user?id=${escapeHtml(input.user.id)}">${escapeHtml(oneLine(input.user.name))}</a>`
  const url = `https://t.me/${username}?start=${plainStart}`
  try {
    await callTelegram(
      io,
      (api) =>
        api.sendMessage(chat, `${who}, ${words}`, {
          ...place,
          parse_mode: 'HTML',
          disable_notification: true,
          reply_markup: { inline_keyboard: [[{ text: 'Open', url }]] },
        }),
      { effect: true },
    )
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    io.log.info({ reason: errorText(error) }, 'nobody could be pointed to the bot')
  }
}

/** A group that became a supergroup has another id; where it went is told with the refusal. */
async function followingMove<T>(target: ChatTarget, send: (target: ChatTarget) => Promise<T>): Promise<T> {
  try {
    return await send(target)
  } catch (error) {
    if (!(error instanceof GroupMovedError)) throw error
    return send({ chat_id: error.chatId })
  }
}
