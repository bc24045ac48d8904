import { blank, type Line } from '../line.ts'
import { clarify, type CommandName, type KnownConversation, type Meaning } from '../meaning.ts'
import type { Scene } from '../scene.ts'
import { findName } from './names.ts'
import { blankNumbers, looksLikeId, numbersIn } from './numbers-said.ts'

export type ConversationRef =
  | { kind: 'conversations'; ids: string[]; start: number; end: number }
  | { kind: 'several'; options: KnownConversation[] }
  | { kind: 'none'; wrongNumber?: true }

/** Which conversations the words mean; takes their words from the line. */
export function takeConversations({ world, said }: Scene, line: Line, from = 0): ConversationRef {
  const numbers = numbersIn(line).filter(({ start }) => start >= from)
  const known = numbers.filter(({ number }) => world.conversations.some(({ id }) => id === number))
  if (known.length > 0) {
    blankNumbers(line, known)
    const ids = [...new Set(known.map(({ number }) => number))]
    return { kind: 'conversations', ids, start: known[0]?.start ?? 0, end: known.at(-1)?.end ?? 0 }
  }
  if (numbers.some(({ number }) => looksLikeId(number))) return { kind: 'none', wrongNumber: true }
  const named = takeContact(world.conversations, line, from)
  if (named) return named
  const placed = conversationInPlace(said)
  return placed ? { kind: 'conversations', ids: placed, start: 0, end: 0 } : { kind: 'none' }
}

export function takeContact(
  conversations: readonly KnownConversation[],
  line: Line,
  from = 0,
): ConversationRef | undefined {
  const found = findName(
    line,
    conversations.map(({ id, contact }) => ({ id, name: contact })),
    from,
  )
  if (!found) return undefined
  const options = conversations.filter(({ id }) => found.ids.includes(id))
  blank(line, found.start, found.end)
  if (options.length > 1) return { kind: 'several', options }
  const second = takeContact(conversations, line, found.end)
  const more = second?.kind === 'conversations' ? second.ids : []
  return { kind: 'conversations', ids: [...found.ids, ...more], start: found.start, end: found.end }
}

export function conversationInPlace(said: Scene['said']): string[] | undefined {
  if (said.in?.conversation !== undefined) return [said.in.conversation]
  const before = said.context
  if (before?.kind !== 'command') return undefined
  const conversation = before.args['conversation']
  if (typeof conversation === 'string') return [conversation]
  return Array.isArray(conversation) && conversation.every((id) => typeof id === 'string')
    ? conversation
    : undefined
}

export function askForConversation(
  ref: ConversationRef,
  command: CommandName,
  args: Record<string, unknown> = {},
): Meaning | undefined {
  if (ref.kind === 'conversations') return undefined
  const options =
    ref.kind === 'several'
      ? ref.options.map(({ id, contact }) => ({ id, label: `${contact} (${id})` }))
      : undefined
  return clarify('conversation', { command, args, ...(options && { options }) })
}
