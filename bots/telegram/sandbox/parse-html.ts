export interface Span {
  tag: string
  /** UTF-16 units of the text. */
  from: number
  to: number
  href?: string
}

export type ParsedHtml = { text: string; spans: Span[] } | { error: string }

const known = new Set(['b', 'strong', 'i', 'em', 'u', 's', 'code', 'pre', 'blockquote', 'a', 'tg-spoiler'])
const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }

/** Telegram's HTML as its server reads it: few tags, four named entities, everything closed in order. */
export function parseHtml(source: string): ParsedHtml {
  const open: Span[] = []
  const spans: Span[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const character = source[at]
    if (character === '&') {
      const [entity, said] = readEntity(source.slice(at, at + 12))
      text += said
      at += entity.length
    } else if (character === '<') {
      const tag = /^<(\/?)([a-z-]+)((?:\s[^<>]*)?)>/i.exec(source.slice(at))
      if (!tag) return { error: `can't parse entities: Unexpected start tag at byte offset ${at}` }
      const [whole, closing, name = '', attributes = ''] = tag
      const fault = closing ? close(name) : begin(name, attributes)
      if (fault) return { error: `can't parse entities: ${fault} at byte offset ${at}` }
      at += whole.length
    } else {
      text += character
      at += 1
    }
  }
  const unclosed = open.at(-1)
  if (unclosed)
    return { error: `can't parse entities: Can't find end tag corresponding to start tag "${unclosed.tag}"` }
  return trimmed(text, spans)

  function begin(name: string, attributes: string): string | undefined {
    const tag = name.toLowerCase()
    if (!known.has(tag)) return `Unsupported start tag "${tag}"`
    const isNested = tag === 'blockquote' && open.some((span) => span.tag === tag)
    if (isNested) return "Blockquote can't be nested"
    const href = /\shref="([^"]*)"/.exec(attributes)?.[1]
    open.push({ tag, from: text.length, to: text.length, ...(href === undefined ? {} : { href }) })
    return undefined
  }

  function close(name: string): string | undefined {
    const span = open.pop()
    if (span?.tag !== name.toLowerCase()) return `Unmatched end tag "${name}"`
    if (span.from < text.length) spans.push({ ...span, to: text.length })
    return undefined
  }
}

function readEntity(source: string): [entity: string, said: string] {
  const [whole, number, name] = /^&(?:#(\d{1,7})|([a-z]+));/.exec(source) ?? []
  if (whole === undefined) return ['&', '&']
  if (number !== undefined) return [whole, String.fromCodePoint(Math.min(Number(number), 0x10_ff_ff))]
  const said = entities[name ?? '']
  return said === undefined ? ['&', '&'] : [whole, said]
}

/** Leading and trailing white space does not count and is not kept. */
function trimmed(text: string, spans: Span[]): ParsedHtml {
  const lead = text.length - text.trimStart().length
  const kept = text.trim()
  const inside = (place: number) => Math.min(Math.max(place - lead, 0), kept.length)
  return {
    text: kept,
    spans: spans
      .map((span) => ({ ...span, from: inside(span.from), to: inside(span.to) }))
      .filter(({ from, to }) => from < to)
      .sort((a, b) => a.from - b.from),
  }
}
