import type { MessagingWindow } from '#contracts/connector.ts'

export type SenderKind = 'person' | 'machine'

export type WindowDecision =
  | { open: true; closesAt: Date | null; tag: string | undefined; humanOnly: boolean }
  | { open: false; closesAt: Date | null; reason: string; humanOnly: boolean }

const hourMs = 3_600_000

/**
 * May this sender write now? Decided per message from who sends it, the age of the customer's last message,
 * and the channel's window (none: always).
 */
export function decideWindow(
  window: MessagingWindow | undefined,
  sender: SenderKind,
  lastInboundAt: Date | null,
  now: Date,
): WindowDecision {
  if (!window) return { open: true, closesAt: null, tag: undefined, humanOnly: false }
  if (!lastInboundAt) {
    return {
      open: false,
      closesAt: null,
      humanOnly: false,
      reason: `The customer has not written yet. ${window.reason}`,
    }
  }
  const closesAt = new Date(lastInboundAt.getTime() + window.hours * hourMs)
  const humanUntil = window.human
    ? new Date(lastInboundAt.getTime() + window.human.hours * hourMs)
    : undefined
  if (now < closesAt) {
    const until = sender === 'person' && humanUntil ? humanUntil : closesAt
    return { open: true, closesAt: until, tag: undefined, humanOnly: false }
  }
  if (humanUntil && now < humanUntil) {
    if (sender === 'person')
      return { open: true, closesAt: humanUntil, tag: window.human?.tag, humanOnly: true }
    return {
      open: false,
      closesAt: humanUntil,
      humanOnly: true,
      reason: `Only a person may answer now, because the customer wrote more than ${window.hours} hours ago. ${window.reason}`,
    }
  }
  return {
    open: false,
    closesAt: humanUntil ?? closesAt,
    humanOnly: false,
    reason: `The customer wrote too long ago. ${window.reason} You can answer again when they write.`,
  }
}

/** Members and API keys speak for a person; rules and the system do not. */
export const senderKind = (authorKind: string): SenderKind =>
  authorKind === 'member' || authorKind === 'api_key' ? 'person' : 'machine'
