import { finders, fold, phrasesOf } from './lexicon/phrases.ts'

/**
 * What was typed, made easy to read: lower case, no accents, typos mended, one space for a break; and the way
 * back to the characters as typed. What has been understood is blanked out, so that no word counts twice.
 */
export interface Line {
  readonly raw: string
  clean: string
  /** For each character of `clean`, where in `raw` it begins and ends. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

export interface Match {
  start: number
  end: number
  text: string
  groups: Record<string, string | undefined>
}

export const blankMark = '¦'

const token =
  /(https?:\/\/\S+|[\w.+-]+@[\w-]+\.[\w.]*\w|[#@][\p{L}\d_](?:[\p{L}\d_.-]*[\p{L}\d_])?)|(\p{L}[\p{L}\p{M}]*(?:['’ʼ`´]\p{L}+)*)|(\d+)|([\s\S])/gu
const elided = /^(l|d|qu|j|n|s|m|t|c|jusqu|lorsqu|aujourd|puisqu)$/
const contracted = /^(what|how|who|that|it|let|here|there|where|when|she|he|everything|something|which)$/

/** German writes the day and its part as one word: "Samstagabend". */
const dayPart =
  /^((?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend)(fruh|morgens?|vormittags?|mittags?|nachmittags?|abends?|nachts?)$/

const signs: Record<string, string> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '：': ':',
  '👍': 'thumbs up',
  '✅': 'thumbs up',
  '👎': 'thumbs down',
}

export function openLine(raw: string, mend: (word: string) => string): Line {
  let clean = ''
  const starts: number[] = []
  const ends: number[] = []
  const push = (text: string, start: number, end: number) => {
    for (let at = 0; at < text.length; at++) {
      starts.push(Math.min(start + at, end - 1))
      ends.push(at === text.length - 1 ? end : Math.min(start + at + 1, end))
    }
    clean += text
  }
  for (const match of raw.matchAll(token)) {
    const [text, kept, word] = match
    const start = match.index
    const end = start + text.length
    if (kept !== undefined) push(fold(kept), start, end)
    else if (word !== undefined) for (const part of wordParts(word, mend)) push(part, start, end)
    else if (/^\s$/u.test(text)) push(' ', start, end)
    else if (/^['’ʼ`´]$/u.test(text)) continue
    else if (
      /^[-‐‑]$/u.test(text) &&
      /\p{L}/u.test(raw[start - 1] ?? '') &&
      /[\p{L}\d]/u.test(raw[end] ?? '')
    )
      push(' ', start, end)
    else push(signs[text] ?? (/^[\d!-~€£§°]+$/u.test(text) ? text : ' '), start, end)
  }
  return { raw, clean, starts, ends }
}

/** Word by word; "what's" is one word, "l'engagement" two, of "Lena's" only the name counts. */
function wordParts(typed: string, mend: (word: string) => string): string[] {
  const [first = '', ...rest] = typed.split(/['’ʼ`´]/)
  const head = fold(first)
  const compound = rest.length === 0 ? dayPart.exec(head) : null
  if (compound) return [compound[1] ?? '', ' ', compound[2] ?? '']
  if (rest.length === 0) return [mend(head)]
  const tail = fold(rest.join(''))
  if (elided.test(head)) return [head, ' ', mend(tail)]
  if (tail === 're') return [head, ' ', 'are']
  if (tail === 's' && !contracted.test(head)) return [mend(head)]
  return [head + tail]
}

export const copy = (line: Line): Line => ({ ...line })

export function blank(line: Line, start: number, end: number) {
  line.clean = line.clean.slice(0, start) + blankMark.repeat(end - start) + line.clean.slice(end)
}

export function findPattern(line: Line, pattern: RegExp, from = 0): Match | undefined {
  pattern.lastIndex = from
  const found = pattern.exec(line.clean)
  if (!found || found[0] === '') return undefined
  return {
    start: found.index,
    end: found.index + found[0].length,
    text: found[0],
    groups: found.groups ?? {},
  }
}

export function takePattern(line: Line, pattern: RegExp): Match | undefined {
  const match = findPattern(line, pattern)
  if (match) blank(line, match.start, match.end)
  return match
}

/** Where a concept is named: by a fixed phrase, else by one with words between. */
export function find(line: Line, key: string): Match | undefined {
  const { tight, loose } = finders(key)
  return (tight && findPattern(line, tight)) ?? (loose && findPattern(line, loose))
}

export const has = (line: Line, key: string) => find(line, key) !== undefined

export function take(line: Line, key: string): Match | undefined {
  const match = find(line, key)
  if (match) blank(line, match.start, match.end)
  return match
}

/** All that a family names, the longest phrase first, none inside another. */
export function findAll(line: Line, keys: readonly string[], which: 'tight' | 'loose' | 'both' = 'both') {
  const found = keys.flatMap((key) => {
    const { tight, loose } = finders(key)
    const patterns = [
      ...(which !== 'loose' && tight ? [tight] : []),
      ...(which !== 'tight' && loose ? [loose] : []),
    ]
    return patterns.flatMap((pattern) =>
      [...line.clean.matchAll(pattern)]
        .filter(([text]) => text !== '')
        .map((match) => ({ key, start: match.index, end: match.index + match[0].length, text: match[0] })),
    )
  })
  const kept: typeof found = []
  for (const each of found.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start))
    if (!kept.some((other) => each.start < other.end && other.start < each.end)) kept.push(each)
  return kept.sort((a, b) => a.start - b.start)
}

/** What stood between two places of the clean line, as it was typed. */
export function typed(line: Line, start: number, end = line.clean.length): string {
  if (start >= end) return ''
  // Marks that the clean line leaves out may stand last.
  const last = end === line.clean.length ? line.raw.length : line.ends[end - 1]
  return line.raw.slice(line.starts[start] ?? line.raw.length, last)
}

/** Where in what was typed the clean line's place ends. */
export const typedEnd = (line: Line, end: number) => (end === 0 ? 0 : (line.ends[end - 1] ?? line.raw.length))

/** Words that have not been understood. */
export const leftWords = (line: Line) => line.clean.match(/[a-z0-9#@][a-z0-9.#@&]*/g) ?? []

export const knows = (key: string, word: string) => phrasesOf(key).includes(word)
