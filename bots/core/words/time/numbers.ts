import { alt, family, whole } from '../lexicon/phrases.ts'

const values = () => family('num').filter((value) => /^[\d.]+$/.test(value))

/** A number in digits or words, to stand in a larger pattern. */
export const numberSource = () => `(?:\\d+(?:[.,]\\d+)?|${values().map((value) => alt(`num:${value}`)).join('|')})`

const exact = new Map<string, RegExp>()

export function readNumber(text: string): number {
  const said = text.trim()
  if (/^\d/.test(said)) return Number(said.replace(',', '.'))
  // The longest reading wins: "half an" is not "an".
  for (const value of values()) {
    const pattern = exact.get(value) ?? new RegExp(`^${alt(`num:${value}`)}$`)
    exact.set(value, pattern)
    if (pattern.test(said)) return Number(value)
  }
  return Number.NaN
}

export const units = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'half', 'year', 'weekend', 'fortnight'] as const
export type Unit = (typeof units)[number]

/** Which unit a word is: 'Wochen' → week. */
export function unitOf(word: string): Unit | undefined {
  return units.find((unit) => whole(`^${alt(`unit:${unit}`)}$`).test(word.trim()))
}

export const unitSource = (...which: Unit[]) => `(?:${(which.length ? which : units).map((unit) => alt(`unit:${unit}`)).join('|')})`
