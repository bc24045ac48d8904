import { takeFormats, takeNames } from '../ask/filters.ts'
import { takeMetrics } from '../ask/metrics.ts'
import { takePlace } from '../ask/place.ts'
import { alt, alts, family, whole } from '../lexicon/phrases.ts'
import { blank, copy, find, findPattern, has, take, takePattern, type Line, type Match } from '../line.ts'
import { act, clarify, refuse, type Args } from '../meaning.ts'
import type { Reader, Scene } from '../scene.ts'
import { numberSource, readNumber, unitOf, unitSource } from '../time/numbers.ts'

const times = ['first_response_time', 'resolution_time', 'watch_time']

/** A warning when a figure crosses a line, or when something happens. */
export const readAlert: Reader = (scene) => {
  if (!find(scene.line, 'do:alert')) return undefined
  const line = copy(scene.line)
  const event = eventOf(line)
  const place = takePlace(scene.world, line)
  if (event) {
    const filters = filtersOf(scene, line)
    if ('refused' in place) return refuse(place.refused)
    if ('several' in place) return clarify('member', { command: 'alert.create' })
    return filters === 'unknown_account'
      ? refuse(filters)
      : act('alert.create', { event, filters, place: place.place })
  }
  const { metrics, unknown } = takeMetrics(line, scene.world)
  const metric = metrics[0]
  const condition = takeCondition(line, metric)
  // Who wants to be warned is not answered with a figure.
  if (!condition) return metric !== undefined && warns(scene.line) ? refuse('not_a_command') : undefined
  if (unknown && metric === undefined) return refuse('unknown_metric')
  if (metric === undefined || !certain(scene.line)) return undefined
  const window = family('window').find((name) => take(line, `window:${name}`))
  const filters = filtersOf(scene, line)
  if (filters === 'unknown_account') return refuse(filters)
  if ('refused' in place) return refuse(place.refused)
  if ('several' in place) return clarify('member', { command: 'alert.create' })
  return act('alert.create', {
    metric,
    ...condition,
    window: window === 'day' ? undefined : window,
    filters,
    place: place.place,
  })
}

/** 'if' and 'when' alone begin many sentences; an alert says them of something that is to come. */
const certain = (line: Line) =>
  findPattern(
    line,
    whole('how|what|which|wie|was|welche[rsnm]?|cuant[oa]s?|que tal|combien|comment|quel(?:le)?s?'),
  ) === undefined ||
  findPattern(
    line,
    whole(
      'tell|warn|alert|notify|ping|let|alarm|sag|bescheid|warne|benachrichtige|avisa(?:me|nos)?|dime|alerta|previens|alerte|dis',
    ),
  ) !== undefined

const warns = (line: Line) =>
  findPattern(
    line,
    whole(
      '(?:alert|warn|notify) (?:me|us|#[a-z-]+)? ?(?:if|when|whenever)|let (?:me|us) know (?:if|when)|warne? (?:mich|uns)|avisa(?:me|nos) (?:si|cuando)|previens (?:moi|nous) (?:si|quand)',
    ),
  ) !== undefined

function eventOf(line: Line): string | undefined {
  const event = family('event').find((name) => has(line, `event:${name}`))
  return event
}

function filtersOf(scene: Scene, line: Line): Args | undefined | 'unknown_account' {
  const { filters, refused } = takeNames({ ...scene, said: { text: scene.said.text } }, line)
  if (refused === 'unknown_account') return refused
  const { post: _, ...rest } = filters
  const formats = takeFormats(line)
  const all = { ...rest, ...(formats.length > 0 && { format: formats.length === 1 ? formats[0] : formats }) }
  return Object.keys(all).length > 0 ? all : undefined
}

interface Condition extends Args {
  condition: 'above' | 'below' | 'drops_by' | 'rises_by' | 'anomaly'
  threshold?: number
}

function takeCondition(line: Line, metric: string | undefined): Condition | undefined {
  const change = changeOf(line)
  if (change) return change
  const below = limitAfter(line, 'cond:below', metric)
  if (below !== undefined) return { condition: 'below', threshold: below }
  const above = limitAfter(line, 'cond:above', metric)
  if (above !== undefined) return { condition: 'above', threshold: above }
  if (
    takePattern(
      line,
      whole(
        '(?:goes|gets|is|turns|falls) (?:negative|below zero)|negativ wird|sea negativ[oa]|devient negative?',
      ),
    )
  )
    return { condition: 'below', threshold: 0 }
  return take(line, 'cond:anomaly') ? { condition: 'anomaly' } : undefined
}

const shares: Record<string, number> = {
  half: 50,
  third: 33,
  quarter: 25,
  fifth: 20,
  tenth: 10,
  twothirds: 67,
  threequarters: 75,
}
const number = '(?<n>\\d+(?:[.,]\\d+)*)(?<k>k|m)?'
const limitWords = whole(
  `${alts('cond:below')}|(?:goes|go|gets|climbs|jumps|rises) (?:over|above|past|beyond)|above|exceeds?|uber \\d|supera|depasse|au dessus|por encima`,
)

/** "drops by a third", "doubles", "falls more than 20%": against the window before. */
function changeOf(line: Line): Condition | undefined {
  const double = has(line, 'amount:double') ? 100 : has(line, 'amount:triple') ? 200 : undefined
  const drop = find(line, 'cond:drops')
  const rise = find(line, 'cond:rises')
  if (double !== undefined && (rise !== undefined || !drop))
    return { condition: 'rises_by', threshold: double }
  const verb = drop && (!rise || drop.start <= rise.start || drop.end > rise.end) ? drop : rise
  if (!verb) return undefined
  const condition = verb === drop ? 'drops_by' : 'rises_by'
  const share = Object.keys(shares).find((name) => near(line, verb, `amount:${name}`))
  if (share !== undefined) return { condition, threshold: shares[share] ?? 50 }
  // German says the verb last: "um 30% fällt".
  const from = Math.max(0, verb.start - 24)
  const rest: Line = { ...line, clean: ' '.repeat(from) + line.clean.slice(from) }
  const percent = findPattern(rest, whole(`${number} ?(?:%|percent|prozent|por ciento|pour cent|pc)?`))
  const signed = findPattern(
    rest,
    new RegExp(`(?<![a-z0-9])${number} ?(?:%|percent|prozent|por ciento|pour cent|pc(?![a-z]))`, 'g'),
  )
  const limit = findPattern(rest, limitWords)
  if (limit && (!signed || limit.start < signed.start) && !/^(?:less|fewer|more)/.test(limit.text))
    return undefined
  const said =
    signed ??
    (/(?: by| um| de| en| un) *(?:more than |over |at least |mehr als |plus de |mas de )?$/.test(
      line.clean.slice(verb.start, percent?.start ?? verb.start),
    )
      ? percent
      : undefined)
  if (!said) return undefined
  blank(line, Math.min(verb.start, said.start), Math.max(verb.end, said.end))
  return { condition, threshold: amountOf(said) }
}

const near = (line: Line, verb: Match, key: string) => {
  const found = find(line, key)
  return found !== undefined && found.start >= verb.start - 24
}

/** The number after "goes over" or "below", in the metric's unit. */
function limitAfter(line: Line, key: string, metric: string | undefined): number | undefined {
  const measure = unitSource('minute', 'hour', 'day')
  for (const match of line.clean.matchAll(whole(alt(key)))) {
    const end = match.index + match[0].length
    const after = new RegExp(
      `^ *(?:more than |over |than |the |de |als |que |a |auf |los |las |les |la barre de |[€$£] ?|eur |usd )*(?:${number}|(?<words>${numberSource()})) ?(?:(?<unit>${measure})(?![a-z])(?<half> and a half)?|(?<s>s(?:ec(?:onds?)?)?(?![a-z]))|%|percent|€|euros?|eur)?`,
    ).exec(line.clean.slice(end))
    const groups = after?.groups
    if (!after || !groups) continue
    const said = groups['n'] === undefined ? readNumber(groups['words'] ?? '') : amountOf({ groups })
    if (!Number.isFinite(said) || (groups['n'] === undefined && groups['unit'] === undefined && said < 2))
      continue
    blank(line, match.index, end + after[0].length)
    const unit = groups['unit'] === undefined ? undefined : unitOf(groups['unit'])
    const count = said + (groups['half'] === undefined ? 0 : 0.5)
    if (unit && times.includes(metric ?? ''))
      return count * (unit === 'minute' ? 60 : unit === 'hour' ? 3600 : 86_400)
    return said
  }
  return undefined
}

/** 1,000 and 1.000 are a thousand; 2.5 and 2,5 are two and a half; 10k is ten thousand. */
function amountOf({ groups }: { groups: Record<string, string | undefined> }): number {
  const digits = groups['n'] ?? ''
  const plain = /^\d{1,3}(?:[.,]\d{3})+$/.test(digits)
    ? digits.replaceAll(/[.,]/g, '')
    : digits.replace(',', '.')
  return Number(plain) * (groups['k'] === 'k' ? 1000 : groups['k'] === 'm' ? 1_000_000 : 1)
}
