/**
 * What a command or card answers, in words that no platform owns. Each surface has one renderer that draws
 * these parts within its own limits. Text is plain: a renderer escapes it, and never treats it as markup.
 */
export type ReplyPart =
  | { kind: 'text'; text: string; tone?: 'normal' | 'quiet' | 'good' | 'warn' | 'bad' }
  | { kind: 'heading'; text: string }
  | { kind: 'fields'; fields: Array<{ label: string; value: string }> }
  | { kind: 'table'; columns: string[]; rows: string[][]; more?: string }
  | { kind: 'image'; url: string; alt: string }
  | { kind: 'file'; url: string; name: string; mime: string }
  | { kind: 'buttons'; buttons: ReplyButton[] }
  | { kind: 'form'; submit: ReplyCommand; fields: ReplyField[]; label: string }

/** A button runs a command, or opens a page of the web app (`path` under the public address). */
export type ReplyButton =
  | { label: string; style?: 'primary' | 'danger'; command: ReplyCommand }
  | { label: string; path: string }

export interface ReplyCommand {
  name: string
  args: Record<string, string>
}

export interface ReplyField {
  name: string
  label: string
  kind: 'line' | 'text' | 'choice'
  required: boolean
  options?: Array<{ value: string; label: string }>
}

export interface Reply {
  parts: ReplyPart[]
  /** Shown to the asker only, where the surface can. */
  private?: boolean
}

export const reply = (...parts: ReplyPart[]): Reply => ({ parts })
export const textReply = (text: string): Reply => ({ parts: [{ kind: 'text', text }] })
