/** The part of Block Kit that we draw with. */
export type SlackBlock =
  | { type: 'header'; text: PlainText }
  | { type: 'section'; fields: Mrkdwn[] }
  | { type: 'context'; elements: PlainText[] }
  | { type: 'rich_text'; elements: RichText[] }
  | { type: 'image'; slack_file: { id: string }; alt_text: string }
  | { type: 'table'; rows: Array<Array<{ type: 'raw_text'; text: string }>> }
  | { type: 'actions'; elements: Array<SlackButton | SlackSelect> }
  | SlackInput

export interface SlackInput {
  type: 'input'
  block_id: string
  optional: boolean
  label: PlainText
  hint?: PlainText
  element: SlackTextInput | SlackSelect
}

export interface PlainText {
  type: 'plain_text'
  text: string
  emoji: false
}

interface Mrkdwn {
  type: 'mrkdwn'
  text: string
  verbatim: true
}

export interface RichText {
  type: 'rich_text_section' | 'rich_text_quote' | 'rich_text_preformatted'
  elements: RichTextPiece[]
}

export type RichTextPiece =
  | { type: 'text'; text: string; style?: { bold: true } }
  | { type: 'link'; url: string; text?: string }

export interface SlackButton {
  type: 'button'
  action_id: string
  text: PlainText
  style?: 'primary' | 'danger'
  url?: string
}

export interface SlackSelect {
  type: 'static_select'
  action_id: string
  placeholder: PlainText
  options: SlackOption[]
  initial_option?: SlackOption
}

export interface SlackOption {
  text: PlainText
  value: string
}

interface SlackTextInput {
  type: 'plain_text_input'
  action_id: string
  multiline: boolean
  max_length: number
  initial_value?: string
}

/** A message as `chat.postMessage` takes it. */
export interface SlackMessage {
  /** For notifications and screen readers. */
  text: string
  blocks: SlackBlock[]
}

/** Emoji as names are left alone: a customer's ":fire:" is what they typed. */
export const plain = (text: string): PlainText => ({ type: 'plain_text', text, emoji: false })
export const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true })

/** Characters of all texts of some blocks, as far as Slack may count them. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce(
    (sum, [key, one]) =>
      sum + (typeof one === 'string' ? (counted.has(key) ? one.length : 0) : textLength(one)),
    0,
  )
}

const counted = new Set(['text', 'alt_text', 'url'])
