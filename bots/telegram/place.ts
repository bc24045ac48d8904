import type { ChatPlace } from '#contracts/surface.ts'

/**
 * A channel of ours is a chat, or a topic of a group that has topics: `-1001234` or `-1001234:7`. A topic is a
 * place of its own, so that approvals may go to one and alerts to another.
 */
export function channelOf(chatId: string, topic: number | undefined): string {
  return topic === undefined ? chatId : `${chatId}:${topic}`
}

export interface ChatTarget {
  chat_id: number
  message_thread_id?: number
}

export function targetOf({ channel }: ChatPlace): ChatTarget {
  const [chat = '', topic] = channel.split(':')
  return { chat_id: Number(chat), ...(topic === undefined ? {} : { message_thread_id: Number(topic) }) }
}

/** The group that a channel belongs to: what an organisation connects. */
export const chatOf = (channel: string): string => channel.split(':', 1)[0] ?? channel
