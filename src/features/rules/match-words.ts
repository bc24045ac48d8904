import { foldForMatch } from '#kernel/text.ts'
import type { keywordModes } from './schema.ts'

const wordCharacter = /[\p{L}\p{M}\p{N}]/u
/** Scripts that put no blank between words, or hang endings on them: a word may begin and end anywhere. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Hangul}]/u
const edges = /^[^\p{L}\p{M}\p{N}\p{S}]+|[^\p{L}\p{M}\p{N}\p{S}]+$/gu
const plain = /^[\x20-\x7e]*$/

/** As `foldForMatch`, quicker for plain English, which most text is. */
export const fold = (text: string): string =>
  plain.test(text) ? text.toLowerCase().replace(/ +/g, ' ').trim() : foldForMatch(text)

/** Without the punctuation and blanks around it: “Price?” is “price”. */
export const trimEdges = (folded: string): string => folded.replace(edges, '') || folded

function characterBefore(text: string, at: number): string {
  if (at <= 0) return ''
  const code = text.charCodeAt(at - 1)
  const isLowSurrogate = code >= 0xdc00 && code <= 0xdfff
  return text.slice(isLowSurrogate ? at - 2 : at - 1, at)
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

/** True when no word goes on across the seam of two neighbouring characters. */
function isBoundary(left: string, right: string): boolean {
  if (!wordCharacter.test(left) || !wordCharacter.test(right)) return true
  return (unspaced.test(left) || unspaced.test(right)) && !/\p{M}/u.test(right)
}

export function hasWord(folded: string, word: string): boolean {
  for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + 1)) {
    const end = at + word.length
    const startsWell = isBoundary(characterBefore(folded, at), characterAt(folded, at))
    if (startsWell && isBoundary(characterBefore(folded, end), characterAt(folded, end))) return true
  }
  return false
}

export type WordMatcher = (folded: string) => { matched: boolean; found?: string }

/** Made once per rule version. Answers the word that decided. */
export function makeWordMatcher(mode: (typeof keywordModes)[number], words: readonly string[]): WordMatcher {
  const keywords = words
    .map((shown) => ({ shown, folded: mode === 'exact' ? trimEdges(fold(shown)) : fold(shown) }))
    .filter((keyword) => keyword.folded !== '')
  if (mode === 'all') {
    return (folded) => {
      const missing = keywords.find((keyword) => !hasWord(folded, keyword.folded))
      if (missing) return { matched: false, found: `no “${missing.shown}”` }
      return { matched: keywords.length > 0, found: keywords.map((keyword) => keyword.shown).join(', ') }
    }
  }
  const isHit = {
    exact: (folded: string, word: string) => folded === word || trimEdges(folded) === word,
    any: hasWord,
    contains: (folded: string, word: string) => folded.includes(word),
  }[mode]
  return (folded) => {
    const hit = keywords.find((keyword) => isHit(folded, keyword.folded))
    return hit ? { matched: true, found: hit.shown } : { matched: false }
  }
}
