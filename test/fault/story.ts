import fc from 'fast-check'
import type { PersonEvent } from '../../src/features/inbox/inbound/apply-event.ts'

/** What happened to one message after it was written; `n` numbers its moments. */
type Deed =
  | { kind: 'edit'; text: string }
  | { kind: 'unsend' }
  | { kind: 'reaction'; emoji: string | undefined; ours: boolean }
  | { kind: 'receipt'; state: 'delivered' | 'read'; by: 'id' | 'watermark' }

interface Line {
  from: 'customer' | 'native' | 'ours'
  text: string
  deeds: Deed[]
}

export interface Story {
  lines: Line[]
  blocks: boolean[]
  /** A receipt for a message that never comes. */
  stray: boolean
}

const words = fc.constantFrom(
  'Hello',
  'Where is my order?',
  'Thanks 🙏',
  'a\u0000b',
  '\ud800 lone',
  'مرحبا',
  '  spaced   out  ',
)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constant('edit' as const), text: words }),
  fc.record({ kind: fc.constant('unsend' as const) }),
  fc.record({
    kind: fc.constant('reaction' as const),
    emoji: fc.constantFrom('❤️', '👍', undefined),
    ours: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('receipt' as const),
    state: fc.constantFrom('delivered' as const, 'read' as const),
    by: fc.constantFrom('id' as const, 'watermark' as const),
  }),
)

export const story: fc.Arbitrary<Story> = fc.record({
  lines: fc.array(
    fc.record({
      from: fc.constantFrom('customer' as const, 'customer' as const, 'native' as const, 'ours' as const),
      text: words,
      deeds: fc.array(deed, { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 7 },
  ),
  blocks: fc.array(fc.boolean(), { maxLength: 3 }),
  stray: fc.boolean(),
})

/**
 * The story as the platform tells it, in its order, each moment a second after the one before.
 *
 * @param replies our own messages whose echoes the story's lines of ours are, by their place.
 */
export function tell(told: Story, account: string, start: number, replies: string[]): PersonEvent[] {
  let moment = 0
  const next = () => new Date(start + ++moment * 1_000).toISOString()
  const person = { id: 'p1', name: 'Ana Lima' }
  const events: PersonEvent[] = []
  let ours = 0
  for (const [place, line] of told.lines.entries()) {
    const id = `m${place}`
    const message = { id, text: line.text, attachments: [] }
    const at = next()
    if (line.from === 'customer') events.push({ kind: 'message', account, at, person, message })
    else if (line.from === 'native') events.push({ kind: 'echo', account, at, person, message, ours: false })
    else {
      const metadata = replies[ours++]
      events.push({
        kind: 'echo',
        account,
        at,
        person,
        message,
        ours: true,
        ...(metadata ? { metadata } : {}),
      })
    }
    for (const one of line.deeds) events.push(tellDeed(one, { account, at: next(), person }, id))
  }
  for (const blocked of told.blocks) events.push({ kind: 'blocked', account, at: next(), person, blocked })
  if (told.stray) {
    events.push({ kind: 'receipt', account, at: next(), person, state: 'read', messageIds: ['nobody-knows'] })
  }
  return events
}

function tellDeed(
  one: Deed,
  base: Pick<PersonEvent, 'account' | 'at' | 'person'>,
  messageId: string,
): PersonEvent {
  switch (one.kind) {
    case 'edit':
      return { kind: 'edit', ...base, messageId, text: one.text }
    case 'unsend':
      return { kind: 'unsend', ...base, messageId }
    case 'reaction':
      return {
        kind: 'reaction',
        ...base,
        messageId,
        ours: one.ours,
        ...(one.emoji === undefined ? {} : { emoji: one.emoji }),
      }
    case 'receipt':
      return {
        kind: 'receipt',
        ...base,
        state: one.state,
        ...(one.by === 'id' ? { messageIds: [messageId] } : { watermark: base.at }),
      }
  }
}
