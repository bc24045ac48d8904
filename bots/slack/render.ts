import type { ChatPart, ChatView } from '#contracts/surface.ts'
import type { SlackBlock, SlackMessage } from './blocks.ts'
import { buttonBlocks } from './draw-buttons.ts'
import { tableBlocks } from './draw-table.ts'
import { fieldBlocks, headerBlocks, quietBlocks, richBlocks } from './draw-text.ts'
import { fitOne, spread } from './fit.ts'
import { limits } from './limits.ts'
import { clean, cut, cutEscaped, isBlank } from './text.ts'

export interface RenderOptions {
  /** Slack's file of each picture that was uploaded; the others are told of in words. */
  images?: ReadonlyMap<string, string>
  /** `home`: the App Home, which holds no tables. `one`: must be a single message (it is drawn anew later). */
  place?: 'messages' | 'one' | 'home'
}

const marks = { good: '✅', warn: '⚠️', bad: '🔴' } as const
type Mark = keyof typeof marks

/**
 * Draws a view within Slack's limits; never throws, never gives what Slack would reject. What has buttons is
 * one message (a card is drawn anew in its place); words without any go over into further messages.
 */
export function render(view: ChatView, options: RenderOptions = {}): SlackMessage[] {
  const place = options.place ?? 'messages'
  const drawn = drawParts(view, options)
  const blocks = drawn.length > 0 ? drawn : richBlocks('rich_text_section', '(nothing to show)')
  const text = fallbackText(view)
  const most = place === 'home' ? limits.viewBlocks : limits.messageBlocks
  if (place !== 'messages' || blocks.some(({ type }) => type === 'actions')) {
    return [{ text, blocks: fitOne(blocks, most) }]
  }
  return spread(blocks, most).map((some, at) => ({ text: at === 0 ? text : '…', blocks: some }))
}

function drawParts(view: ChatView, { images, place }: RenderOptions): SlackBlock[] {
  const blocks: SlackBlock[] = []
  let tables = 0
  let buttons = 0
  let tone = toneMark(view.tone)
  for (const part of view.parts) {
    if (part.kind === 'table') {
      // Slack takes one table a message; a long view may become several messages, so count over all.
      blocks.push(...tableBlocks(part, place !== 'home' && tables === 0))
      tables += 1
    } else if (part.kind === 'buttons') {
      blocks.push(...buttonBlocks(part.buttons, buttons))
      buttons += part.buttons.length
    } else {
      blocks.push(...drawPart(part, images, tone))
      if (part.kind === 'heading' || part.kind === 'text') tone = undefined
    }
  }
  return blocks
}

type PlainPart = Exclude<ChatPart, { kind: 'table' } | { kind: 'buttons' }>

function drawPart(part: PlainPart, images: RenderOptions['images'], tone: Mark | undefined): SlackBlock[] {
  switch (part.kind) {
    case 'text': {
      if (part.tone === 'quiet') return quietBlocks(part.text)
      return richBlocks('rich_text_section', marked(part.text, toneMark(part.tone) ?? tone))
    }
    case 'heading':
      return headerBlocks(marked(part.text, tone))
    case 'quote':
      return richBlocks('rich_text_quote', part.text)
    case 'fields':
      return fieldBlocks(part.fields)
    case 'image': {
      const id = images?.get(part.mediaId)
      const alt = isBlank(clean(part.alt)) ? 'Picture' : cut(clean(part.alt), limits.alt)
      return id === undefined
        ? quietBlocks(`🖼 ${alt}`)
        : [{ type: 'image', slack_file: { id }, alt_text: alt }]
    }
    case 'file':
      return quietBlocks(`📎 ${cut(clean(part.name).replaceAll(/\s+/g, ' '), 200)}`)
  }
}

const toneMark = (tone: string | undefined): Mark | undefined =>
  tone === 'good' || tone === 'warn' || tone === 'bad' ? tone : undefined

const marked = (text: string, tone: Mark | undefined): string =>
  tone === undefined || isBlank(clean(text)) ? text : `${marks[tone]} ${text}`

/** What a notification says. */
export function fallbackText(view: ChatView): string {
  const words = view.parts.flatMap((part) => {
    if (part.kind === 'heading' || part.kind === 'text' || part.kind === 'quote') return [clean(part.text)]
    if (part.kind === 'image') return [clean(part.alt)]
    return part.kind === 'file' ? [clean(part.name)] : []
  })
  const text = words.filter((one) => !isBlank(one)).join('\n')
  return isBlank(text) ? 'Parley' : cutEscaped(text, limits.fallbackText)
}
