import type { InlineKeyboardButton } from 'grammy/types'
import type { ChatButton, ChatPart } from '#contracts/surface.ts'
import { comfort, limits } from './limits.ts'
import { cut, isBlank, oneLine } from './text.ts'

export type Keyboard = InlineKeyboardButton[][]

export interface DrawnButtons {
  keyboard: Keyboard
  /** Addresses that Telegram takes on no button; they stand in the text. */
  links: string[]
}

/** Columns that a row of labels has on a phone. */
const rowWidth = 30
const mostInRow = 3

/** A press tells us this and nothing else. `asks`: its form opens at once. */
export const callbackData = (id: string, asks: boolean): string => `${asks ? 'a' : 'b'}:${id}`

export function readCallbackData(data: string): { id: string; asks: boolean } | undefined {
  const [, kind, id] = /^([ab]):([\w-]{1,32})$/.exec(data) ?? []
  return id === undefined ? undefined : { id, asks: kind === 'a' }
}

/** All buttons of a view stand below its text, in order; each part begins a new row. */
export function drawButtons(parts: readonly ChatPart[]): DrawnButtons {
  const keyboard: Keyboard = []
  const links: string[] = []
  let count = 0
  let bytes = 0
  let left = 0
  for (const part of parts) {
    if (part.kind !== 'buttons') continue
    let row: InlineKeyboardButton[] = []
    for (const button of part.buttons) {
      const drawn = drawButton(button)
      if (drawn === undefined) continue
      if (typeof drawn === 'string') {
        links.push(drawn)
        continue
      }
      bytes += Buffer.byteLength(JSON.stringify(drawn)) + 2
      if (count === limits.buttons || bytes > limits.keyboardBytes * 0.9) {
        left += 1
        continue
      }
      count += 1
      if (!fitsInRow(row, drawn)) {
        keyboard.push(row)
        row = []
      }
      row.push(drawn)
    }
    if (row.length > 0) keyboard.push(row)
  }
  if (left > 0) links.push(`… ${left} more in Parley`)
  return { keyboard, links: links.slice(0, 10) }
}

function fitsInRow(row: readonly InlineKeyboardButton[], next: InlineKeyboardButton): boolean {
  const width = row.reduce((sum, { text }) => sum + text.length, next.text.length)
  return row.length === 0 || (row.length < mostInRow && width <= rowWidth)
}

function drawButton(button: ChatButton): InlineKeyboardButton | string | undefined {
  const said = cut(oneLine(button.label), comfort.label)
  const text = isBlank(said) ? 'Open' : said
  if ('url' in button) {
    const url = linkOf(oneLine(button.url))
    return url === undefined ? `${text}: ${cut(oneLine(button.url), 300)}` : { text, url }
  }
  if (!/^[\w-]{1,32}$/.test(button.id)) return undefined
  return {
    text,
    callback_data: callbackData(button.id, button.asks),
    ...(button.style === undefined ? {} : { style: button.style }),
  }
}

/** Telegram refuses a whole message for one address with a space in it, or whose host has no dot. */
function linkOf(text: string): string | undefined {
  if (text.length > 2000 || !URL.canParse(text)) return undefined
  const { protocol, hostname, username, password, href } = new URL(text)
  const isPlain = username === '' && password === '' && /^https?:$/.test(protocol)
  return isPlain && /[^.]\.[^.]/.test(hostname) ? href : undefined
}
