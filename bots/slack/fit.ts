import type { SlackBlock } from './blocks.ts'
import { textLength } from './blocks.ts'
import { quietBlocks } from './draw-text.ts'
import { limits } from './limits.ts'

const [rest] = quietBlocks('… the rest is in Parley')

/** One message: its buttons all stay, of the rest as much as there is room for. */
export function fitOne(blocks: SlackBlock[], most: number): SlackBlock[] {
  const fits = blocks.length <= most && textLength(blocks) <= limits.messageText
  if (fits || rest === undefined) return blocks
  const actions = keepActions(blocks.filter(({ type }) => type === 'actions'))
  let places = most - actions.size - 1
  let room = limits.messageText - textLength([...actions]) - textLength(rest)
  const kept: SlackBlock[] = []
  let full = false
  for (const block of blocks) {
    if (block.type === 'actions') {
      if (actions.has(block)) kept.push(block)
      continue
    }
    const length = textLength(block)
    if (full || places < 1 || length > room) {
      if (!full) kept.push(rest)
      full = true
      continue
    }
    places -= 1
    room -= length
    kept.push(block)
  }
  return kept
}

/** Menus of a hundred lines each could fill a message by themselves. */
function keepActions(actions: SlackBlock[]): Set<SlackBlock> {
  const kept = new Set<SlackBlock>()
  let room = limits.messageText * 0.75
  for (const block of actions.slice(0, 10)) {
    room -= textLength(block)
    if (room < 0) break
    kept.add(block)
  }
  return kept
}

/** As many messages as it takes, in order. */
export function spread(blocks: SlackBlock[], most: number): SlackBlock[][] {
  const messages: SlackBlock[][] = []
  let open: SlackBlock[] = []
  let room: number = limits.messageText
  for (const block of blocks) {
    const length = textLength(block)
    if (open.length === most || length > room) {
      messages.push(open)
      open = []
      room = limits.messageText
    }
    open.push(block)
    room -= length
  }
  return [...messages, open].filter((some) => some.length > 0)
}
