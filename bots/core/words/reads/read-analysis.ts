import { takeParts } from '../ask/parts.ts'
import { openings } from '../lexicon/openings.ts'
import { whole } from '../lexicon/phrases.ts'
import { copy, findPattern, has, type Line } from '../line.ts'
import { act, refuse } from '../meaning.ts'
import type { Reader } from '../scene.ts'
import type { Period } from '../time/periods.ts'

const daysOf = (period: Pick<Period, 'from' | 'to'> | undefined) =>
  period && { from: period.from.toString(), to: period.to.toString() }

/** What has not happened yet has no steps to count; and the word may be what is looked for in messages. */
const isOther = (line: Line) =>
  findPattern(line, whole(openings.foretelling)) !== undefined ||
  findPattern(line, whole(looksFor)) !== undefined
const looksFor =
  'search|find|about|mention(?:s|ed|ing)?|containing|suche?|erwahnt|busca|sobre|cherche|mentionnent'

/** From step to step, of conversations or of posts, and where most are lost. */
export const readFunnel: Reader = (scene) => {
  if (!has(scene.line, 'do:funnel') || isOther(scene.line)) return undefined
  const parts = takeParts(scene, copy(scene.line))
  if (parts.refused) return refuse(parts.refused)
  const ofPosts =
    parts.filters.format !== undefined ||
    (has(scene.line, 'noun:contentSteps') && !has(scene.line, 'noun:talks'))
  const { campaign: _c, post: _p, ...filters } = parts.filters
  return act('funnel', {
    of: ofPosts ? 'posts' : 'conversations',
    by: parts.by === 'platform' || parts.by === 'account' ? parts.by : undefined,
    period: daysOf(parts.period),
    compare: parts.compare,
    filters: Object.keys(filters).length > 0 ? filters : undefined,
  })
}

/** Who writes again, by the week or month of the first message. */
export const readCohorts: Reader = (scene) => {
  if (!has(scene.line, 'do:cohorts') || isOther(scene.line)) return undefined
  const parts = takeParts(scene, copy(scene.line))
  if (parts.refused) return refuse(parts.refused)
  const { platform, account } = parts.filters
  const filters = { ...(platform ? { platform } : {}), ...(account ? { account } : {}) }
  return act('cohorts', {
    grain: parts.grain === 'week' ? 'week' : undefined,
    period: daysOf(parts.period),
    filters: Object.keys(filters).length > 0 ? filters : undefined,
  })
}

export const readMetrics: Reader = ({ line }) => (has(line, 'do:metrics') ? act('metrics', {}) : undefined)

const defines =
  /^\s*(?:please |bitte |por favor )?(?:define|create|make|add|definiere|erstelle|lege?|define|crea|anade|añade|définis|definis|crée|cree|ajoute)\s+(?:an?\s+|the\s+|eine?\s+|una?\s+|une?\s+)?(?:new\s+|custom\s+|neue\s+|nueva\s+|nouvelle\s+|nouvel\s+)?(?:metric|kpi|figure|metrik|kennzahl|métrica|metrica|indicador|métrique|metrique|indicateur)\s+(?:called\s+|named\s+|namens\s+|llamada\s+|appelée?\s+)?["“„«]?(?<name>[^"”“»:=]{2,60}?)["”“»]?\s*(?:=|:|\bas\b|\bals\b|\bcomo\b|\bcomme\b)\s*(?<formula>\S[\s\S]{0,400})$/iu

/** "define metric Save rate = saves / reach * 100". Nothing inside the formula is read here. */
export const readDefine: Reader = ({ said }) => {
  const { name, formula } = defines.exec(said.text)?.groups ?? {}
  return name === undefined || formula === undefined
    ? undefined
    : act('metric.define', { name: name.trim(), formula: formula.trim() })
}
