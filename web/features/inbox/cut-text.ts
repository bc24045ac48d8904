export type TextPart = { kind: 'text' | 'name'; text: string } | { kind: 'link'; text: string; href: string }

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const linkPattern = String.raw`https?:\/\/[^\s<>"]+`
/** What ends a sentence is not part of the address in it. */
const trailing = /[.,;:!?'")\]]+$/

/** Text in parts: web addresses (http and https only), `@` and a member's name, and the rest. */
export function cutText(text: string, names: readonly string[] = []): TextPart[] {
  const known = names.filter(Boolean).toSorted((a, b) => b.length - a.length)
  const namePattern = known.length > 0 ? `|@(?:${known.map(escaped).join('|')})` : ''
  const parts: TextPart[] = []
  let end = 0
  const push = (kind: 'text' | 'name', part: string) => {
    if (part) parts.push({ kind, text: part })
  }
  for (const match of text.matchAll(new RegExp(linkPattern + namePattern, 'giu'))) {
    push('text', text.slice(end, match.index))
    const found = match[0]
    if (found.startsWith('@')) {
      push('name', found)
      end = match.index + found.length
    } else {
      const href = found.replace(trailing, '')
      if (URL.canParse(href)) parts.push({ kind: 'link', text: href, href })
      else push('text', href)
      end = match.index + href.length
    }
  }
  push('text', text.slice(end))
  return parts
}
