/** A message that carries a text: the words before it, the text as typed, and what may follow it. */
export interface Split {
  head: string
  text: string
  /** What stands after the closing mark of a text that is quoted as a whole. */
  tail?: string
  by: 'colon' | 'break' | 'quotes'
}

const pairs: Record<string, string> = { '"': '"', '“': '”', '„': '“', '«': '»', '‘': '’', '»': '«', "'": "'" }

/**
 * Where a text begins: after the first colon (not of a time, link or name) or line break, or in quotation marks.
 * `names` are titles that may hold a colon themselves.
 */
export function splitText(raw: string, names: readonly string[] = []): Split | undefined {
  const colon = firstColon(raw, names)
  const lineBreak = breakAt(raw)
  const quote = quotedPart(raw)
  const first = Math.min(...[colon, lineBreak].filter((at) => at >= 0))
  if (
    quote &&
    (quote.start < first || !Number.isFinite(first)) &&
    quote.end > Math.min(first, raw.length - 1)
  )
    return afterQuote(raw.slice(0, quote.start), raw.slice(quote.start), 'quotes')
  if (!Number.isFinite(first))
    return quote && afterQuote(raw.slice(0, quote.start), raw.slice(quote.start), 'quotes')
  return afterQuote(raw.slice(0, first), raw.slice(first + 1), first === colon ? 'colon' : 'break')
}

/** The break after the first line that says something. */
function breakAt(raw: string) {
  const skipped = /^\s*/.exec(raw)?.[0].length ?? 0
  return raw.indexOf('\n', skipped)
}

function firstColon(raw: string, names: readonly string[]): number {
  const lower = raw.toLowerCase()
  const inName = names
    .filter((name) => name.includes(':'))
    .flatMap((name) => {
      const at = lower.indexOf(name.toLowerCase())
      return at < 0 ? [] : [[at, at + name.length] as const]
    })
  for (const match of raw.matchAll(/[:：]/g)) {
    const at = match.index
    const [before, after] = [raw[at - 1] ?? '', raw[at + 1] ?? '']
    if (/\d/.test(before) && /\d/.test(after)) continue
    if (raw.startsWith('//', at + 1)) continue
    if (inName.some(([start, end]) => at >= start && at < end)) continue
    if (/^mailto$/i.test(raw.slice(Math.max(0, at - 6), at))) continue
    return at
  }
  return -1
}

/** A passage in marks that open after a space and close; an apostrophe opens nothing. */
function quotedPart(raw: string): { start: number; end: number } | undefined {
  for (const match of raw.matchAll(/(?<=^|\s|\()["“„«]/g)) {
    const close = closingMark(raw, match.index)
    if (close > match.index) return { start: match.index, end: close }
  }
  return undefined
}

function closingMark(raw: string, open: number): number {
  const mark = raw[open] ?? ''
  const close = pairs[mark]
  if (close === undefined) return -1
  // German marks close with “ or ”, and a keyboard without them closes all with ".
  const at = raw.slice(open + 1).search(mark === '„' ? /[“”"]/ : mark === '“' ? /[”"]/ : new RegExp(close))
  return at < 0 ? -1 : open + 1 + at
}

function afterQuote(head: string, body: string, by: Split['by']): Split {
  const trimmed = body.trim()
  const close = closingMark(trimmed, 0)
  if (close <= 0) return { head, text: trimmed, by }
  return { head, text: trimmed.slice(1, close), tail: trimmed.slice(close + 1), by }
}

/** The text when what follows the quotation is no command: then the quotation is a part of it. */
export const withQuotes = (raw: string, head: string, by: Split['by']) =>
  raw.slice(head.length + (by === 'quotes' ? 0 : 1)).trim()
