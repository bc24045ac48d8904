import type { ChatPart, ChatView } from '#contracts/surface.ts'
import type { Component, Rendered } from './components.ts'
import { flags } from './components.ts'
import type { ButtonRoom } from './draw-buttons.ts'
import { drawButtons } from './draw-buttons.ts'
import { drawWords, quiet } from './draw-words.ts'
import { limits } from './limits.ts'
import { cut, flat, isBlank } from './text.ts'

const accents = { good: 0x2e7d32, warn: 0xed8b00, bad: 0xc62828 } as const
/** Of the forty, what is not a button; the container itself is one more. */
const mostOthers = 15
const rest = '… the rest is in Parley'
const mostBytes = limits.messageBytes - 170
const mostTries = 6

/** One message, so that it can be drawn anew as a whole; its buttons stay whatever else must go. */
export function render(view: ChatView): Rendered {
  // How much of what is allowed is used, until the whole is small enough.
  let share = 1
  for (let tried = 0; tried < mostTries; tried += 1) {
    const rendered = drawAt(view, share)
    const bytes = Buffer.byteLength(JSON.stringify(rendered.message))
    if (bytes <= mostBytes) return rendered
    share = tried === mostTries - 2 ? 0.04 : Math.min(share * 0.8, (share * 0.95 * mostBytes) / bytes)
  }
  return drawAt({ ...view, parts: [{ kind: 'text', text: rest }] }, 1)
}

interface Drawing {
  share: number
  components: Component[]
  files: Array<{ mediaId: string; filename: string; description: string }>
  buttons: ButtonRoom
  others: number
  left: { files: number; buttons: number }
}

function drawAt(view: ChatView, share: number): Rendered {
  const drawing: Drawing = {
    share,
    components: [],
    files: [],
    buttons: {
      components: Math.floor((limits.components - 1 - mostOthers) * Math.max(share, 0.3)),
      label: Math.max(16, Math.floor(limits.label * share)),
      ids: new Set(),
    },
    others: 0,
    left: { files: 0, buttons: 0 },
  }
  const words = wordsOf(view.parts, share)
  let wasCut = false
  for (const [at, part] of view.parts.entries()) {
    const text = words[at]
    if (part.kind === 'buttons') addButtons(drawing, part)
    else if (part.kind === 'image' || part.kind === 'file') addFile(drawing, part)
    else if (text !== undefined && text !== '') wasCut = !addText(drawing, text) || wasCut
  }
  const notes = [
    wasCut ? rest : '',
    drawing.left.files > 0 ? `… ${drawing.left.files} more files are in Parley` : '',
    drawing.left.buttons > 0 ? `… ${drawing.left.buttons} more choices are in Parley` : '',
  ].filter((note) => note !== '')
  if (notes.length > 0) appendText(drawing, quiet(notes.join('\n')))
  if (drawing.components.length === 0) appendText(drawing, 'Done.')
  return finish(view, drawing)
}

/** Long parts give to the others: what each may have is the largest equal share that fits all. */
function wordsOf(parts: readonly ChatPart[], share: number): string[] {
  const whole = Math.floor((limits.text - 150) * share)
  const drawn = parts.map((part) => drawWords(part, whole))
  const said = drawn.filter((text) => text !== '').length
  const room = whole - said
  const total = (most: number) => drawn.reduce((sum, text) => sum + Math.min(text.length, most), 0)
  let most = whole
  while (total(most) > room && most > 0) most = Math.floor(most * 0.9)
  return drawn.map((text, at) => (text.length <= most ? text : drawWords(parts[at], most)))
}

function addButtons(drawing: Drawing, part: Extract<ChatPart, { kind: 'buttons' }>): void {
  const { rows, left } = drawButtons(part.buttons, drawing.buttons)
  drawing.components.push(...rows)
  drawing.left.buttons += left
}

/** Neighbours share one text. False: there is no place for it. */
function addText(drawing: Drawing, text: string): boolean {
  const last = drawing.components.at(-1)
  if (last?.type === 10) {
    last.content += `\n${text}`
    return true
  }
  if (drawing.others >= mostOthers - 1) return false
  drawing.others += 1
  drawing.components.push({ type: 10, content: text })
  return true
}

/** Its place was kept free. */
function appendText(drawing: Drawing, text: string): void {
  const last = drawing.components.at(-1)
  if (last?.type === 10) last.content += `\n${text}`
  else drawing.components.push({ type: 10, content: text })
}

function addFile(drawing: Drawing, part: Extract<ChatPart, { kind: 'image' | 'file' }>): void {
  const last = drawing.components.at(-1)
  const joins = part.kind === 'image' && last?.type === 12 && last.items.length < limits.galleryItems
  if (drawing.files.length >= limits.attachments || (!joins && drawing.others >= mostOthers - 1)) {
    drawing.left.files += 1
    return
  }
  const filename = fileName(drawing.files.length, part.kind === 'file' ? part.name : 'image.png')
  const url = `attachment://${filename}`
  const alt = part.kind === 'image' ? cut(flat(part.alt), Math.floor(limits.mediaAlt * drawing.share)) : ''
  const description = isBlank(alt) ? '' : alt
  drawing.files.push({ mediaId: part.mediaId, filename, description })
  const item = { media: { url }, ...(description === '' ? {} : { description }) }
  if (joins) {
    last.items.push(item)
    return
  }
  drawing.others += 1
  drawing.components.push(part.kind === 'image' ? { type: 12, items: [item] } : { type: 13, file: { url } })
}

/** Discord changes other characters by itself, and the reference would then miss. */
const fileName = (at: number, name: string): string => {
  const safe = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._]+/, '')
    .slice(-60)
  return `${at + 1}-${safe === '' ? 'file' : safe}`
}

function finish(view: ChatView, { components, files }: Drawing): Rendered {
  const accent = view.tone && view.tone !== 'normal' ? accents[view.tone] : undefined
  return {
    message: {
      flags: flags.componentsV2,
      components: [{ type: 17, components, ...(accent === undefined ? {} : { accent_color: accent }) }],
      allowed_mentions: { parse: [] },
      attachments: files.map(({ filename, description }, id) => ({
        id,
        filename,
        ...(description === '' ? {} : { description }),
      })),
    },
    files: files.map(({ mediaId, filename }) => ({ mediaId, filename })),
  }
}
