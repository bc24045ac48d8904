import { z } from 'zod'
import { bad } from './answers.ts'
import type { Refusal } from './answers.ts'
import { parseHtml } from './parse-html.ts'
import type { ParsedHtml } from './parse-html.ts'

/** Limits as Telegram's server enforces them; kept apart from ours, which they prove. */
const text = 4096
const caption = 1024
const buttonsInAll = 100
const buttonsInRow = 8
const keyboardBytes = 10_240
const photoBytes = 10_485_760
const fileBytes = 52_428_800

const inlineButton = z.object({
  text: z.string(),
  url: z.string().optional(),
  callback_data: z.string().optional(),
  style: z.enum(['danger', 'success', 'primary']).optional(),
})
export const inlineKeyboard = z.object({ inline_keyboard: z.array(z.array(inlineButton)) })
export type InlineButton = z.infer<typeof inlineButton>

const placeholder = z.string().min(1).max(64).optional()
const force = z.object({
  force_reply: z.literal(true),
  selective: z.boolean().optional(),
  input_field_placeholder: placeholder,
})
const replyKeyboard = z.object({
  keyboard: z.array(z.array(z.union([z.string(), z.object({ text: z.string() })]))),
  selective: z.boolean().optional(),
  one_time_keyboard: z.boolean().optional(),
  resize_keyboard: z.boolean().optional(),
  input_field_placeholder: placeholder,
})
const remove = z.object({ remove_keyboard: z.literal(true), selective: z.boolean().optional() })
export const replyMarkup = z.union([inlineKeyboard, force, replyKeyboard, remove])
export type ReplyMarkup = z.infer<typeof replyMarkup>

/** Invisible to Telegram, so that a message of nothing else is none. */
const nothing = /^[\s\p{Cc}\p{Cf}\p{Zs}\p{Variation_Selector}\u2800\u3164\u115f\u1160\uffa0\ufffc]*$/u

export type Checked<T> = { value: T } | { refusal: Refusal }

export function checkText(
  source: unknown,
  parseMode: unknown,
): Checked<Exclude<ParsedHtml, { error: string }>> {
  const parsed = parse(source, parseMode)
  if ('refusal' in parsed) return parsed
  if (nothing.test(parsed.value.text)) return { refusal: bad('message text is empty') }
  return parsed.value.text.length > text ? { refusal: bad('message is too long') } : parsed
}

export function checkCaption(
  source: unknown,
  parseMode: unknown,
): Checked<Exclude<ParsedHtml, { error: string }>> {
  const parsed = parse(source ?? '', parseMode)
  if ('refusal' in parsed) return parsed
  return parsed.value.text.length > caption ? { refusal: bad('message caption is too long') } : parsed
}

function parse(source: unknown, parseMode: unknown): Checked<Exclude<ParsedHtml, { error: string }>> {
  if (typeof source !== 'string') return { refusal: bad('message text is empty') }
  if (!source.isWellFormed()) return { refusal: bad('strings must be encoded in UTF-8') }
  if (parseMode === undefined) return { value: { text: source.trim(), spans: [] } }
  if (parseMode !== 'HTML') return { refusal: bad('unsupported parse_mode') }
  const parsed = parseHtml(source)
  return 'error' in parsed ? { refusal: bad(parsed.error) } : { value: parsed }
}

export function checkMarkup(given: unknown): Checked<ReplyMarkup | undefined> {
  if (given === undefined) return { value: undefined }
  const parsed = replyMarkup.safeParse(given)
  if (!parsed.success) return { refusal: bad("can't parse reply keyboard markup JSON object") }
  const refusal = 'inline_keyboard' in parsed.data ? refuseKeyboard(parsed.data.inline_keyboard) : undefined
  return refusal ? { refusal } : { value: parsed.data }
}

function refuseKeyboard(rows: InlineButton[][]): Refusal | undefined {
  const all = rows.flat()
  const bytes = Buffer.byteLength(JSON.stringify(rows))
  const isTooMuch =
    all.length > buttonsInAll || rows.some((row) => row.length > buttonsInRow) || bytes > keyboardBytes
  if (isTooMuch) return bad('REPLY_MARKUP_TOO_LONG')
  for (const button of all) {
    if (nothing.test(button.text) || !button.text.isWellFormed()) return bad('BUTTON_TEXT_INVALID')
    const kinds = [button.url, button.callback_data].filter((one) => one !== undefined)
    if (kinds.length !== 1) return bad('BUTTON_TYPE_INVALID')
    const size = Buffer.byteLength(button.callback_data ?? 'x')
    if (size < 1 || size > 64) return bad('BUTTON_DATA_INVALID')
    if (button.url !== undefined && !isLink(button.url))
      return bad(`inline keyboard button URL '${button.url}' is invalid: Wrong HTTP URL`)
  }
  return undefined
}

function isLink(url: string): boolean {
  if (url.startsWith('tg://')) return true
  if (!URL.canParse(url) || /\s/.test(url)) return false
  const { protocol, hostname } = new URL(url)
  return /^https?:$/.test(protocol) && /[^.]\.[^.]/.test(hostname)
}

/** What a file must be to stand in a message as this kind. */
export function checkFile(kind: 'photo' | 'document', bytes: Uint8Array): Refusal | undefined {
  if (bytes.byteLength === 0) return bad('file must be non-empty')
  if (kind === 'document')
    return bytes.byteLength > fileBytes ? { code: 413, description: 'Request Entity Too Large' } : undefined
  if (bytes.byteLength > photoBytes) return bad('file is too big')
  return mimeOf(bytes) === undefined ? bad('IMAGE_PROCESS_FAILED') : undefined
}

export function mimeOf(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (head.startsWith('\x89PNG')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'image/webp' : undefined
}

const command = z.object({
  command: z.string().regex(/^[a-z0-9_]{1,32}$/),
  description: z.string().trim().min(1).max(256),
})

export function checkCommands(given: unknown): Refusal | undefined {
  const list = z.array(z.unknown()).safeParse(given)
  if (!list.success) return bad("can't parse commands JSON object")
  if (list.data.length > 100) return bad('BOT_COMMANDS_TOO_MUCH')
  return list.data.every((one) => command.safeParse(one).success) ? undefined : bad('BOT_COMMAND_INVALID')
}
