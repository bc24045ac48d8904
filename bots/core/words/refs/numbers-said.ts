import { blank, type Line } from '../line.ts'

export interface SaidNumber {
  number: string
  start: number
  end: number
}

/** Numbers that may be the number of a post or conversation: no times, amounts, dates or years. */
export function numbersIn(line: Line): SaidNumber[] {
  const pattern =
    /(?<![\d:.,/€$£a-z@-])#?(?<number>\d{1,9})(?![\d/%€$£]|[.,:]\d|[a-z]| ?(?:uhr|h|hours?|hrs?|min|minutes?|days?|weeks?|months?|tage?n?|wochen?|stunden?|minuten?|horas?|minutos?|dias?|semanas?|heures?|jours?|semaines?|mois|mes|percent|euros?|posts?|beitrage)\b)/g
  const numbers = [...line.clean.matchAll(pattern)].map((match) => ({
    number: match.groups?.['number'] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }))
  // "8 pm" is an hour; of "495 am Montag" 'am' is German.
  return numbers.filter(({ number, end }) => number.length > 2 || !/^ ?[ap]m\b/.test(line.clean.slice(end)))
}

export function blankNumbers(line: Line, numbers: readonly SaidNumber[]) {
  for (const { start, end } of numbers) blank(line, start, end)
}

/** Looks like the number of something, though nothing has it: three digits or more, and no year. */
export const looksLikeId = (number: string) => number.length >= 3 && !/^(19|20)\d\d$/.test(number)
