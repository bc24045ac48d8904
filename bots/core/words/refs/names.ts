import { closest } from '#kernel/closest.ts'
import { fold, plainWords, vocabulary } from '../lexicon/phrases.ts'
import type { Line } from '../line.ts'

export interface Named {
  ids: string[]
  start: number
  end: number
}

interface Person {
  id: string
  name: string
}

const partsOf = (name: string) => fold(name).match(/[a-z0-9]+/g) ?? []

/**
 * Who is named: by the whole name, a part of it, its beginning or with a slip. Several ids: the words fit more
 * than one person.
 */
export function findName(line: Line, people: readonly Person[], from = 0): Named | undefined {
  const words = [...line.clean.matchAll(/[a-z0-9]+/g)]
    .map((match) => ({ word: match[0], start: match.index, end: match.index + match[0].length }))
    .filter(({ start }) => start >= from)
  let best: (Named & { score: number }) | undefined
  for (const [index, { start }] of words.entries()) {
    const scored = people.map((person) => ({ person, ...runOf(partsOf(person.name), words.slice(index)) }))
    const score = Math.max(0, ...scored.map((each) => each.score))
    if (score === 0 || (best && best.score >= score)) continue
    const fits = scored.filter((each) => each.score === score)
    const end = words[index + (fits[0]?.words ?? 1) - 1]?.end ?? start
    best = { ids: fits.map(({ person }) => person.id), start, end, score }
  }
  return best ?? nearName(words, people)
}

/** How much of a name the next words say. */
function runOf(
  parts: readonly string[],
  words: readonly { word: string }[],
): { score: number; words: number } {
  const first = words[0]?.word ?? ''
  const at = parts.findIndex((part) => same(part, first))
  if (at < 0) return { score: 0, words: 0 }
  let count = 1
  while (at + count < parts.length) {
    const part = parts[at + count] ?? ''
    const next = words[count]?.word
    if (next === undefined) break
    if (same(part, next)) count++
    // "Marie D": the initial of the next name decides.
    else if (next.length === 1 && part.startsWith(next)) return { score: count + 0.5, words: count + 1 }
    else break
  }
  return { score: count, words: count }
}

const same = (part: string, word: string) => part === word || (part.length > 3 && word === `${part}s`)

/** The beginning of a name, or a name with a slip; never a word that means something else. */
function nearName(
  words: readonly { word: string; start: number; end: number }[],
  people: readonly Person[],
): Named | undefined {
  for (const { word, start, end } of words) {
    if (word.length < 2 || /\d/.test(word) || plainWords().has(word) || vocabulary().has(word)) continue
    const begin = people.filter(({ name }) =>
      partsOf(name).some((part) => part.length > word.length && part.startsWith(word)),
    )
    const slips = word.length < 4 ? [] : closest(word, people, ({ name }) => partsOf(name))
    const ids = [...new Set([...begin, ...slips].map(({ id }) => id))]
    if (ids.length > 0) return { ids, start, end }
  }
  return undefined
}
