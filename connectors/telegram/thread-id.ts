/**
 * Whom we talk to, as one text: the chat, or the chat behind a business connection, for the same person
 * who writes to a bot and to the owner's account has two threads with message numbers of their own.
 * A message is `<thread>:<message id>`.
 */
export interface Thread {
  chat: string
  connection?: string
}

export const threadId = (chat: string, connection?: string): string =>
  connection === undefined ? chat : `${chat}@${connection}`

export const messageId = (thread: string, id: string | number): string => `${thread}:${id}`

export function readThread(thread: string): Thread {
  const at = thread.indexOf('@')
  return at === -1 ? { chat: thread } : { chat: thread.slice(0, at), connection: thread.slice(at + 1) }
}

/** The vendor's number of a message, or undefined where the id is not one of Telegram's. */
export function readMessageNumber(id: string): number | undefined {
  const number = Number(id.slice(id.lastIndexOf(':') + 1))
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}
