import { editDistance } from '#kernel/closest.ts'
import { plainWords, vocabulary } from './lexicon/phrases.ts'

interface Entry {
  word: string
  letters: number
}

const letters = (word: string) => {
  let set = 0
  for (const letter of word) set |= 1 << (letter.charCodeAt(0) - 97)
  return set
}

const bits = (set: number) => {
  let count = 0
  for (let rest = set; rest !== 0; rest &= rest - 1) count++
  return count
}

let known: Entry[] | undefined

/**
 * Mends the typos of a word: a word that somebody might say stays; an unknown one becomes the known word next
 * to it. The sets of letters are compared first, because that is cheap and leaves few to measure.
 */
export function speller(names: Iterable<string>): (word: string) => string {
  known ??= [...vocabulary()].map((word) => ({ word, letters: letters(word) }))
  const own = new Set([...names].filter((name) => name.length >= 4))
  const entries = [...known, ...[...own].map((word) => ({ word, letters: letters(word) }))]
  const mended = new Map<string, string>()
  return (word) => {
    if (word.length < 4 || word.length > 24 || !/^[a-z]+$/.test(word)) return word
    if (vocabulary().has(word) || plainWords().has(word) || own.has(word)) return word
    const before = mended.get(word)
    if (before !== undefined) return before
    const result = umlauts(word, own) ?? nearest(word, entries, own) ?? word
    mended.set(word, result)
    return result
  }
}

/** German on a keyboard without umlauts: "naechste". */
function umlauts(word: string, own: ReadonlySet<string>): string | undefined {
  const short = word.replace(/([aou])e/g, '$1')
  return short !== word && (vocabulary().has(short) || plainWords().has(short) || own.has(short))
    ? short
    : undefined
}

function nearest(word: string, entries: readonly Entry[], own: ReadonlySet<string>): string | undefined {
  const most = word.length < 8 ? 1 : 2
  const mine = letters(word)
  let best: { word: string; distance: number; score: number }[] = []
  for (const entry of entries) {
    if (Math.abs(entry.word.length - word.length) > most) continue
    if (bits(entry.letters ^ mine) > most * 2) continue
    const sameStart = entry.word[0] === word[0]
    if (!sameStart && (word.length < 6 || entry.word[1] !== word[1]) && !swappedStart(entry.word, word))
      continue
    const distance = editDistance(word, entry.word)
    if (distance > most) continue
    const score = distance * 10 - (sameStart ? 2 : 0) - (entry.word.at(-1) === word.at(-1) ? 1 : 0)
    best.push({ word: entry.word, distance, score })
  }
  const lowest = Math.min(...best.map(({ score }) => score))
  best = best.filter(({ score }) => score === lowest)
  // Two names are equally near: which is meant is for whoever resolves the name to say or to ask.
  const nearNames = best.filter((each) => own.has(each.word))
  if (nearNames.length > 1) return undefined
  return (nearNames[0] ?? best[0])?.word
}

const swappedStart = (a: string, b: string) => a[0] === b[1] && a[1] === b[0]
