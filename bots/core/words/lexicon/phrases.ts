import { analysis } from './analysis.ts'
import { de } from './de.ts'
import { enActs } from './en-acts.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import type { Lang, Lexicon } from './lexicon.ts'

const lexicons: Record<Lang, Lexicon> = {
  en: { ...en, ...enActs, ...analysis.en },
  de: { ...de, ...analysis.de },
  es: { ...es, ...analysis.es },
  fr: { ...fr, ...analysis.fr },
}
export const languages: readonly Lang[] = ['en', 'de', 'es', 'fr']

/** Without accents and capitals. Keeps no offsets: for names and phrases, not for what was typed. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
}

/** The phrases of a concept in one language or all. */
export function phrasesOf(key: string, lang?: Lang): string[] {
  return (lang ? [lang] : languages).flatMap((each) =>
    (lexicons[each][key] ?? '')
      .split(/\s\|\s/)
      .map((phrase) => fold(phrase.trim().replace(/\s+/g, ' ')))
      .filter((phrase) => phrase !== ''),
  )
}

/** 'ship (it|this)?' is 'ship' too: the space belongs to what may be left out. */
function withOptionalWords(phrase: string): string {
  for (let open = phrase.indexOf(' ('); open >= 0; open = phrase.indexOf(' (', open + 1)) {
    const close = closing(phrase, open + 1)
    const group = phrase.slice(open + 1, close + 1)
    if (phrase[close + 1] !== '?' || / [|)]/.test(group)) continue
    phrase = `${phrase.slice(0, open)}(?: ${group})?${phrase.slice(close + 2)}`
    open += 3
  }
  return phrase
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at
  }
  return text.length
}

const regexOf = (phrase: string) =>
  withOptionalWords(phrase)
    .replace(/ ~$/, '')
    .replaceAll('~ ', '(?:[^ ]+ +){0,6}?')
    .replaceAll('~', '')
    .replaceAll(/ (?![+*?])/g, ' +')

const byLength = (a: string, b: string) => b.length - a.length

/** An alternation to stand inside a larger pattern; phrases with a gap are left out. */
export const alt = memo((key: string, lang?: Lang): string => {
  const tight = phrasesOf(key, lang).filter((phrase) => !phrase.includes('~'))
  return tight.length === 0 ? '(?!)' : `(?:${tight.sort(byLength).map(regexOf).join('|')})`
})

/** Several concepts in one alternation. */
export const alts = memo((...keys: string[]) => `(?:${keys.map((key) => alt(key)).join('|')})`)

/** The words of a source, and no part of a longer word. Kept: only for sources that are made of lexicon words. */
export const whole = memo((source: string) => wholeOnce(source))

export const wholeOnce = (source: string) => new RegExp(`(?<![a-z0-9])(?:${source})(?![a-z0-9])`, 'g')

const exact = memo((source: string) => new RegExp(`^(?:${source})$`))

/** Whether the text is what the source says, and nothing more. */
export const isAll = (source: string, text: string) => exact(source).test(text.trim())

/** What finds a concept: fixed phrases, and those that allow words between. */
export const finders = memo((key: string, lang?: Lang): { tight?: RegExp; loose?: RegExp } => {
  const loose = phrasesOf(key, lang).filter((phrase) => / ~ |^~ /.test(phrase))
  const tight = alt(key, lang)
  return {
    ...(tight === '(?!)' ? {} : { tight: whole(tight) }),
    ...(loose.length === 0 ? {} : { loose: whole(loose.map(regexOf).join('|')) }),
  }
})

/** The values of a family: family('metric') → reach, views, … */
export const family = memo((name: string): string[] => [
  ...new Set(
    languages.flatMap((lang) =>
      Object.keys(lexicons[lang])
        .filter((key) => key.startsWith(`${name}:`) && !key.endsWith(':?'))
        .map((key) => key.slice(name.length + 1)),
    ),
  ),
])

/** Every word of four letters or more that some phrase knows: what a typo may have meant. */
export const vocabulary = memo((): ReadonlySet<string> => {
  const words = new Set<string>()
  for (const lang of languages)
    for (const [key, phrases] of Object.entries(lexicons[lang])) {
      if (key === 'common' || key === 'markers') continue
      for (const part of fold(phrases).split(/[ |~]+(?![^(]*\))|\s+/))
        for (const word of spellings(part)) for (const each of word.match(/[a-z]{4,}/g) ?? []) words.add(each)
    }
  return words
})

/** Words that are right as they stand, though no phrase has them. */
export const plainWords = memo((): ReadonlySet<string> => {
  const words = languages.flatMap((lang) =>
    ['common', 'markers'].flatMap((key) => fold(lexicons[lang][key] ?? '').split(/\s+/)),
  )
  return new Set(words)
})

export const markers = memo(
  (lang: Lang): ReadonlySet<string> => new Set(fold(lexicons[lang]['markers'] ?? '').split(/\s+/)),
)

/** What a pattern with groups, alternatives and optional letters spells out. */
function spellings(pattern: string): string[] {
  const group = /\(([^()]*)\)(\?|\*)?/.exec(pattern)
  if (group) {
    const choices = [...(group[1] ?? '').split('|'), ...(group[2] ? [''] : [])]
    return choices.flatMap((choice) =>
      spellings(pattern.slice(0, group.index) + choice + pattern.slice(group.index + group[0].length)),
    )
  }
  const optional = /([a-z])\?/.exec(pattern)
  if (!optional) return [pattern]
  const [before, after] = [
    pattern.slice(0, optional.index),
    pattern.slice(optional.index + optional[0].length),
  ]
  return [...spellings(before + after), ...spellings(before + optional[1] + after)]
}

/** Makes each result once. The functions are pure, so nobody can tell. */
export function memo<Args extends (string | undefined)[], Result>(make: (...args: Args) => Result) {
  const made = new Map<string, Result>()
  return (...args: Args): Result => {
    const key = args.join('\u0000')
    const known = made.get(key)
    if (known !== undefined) return known
    const result = make(...args)
    made.set(key, result)
    return result
  }
}

/** The same, for what is made of an object that does not change. */
export function memoOf<Key extends object, Result>(make: (key: Key) => Result) {
  const made = new WeakMap<Key, Result>()
  return (key: Key): Result => {
    const known = made.get(key)
    if (known !== undefined) return known
    const result = make(key)
    made.set(key, result)
    return result
  }
}
