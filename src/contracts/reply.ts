import type { Chart } from './chart.ts'

/**
 * What a command or card answers, in words that no platform owns. Each surface has one renderer that draws
 * these parts within its own limits. Text is plain: a renderer escapes it, and never treats it as markup.
 */
export type ReplyPart =
  | { kind: 'text'; text: string; tone?: ReplyTone | 'quiet' }
  | { kind: 'heading'; text: string }
  /** Somebody's own words (a post, a customer's message): set apart, kept as typed. */
  | { kind: 'quote'; text: string }
  | { kind: 'fields'; fields: Array<{ label: string; value: string }> }
  | { kind: 'table'; columns: string[]; rows: string[][]; more?: string }
  /** A file of the organisation's media; a surface uploads its bytes or links to it. */
  | { kind: 'image'; mediaId: string; alt: string }
  /** Chat surfaces get it as an image that core draws; the browser draws it itself. */
  | { kind: 'chart'; chart: Chart }
  | { kind: 'file'; mediaId: string; name: string; mime: string }
  | { kind: 'buttons'; buttons: ReplyButton[] }
  /** Asked in place (console) or by a button that opens a form (chat surfaces). */
  | { kind: 'form'; submit: ReplyCommand; fields: ReplyField[]; label: string }

export type ReplyTone = 'normal' | 'good' | 'warn' | 'bad'

/**
 * A button runs a command, or opens a page of the web app (`path` under the public address) or a page of
 * somebody else (`url`, https). With `ask`, a form opens first and its values join the arguments.
 */
export type ReplyButton =
  | { label: string; style?: 'primary' | 'danger'; command: ReplyCommand; ask?: ReplyField[] }
  | { label: string; path: string }
  | { label: string; url: string }

export interface ReplyCommand {
  name: string
  args: Record<string, string>
}

export interface ReplyField {
  name: string
  label: string
  kind: 'line' | 'text' | 'choice'
  required: boolean
  /** What stands there at first, e.g. the present text to edit. */
  value?: string
  hint?: string
  options?: Array<{ value: string; label: string }>
}

export interface Reply {
  parts: ReplyPart[]
  /** Shown to the asker only, where the surface can. */
  private?: boolean
  /** State of the whole, for the colour of a card. */
  tone?: ReplyTone
  /**
   * The object whose card this is. A surface's copy is then kept in step with it: when the object changes,
   * every copy is drawn anew.
   */
  card?: { type: string; id: string }
}

export const reply = (...parts: ReplyPart[]): Reply => ({ parts })
export const textReply = (text: string): Reply => ({ parts: [{ kind: 'text', text }] })
