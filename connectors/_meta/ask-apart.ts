import { ConnectorError } from '#contracts/connector.ts'
import type { Source } from '../_figures/source.ts'

/** Sources that one call asks for together; `ask` answers what was measured. */
export interface Question<F> {
  sources: Source[]
  ask: (raws: string[]) => Promise<F[]>
}

/** What Meta refused in one reading: not asked for twice. `singlesLeft` bounds the requests. */
export interface Refusals {
  of: Map<string, ConnectorError>
  singlesLeft: number
}

export const makeRefusals = (singlesLeft: number): Refusals => ({ of: new Map(), singlesLeft })

export interface Answered<F> {
  figures: F[]
  /** Refused just now. */
  refused: Map<string, ConnectorError>
  /** Why the rest was not asked for. */
  stop?: ConnectorError
}

/**
 * Asks for all of a question together and, as one bad metric fails the whole call with error 100, for each on its
 * own after such an error. Source: Meta's Insights documentation, 2026-08.
 */
export async function askApart<F>(refusals: Refusals, question: Question<F>): Promise<Answered<F>> {
  const open = question.sources.map(({ raw }) => raw).filter((raw) => !refusals.of.has(raw))
  const answered: Answered<F> = { figures: [], refused: new Map() }
  if (open.length === 0) return answered
  if (!(await tryAsking(answered, open, question, refusals))) return answered
  for (const raw of open.length > 1 ? open : []) {
    if (refusals.singlesLeft <= 0) break
    refusals.singlesLeft -= 1
    await tryAsking(answered, [raw], question, refusals)
    if (answered.stop) break
  }
  return answered
}

/** True: the metrics were refused, and a single one is noted as such. */
async function tryAsking<F>(
  answered: Answered<F>,
  raws: string[],
  { ask }: Question<F>,
  refusals: Refusals,
): Promise<boolean> {
  try {
    answered.figures.push(...(await ask(raws)))
    return false
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    const refused = refusesMetric(error)
    if (!refused && (error.kind !== 'permission' || isHidden(error))) {
      answered.stop = error
      return false
    }
    // A permission that we lack is lacking for each of them: nothing is won by asking singly.
    for (const raw of refused && raws.length > 1 ? [] : raws) {
      refusals.of.set(raw, error)
      answered.refused.set(raw, error)
    }
    return refused
  }
}

/** Error 100 without a subcode is about a parameter; with one it is about the object. */
const refusesMetric = ({ kind, vendorCode }: ConnectorError) => kind === 'rejected' && vendorCode === '100'

/**
 * The vendor keeps the figures of this one object to itself: a story that too few saw (error 10), a post from before
 * the account was a professional one (100/2108006). Source: Instagram media insights reference, 2026-06.
 */
export const isHidden = ({ kind, message, vendorCode = '' }: ConnectorError): boolean =>
  (kind === 'permission' && /not enough viewers/i.test(message)) ||
  (kind === 'rejected' && vendorCode.startsWith('100/'))

/** Several questions, one after the other, until something stops us. */
export async function askAll<F>(
  refusals: Refusals,
  questions: ReadonlyArray<Question<F>>,
): Promise<Answered<F>> {
  const all: Answered<F> = { figures: [], refused: new Map() }
  for (const question of questions) {
    const { figures, refused, stop } = await askApart(refusals, question)
    all.figures.push(...figures)
    for (const [raw, error] of refused) all.refused.set(raw, error)
    if (stop) return { ...all, stop }
  }
  return all
}
