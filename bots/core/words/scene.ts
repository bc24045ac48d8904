import { openings } from './lexicon/openings.ts'
import { languages, markers, alt, fold, memoOf, whole } from './lexicon/phrases.ts'
import type { Lang } from './lexicon/lexicon.ts'
import { openLine, type Line } from './line.ts'
import type { Meaning, Said, World } from './meaning.ts'
import { speller } from './spelling.ts'

/** All that a reader of words may look at. */
export interface Scene {
  world: World
  said: Said
  lang: Lang
  /** The whole message. */
  line: Line
  open(text: string): Line
}

/** Reads one kind of command; nothing when the words are not of its kind. */
export type Reader = (scene: Scene) => Meaning | undefined

export function openScene(world: World, said: Said): Scene {
  const mend = spellerOf(world)
  const open = (text: string) => withoutNoise(openLine(text, mend))
  return { world, said, lang: languageOf(said.text), line: open(said.text), open }
}

const noise = whole(
  [
    '@parley\\b',
    '(?:hey|hi|hello|ok|yo|dear) parley',
    'parley',
    'hi|hello|hey|hallo|hola|bonjour|salut|moin|servus|yo',
    'pls|please|plz|bitte|por favor|porfa|porfis|svp|stp|s il (?:te|vous) plait',
    'thx|thanks|thank you|danke|gracias|merci|cheers|ty',
  ].join('|'),
)

/** "can you …" asks for the rest; in "what can you do" it is the question. */
const politeLead =
  /^[ ,¿]*(?:(?:so|and|ok|okay|und|y|et) )*(?:(?:can|could|would|will) (?:you|u|ya)(?= (?!go|be|get|happen|win))|kannst du|konntest du|puedes|podrias|(?:est ce que )?tu peux|peux tu|pourrais tu)(?= )/

function withoutNoise(line: Line): Line {
  // '@parley' begins with no letter, so that the edge of a word does not fit it.
  const clean = line.clean
    .replaceAll(/@parley\b/g, (found) => ' '.repeat(found.length))
    .replaceAll(noise, (found) => ' '.repeat(found.length))
    .replace(politeLead, (found) => ' '.repeat(found.length))
  return { ...line, clean }
}

const spellerOf = memoOf((world: World) => speller(namesIn(world)))

function namesIn(world: World): Set<string> {
  const names = [
    ...world.members.map(({ name }) => name),
    ...world.conversations.map(({ contact }) => contact),
    ...world.posts.map(({ title }) => title),
    ...world.campaigns.map(({ name }) => name),
    ...world.accounts.map(({ name }) => name),
    ...world.labels.map(({ id }) => id),
    ...(world.metrics ?? []).map(({ name }) => name),
  ]
  return new Set(names.flatMap((name) => fold(name).match(/[a-z]+/g) ?? []))
}

/** The language of the command: of the words before a text, so that the post's own language does not count. */
function languageOf(text: string): Lang {
  const head = /^[^:\n"“„«]{6,}/.exec(text)?.[0] ?? text
  const words = fold(head).match(/[a-z]+/g) ?? []
  const scores = languages.map((lang) => ({
    lang,
    score: words.filter((word) => markers(lang).has(word)).length + (accents[lang].test(head) ? 1 : 0),
  }))
  return scores.reduce((best, each) => (each.score > best.score ? each : best)).lang
}

const accents: Record<Lang, RegExp> = {
  en: /$^/,
  de: /[äöüß]/i,
  es: /[ñ¿¡óíú]/i,
  fr: /[èêçàâîôû]|\b[ldj]['’]/i,
}

/** Words that carry no meaning beside what has been understood. */
export const fillers = whole(`the|a|an|${openings.filler}|${alt('noun:post')}`)
