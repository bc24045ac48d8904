import { areKnown, takeDates } from './dates.ts'
import { figuresIn, isFigure, numbersIn, spelledIn } from './numbers.ts'

/** What a sentence may rest on. */
export interface Evidence {
  /** The text of what the tools answered. Figures come from here alone. */
  results: string
  /** What the person asked, and the arguments with which tools ran: days and periods may come from there, too. */
  asked: string
}

const longest = 600

/**
 * Whether a sentence of the model may be shown: every number in it stands in the results, it holds no address, which a
 * chat would turn into a link, and it does not say that it did something. A number in words ("doubled") counts as one.
 */
export function maySay(sentence: string, evidence: Evidence): boolean {
  if (sentence === '' || sentence.length > longest || hasAddress(sentence) || claimsAnAct(sentence))
    return false
  const said = takeDates(plain(sentence))
  const results = takeDates(withoutIds(plain(evidence.results)))
  const asked = takeDates(plain(evidence.asked))
  const figures = figuresIn(results.rest)
  return (
    areKnown(said.dates, [results.dates, asked.dates]) &&
    numbersIn(said.rest).every((found) => isFigure(figures, found)) &&
    // Digits of other scripts, circled ones and the like.
    [...said.rest.matchAll(/[^\P{N}0-9]/gu)].every(([digit]) => results.rest.includes(digit)) &&
    spelledIn(said.rest).isSubsetOf(spelledIn(results.rest))
  )
}

/** One way to write digits and spaces. */
const plain = (text: string) => text.normalize('NFKC').replaceAll('_', ' ')

/** Ids and addresses are full of digits that say nothing; so are names like gpt4. */
const withoutIds = (text: string) =>
  text
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi, ' ')
    .replaceAll(/https?:\S+/gi, ' ')
    .replaceAll(/\p{L}[\p{L}\d]*\d[\p{L}\d]*/gu, ' ')

const hasAddress = (text: string) =>
  /:\/\/|\bwww\.|\]\(|<[!@#]|@(?:here|channel|everyone)\b|[\p{L}\d-]\.\p{L}{2,}/iu.test(text)

/** The model can only look: a text that it read may have told it to say otherwise. */
const claimsAnAct = (text: string) =>
  /\bI(?:['’]ve| have)?\s+(?:just |now |already |also )?(?:\p{L}+ed|sent|done|made|put|set)\b|\bich habe\b|\bj['’]ai\b|\bhe \p{L}+[ai]do\b|^(?:done|erledigt|listo|hecho|fait|c['’]est fait)\b/iu.test(
    text,
  )
