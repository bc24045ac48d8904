import type { ChatPart, ChatView } from '#contracts/surface.ts'
import { drawTable } from './draw-table.ts'
import { drawButtons } from './keyboard.ts'
import type { Keyboard } from './keyboard.ts'
import { comfort, limits } from './limits.ts'
import { fitRuns, isBlankRuns, lengthOf, spreadRuns, toHtml } from './runs.ts'
import type { Run } from './runs.ts'
import { clean, cut, isBlank, oneLine } from './text.ts'

/** One call of the Bot API each. Text is Telegram's HTML. */
export type TelegramMessage =
  | { kind: 'text'; html: string; keyboard: Keyboard }
  | { kind: 'photo'; mediaId: string; html: string; keyboard: Keyboard }
  | { kind: 'album'; mediaIds: string[] }
  | { kind: 'document'; mediaId: string; name: string }

export interface RenderOptions {
  /** It will be, or was, one message: what does not fit is cut. */
  one?: boolean
  /** The message is a picture already: its words are a caption. */
  caption?: boolean
  /** False: pictures cannot be shown, and are told of in words. */
  pictures?: boolean
}

const marks = { good: '✅', warn: '⚠️', bad: '🔴' } as const

/**
 * Draws a view within Telegram's limits; never throws, never gives what Telegram would reject. What has buttons
 * is one message (a card is drawn anew in its place) and comes first; words without any go over into further
 * messages, pictures beyond the first and files follow.
 */
export function render(view: ChatView, options: RenderOptions = {}): TelegramMessage[] {
  const { keyboard, links } = drawButtons(view.parts)
  const pictures = options.pictures === false ? [] : picturesOf(view)
  const [first] = pictures
  const runs = drawRuns(view, links, first !== undefined)
  if (first !== undefined && (options.caption || lengthOf(runs) <= limits.caption)) {
    const html = toHtml(fitRuns(runs, limits.caption))
    const main: TelegramMessage = { kind: 'photo', mediaId: first, html, keyboard }
    return options.one ? [main] : [main, ...followers(pictures.slice(1), view)]
  }
  if (options.one)
    return [textMessage(retold(view, links), options.caption ? limits.caption : limits.text, keyboard)]
  const texts =
    keyboard.length > 0
      ? [textMessage(runs, limits.text, keyboard)]
      : spreadRuns(runs, limits.text).map((some) => textMessage(some, limits.text, []))
  return [...texts, ...followers(pictures, view)]
}

/** The pictures do not stand beside it. */
const retold = (view: ChatView, links: readonly string[]): Run[] => drawRuns(view, links, false)

const picturesOf = (view: ChatView): string[] =>
  view.parts.flatMap((part) => (part.kind === 'image' ? [part.mediaId] : [])).slice(0, comfort.pictures)

const textMessage = (runs: readonly Run[], max: number, keyboard: Keyboard): TelegramMessage => ({
  kind: 'text',
  html: toHtml(fitRuns(runs, max)),
  keyboard,
})

/** What is said without markup: for an alert, where only words fit. */
export function plainText(view: ChatView): string {
  return clean(
    drawRuns(view, [], false)
      .map(({ text }) => text)
      .join(''),
  ).trim()
}

function followers(pictures: readonly string[], view: ChatView): TelegramMessage[] {
  const messages: TelegramMessage[] = []
  for (let at = 0; at < pictures.length; at += limits.album) {
    const some = pictures.slice(at, at + limits.album)
    const [only] = some
    if (some.length > 1) messages.push({ kind: 'album', mediaIds: some })
    else if (only !== undefined) messages.push({ kind: 'photo', mediaId: only, html: '', keyboard: [] })
  }
  const files = view.parts.flatMap((part): TelegramMessage[] =>
    part.kind === 'file'
      ? [{ kind: 'document', mediaId: part.mediaId, name: cut(oneLine(part.name), 100) || 'file' }]
      : [],
  )
  return [...messages, ...files.slice(0, comfort.files)]
}

/** The parts as stretches of text, with the white space between them. */
function drawRuns(view: ChatView, links: readonly string[], shown: boolean): Run[] {
  const tone = view.tone === undefined || view.tone === 'normal' ? undefined : marks[view.tone]
  const told = shown ? view.parts.filter(({ kind }) => kind !== 'image') : view.parts
  const blocks = told.map(drawPart).filter((block) => !isBlankRuns(block))
  if (links.length > 0) blocks.push([{ style: 'plain', text: links.join('\n') }])
  if (blocks.length === 0 && !shown) blocks.push([{ style: 'quiet', text: '(nothing to show)' }])
  const marked =
    tone === undefined || startsMarked(blocks) ? [] : [{ style: 'plain', text: `${tone} ` } as Run]
  return [
    ...marked,
    ...blocks.flatMap((block, at) => (at === 0 ? block : [between(blocks[at - 1], block), ...block])),
  ]
}

const startsMarked = (blocks: readonly Run[][]): boolean =>
  Object.values(marks).some((mark) => blocks[0]?.[0]?.text.startsWith(mark) ?? false)

/** Quotes and tables have air of their own. */
function between(before: readonly Run[] | undefined, after: readonly Run[]): Run {
  const airy = [before?.at(-1)?.style, after[0]?.style].some((style) => style === 'quote' || style === 'code')
  return { style: 'plain', text: airy ? '\n' : '\n\n', keep: true }
}

function drawPart(part: ChatPart): Run[] {
  switch (part.kind) {
    case 'text':
      return drawText(part.text, part.tone)
    case 'heading':
      return [{ style: 'bold', text: clean(part.text).trim(), keep: part.text.length <= 300 }]
    case 'quote':
      return [{ style: 'quote', text: clean(part.text).trim() }]
    case 'fields':
      return drawFields(part.fields)
    case 'table':
      return [{ style: 'code', text: drawTable(part) }]
    case 'image':
      return isBlank(part.alt) ? [] : [{ style: 'quiet', text: `🖼 ${cut(oneLine(part.alt), 200)}` }]
    case 'file':
      return [{ style: 'quiet', text: `📎 ${cut(oneLine(part.name), 200)}` }]
    case 'buttons':
      return []
  }
}

function drawText(text: string, tone: Extract<ChatPart, { kind: 'text' }>['tone']): Run[] {
  const said = clean(text).trim()
  if (tone === 'quiet') return [{ style: 'quiet', text: said }]
  const mark = tone === undefined || tone === 'normal' ? '' : `${marks[tone]} `
  return isBlank(said) ? [] : [{ style: 'plain', text: `${mark}${said}` }]
}

function drawFields(fields: ReadonlyArray<{ label: string; value: string }>): Run[] {
  return fields
    .filter(({ label, value }) => !isBlank(label) || !isBlank(value))
    .flatMap(({ label, value }, at): Run[] => [
      { style: 'bold', text: `${at === 0 ? '' : '\n'}${cut(oneLine(label), 80)}:`, keep: true },
      { style: 'plain', text: ` ${clean(value).trim()}`, keep: value.length <= 120 },
    ])
}
