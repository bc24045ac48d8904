import type { ChatSandboxBlock, ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import type { Span } from './parse-html.ts'
import type { Bot } from './bot.ts'
import type { Message, StoredFile } from './world.ts'

const largestShown = 4 * 1024 * 1024

/** As the app draws it. */
export function drawMessage(bot: Bot, message: Message): ChatSandboxMessage {
  const { from, replyTo, photo, document, markup } = message
  const blocks: ChatSandboxBlock[] = []
  if (photo) blocks.push({ kind: 'image', url: dataUrl(photo), alt: photo.name })
  if (document) blocks.push({ kind: 'file', url: dataUrl(document), name: document.name })
  blocks.push(...drawText(message.text, message.spans))
  if (markup && 'inline_keyboard' in markup) {
    for (const row of markup.inline_keyboard) {
      const buttons = row.map(({ text, url, callback_data: id, style }) => ({
        label: text,
        ...(id === undefined ? {} : { id }),
        ...(url === undefined ? {} : { url }),
        ...(style === 'primary' || style === 'danger' ? { style } : {}),
      }))
      blocks.push({ kind: 'buttons', buttons })
    }
  }
  return {
    id: String(message.id),
    at: message.at.toISOString(),
    from: from === 'bot' ? { name: bot.name, bot: true } : { name: from.name, bot: false },
    ...(replyTo === undefined ? {} : { thread: String(replyTo) }),
    onlyYou: false,
    edited: message.edited,
    blocks,
  }
}

const dataUrl = ({ mime, bytes }: StoredFile): string =>
  bytes.byteLength > largestShown ? '' : `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`

const blockTags = new Set(['blockquote', 'pre'])

/** Quotes and monospaced blocks stand apart; the rest is lines. */
function drawText(text: string, spans: readonly Span[]): ChatSandboxBlock[] {
  const blocks: ChatSandboxBlock[] = []
  let at = 0
  for (const span of spans) {
    if (!blockTags.has(span.tag) || span.from < at) continue
    blocks.push(...drawLines(text, at, span.from, spans))
    const said = text.slice(span.from, span.to).trim()
    if (said !== '') blocks.push({ kind: 'text', text: said, style: span.tag === 'pre' ? 'code' : 'quote' })
    at = span.to
  }
  return [...blocks, ...drawLines(text, at, text.length, spans)]
}

function drawLines(text: string, from: number, to: number, spans: readonly Span[]): ChatSandboxBlock[] {
  const blocks: ChatSandboxBlock[] = []
  let at = from
  for (const line of text.slice(from, to).split('\n')) {
    if (line.trim() !== '')
      addLine(blocks, line.trim(), styleOf(at + (line.length - line.trimStart().length), line.trim(), spans))
    at += line.length + 1
  }
  return blocks
}

type Style = 'normal' | 'heading' | 'quiet' | { label: string }

/** A whole line in bold is a heading, in italics an aside; a bold beginning that ends in a colon is a label. */
function styleOf(at: number, line: string, spans: readonly Span[]): Style {
  const end = at + line.length
  const over = spans.find((span) => (span.tag === 'b' || span.tag === 'i') && span.from <= at && span.to > at)
  if (!over) return 'normal'
  if (over.to >= end)
    return over.tag === 'b' && !line.endsWith(':') ? 'heading' : over.tag === 'i' ? 'quiet' : { label: line }
  const label = line.slice(0, over.to - at)
  return over.tag === 'b' && label.endsWith(':') ? { label } : 'normal'
}

function addLine(blocks: ChatSandboxBlock[], line: string, style: Style): void {
  const last = blocks.at(-1)
  if (typeof style === 'object') {
    const field = { label: style.label.replace(/:$/, ''), value: line.slice(style.label.length).trim() }
    if (last?.kind === 'fields') last.fields.push(field)
    else blocks.push({ kind: 'fields', fields: [field] })
    return
  }
  if (last?.kind === 'text' && last.style === style && style !== 'heading') last.text += `\n${line}`
  else blocks.push({ kind: 'text', text: line, style })
}
