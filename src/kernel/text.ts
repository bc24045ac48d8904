/** What may be stored and shown: no U+0000 (Postgres refuses it), no lone surrogates. Nothing else is touched. */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** JSON that jsonb takes: every text in it, names of fields included, cleaned as `cleanText` does. */
export const cleanJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part === 'string') return cleanText(part)
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [cleanText(name), inner]))
  })

export const utf8Length = (text: string) => Buffer.byteLength(text, 'utf8')

/** At most `max` characters as people count them, an ellipsis included; never cuts one apart. */
export function preview(text: string, max: number): string {
  if (text.length <= max) return text
  const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)
  let count = 0
  let cutAt = 0
  for (const { index } of characters) {
    if (count === max - 1) cutAt = index
    if (count++ === max) return `${text.slice(0, cutAt).trimEnd()}…`
  }
  return text
}

const latinOrGreekMarks = /([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu
/** Hebrew points, Arabic vowel signs and hamza marks. Marks of other scripts make other letters of them. */
const semiticMarks = /[\u0591-\u05BD\u05BF\u05C1-\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED]/g
/** Format characters, variation selectors, and the Arabic letter stretcher. */
const invisible = /\p{Cf}|[\uFE00-\uFE0F]|\u0640/gu
const digit = /\p{Nd}/u
const letters = new Map(
  Object.entries({
    ς: 'σ',
    ø: 'o',
    ł: 'l',
    đ: 'd',
    ð: 'd',
    æ: 'ae',
    œ: 'oe',
    ى: 'ي',
    ی: 'ي',
    ک: 'ك',
    ھ: 'ه',
  }),
)
const letterPattern = new RegExp(`[${[...letters.keys()].join('')}]`, 'gu')

/** Digits stand in Unicode in runs of ten that begin with zero. */
function digitValue(character: string): string {
  const code = character.codePointAt(0) ?? 0
  let before = 0
  while (digit.test(String.fromCodePoint(code - before - 1))) before++
  return String(before % 10)
}

/**
 * A form in which a keyword and a message that mean the same are the same: width and case folded, accents
 * and vowel signs gone, digits ASCII, invisible characters gone, blanks single. For matching, never to show.
 */
export function foldForMatch(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKD')
    .toUpperCase()
    .toLowerCase()
    .replace(invisible, '')
    .replace(latinOrGreekMarks, '$1')
    .replace(semiticMarks, '')
    .replaceAll('\u0435\u0308', '\u0435')
    .replace(letterPattern, (letter) => letters.get(letter) ?? letter)
    .replace(/(?![0-9])\p{Nd}/gu, digitValue)
    .normalize('NFKC')
    .replace(/[\s\0]+/g, ' ')
    .trim()
}
