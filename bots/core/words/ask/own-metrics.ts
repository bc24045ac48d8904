import { fold, memoOf, wholeOnce } from '../lexicon/phrases.ts'
import { blank, type Line } from '../line.ts'
import type { World } from '../meaning.ts'

interface Named {
  id: string
  pattern: RegExp
}

/** The longest name first: "save rate of reels" is no "save rate". */
const namesOf = memoOf((world: World): Named[] =>
  (world.metrics ?? [])
    .map(({ id, name }) => ({ id, words: fold(name).match(/[\p{L}\p{N}]+/gu) ?? [] }))
    .filter(({ words }) => words.length > 0)
    .toSorted((a, b) => b.words.length - a.words.length)
    .map(({ id, words }) => ({ id, pattern: wholeOnce(words.join('[ -]+')) })),
)

/** Figures that the organisation called so; takes their names, before any of their words means something else. */
export function takeOwnMetrics(line: Line, world: World): Array<{ key: string; start: number }> {
  return namesOf(world).flatMap(({ id, pattern }) =>
    [...line.clean.matchAll(pattern)].map((match) => {
      blank(line, match.index, match.index + match[0].length)
      return { key: `metric:${id}`, start: match.index }
    }),
  )
}
