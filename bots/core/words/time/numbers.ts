import { alt, family, isAll, memo } from '../lexicon/phrases.ts'

const values = () => family('num').filter((value) => /^[\d.]+$/.test(value))

/** A number in digits or words, to stand in a larger pattern. */
export const numberSource = memo(
  () =>
    `(?:\\d+(?:[.,]\\d+)?|${values()
      .map((value) => alt(`num:${value}`))
      .join('|')})`,
)

export function readNumber(text: string): number {
  const said = text.trim()
  if (/^\d/.test(said)) return Number(said.replace(',', '.'))
  const value = values().find((each) => isAll(alt(`num:${each}`), said))
  return value === undefined ? Number.NaN : Number(value)
}

export const units = [
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'half',
  'year',
  'weekend',
  'fortnight',
] as const
export type Unit = (typeof units)[number]

/** Which unit a word is: 'Wochen' → week. */
export function unitOf(word: string): Unit | undefined {
  return units.find((unit) => isAll(alt(`unit:${unit}`), word.trim()))
}

export const unitSource = memo(
  (...which: Unit[]) => `(?:${(which.length ? which : units).map((unit) => alt(`unit:${unit}`)).join('|')})`,
)
