export interface SnippetPart {
  text: string
  isHit: boolean
}

const before = 40
const longest = 200

/** The part of a text around the first word that was searched, in pieces: what fits and what does not. */
export function snippetOf(text: string, q: string): SnippetPart[] {
  const words = q
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  if (words.length === 0) return [{ text, isHit: false }]
  const pattern = new RegExp(words.join('|'), 'giu')
  const first = text.search(pattern)
  const start = first > before ? first - before : 0
  const cut = (start > 0 ? '…' : '') + text.slice(start, start + longest)
  const parts: SnippetPart[] = []
  let end = 0
  for (const match of cut.matchAll(pattern)) {
    if (match.index > end) parts.push({ text: cut.slice(end, match.index), isHit: false })
    parts.push({ text: match[0], isHit: true })
    end = match.index + match[0].length
  }
  if (end < cut.length) parts.push({ text: cut.slice(end), isHit: false })
  return parts
}
