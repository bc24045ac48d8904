import { alt, alts, family, memo, whole } from '../lexicon/phrases.ts'
import { blank, find, findPattern, has, take, takePattern, type Line } from '../line.ts'
import { numberSource, readNumber } from '../time/numbers.ts'

export interface Breakdown {
  by?: string
  grain?: string
  top?: number
  order?: 'asc' | 'desc'
  /** The format that a superlative names: 'best reel'. */
  format?: string
}

const kinds = ['day_of_week', 'platform', 'account', 'format', 'hour', 'campaign', 'label', 'post'] as const
const formats = () => family('format')
const nounSource = memo(() => kinds.map((kind) => `(?<${kind}>${alt(`by:${kind}`)})`).join('|'))
const formatSource = memo(() =>
  formats()
    .map((format) => `(?<f_${format}>${alt(`format:${format}`)})`)
    .join('|'),
)

/** How the figures are split, ranked and cut; takes its words. */
export function takeBreakdown(line: Line): Breakdown {
  const ranked = takeTop(line)
  // German days are labels in English: "pro Tag".
  const daily = takePattern(line, whole('(?:pro|je) tag|tag fur tag')) && 'day'
  const split = takeBy(line)
  const grain = daily ?? takeGrain(line)
  const order = takeOrder(line)
  const by = ranked.by ?? split.by ?? (order && takeNoun(line))
  return {
    ...ranked,
    ...(by !== undefined && { by }),
    ...((split.grain ?? grain) !== undefined && { grain: split.grain ?? grain ?? '' }),
    ...(order && !ranked.order && { order }),
  }
}

function takeOrder(line: Line): 'asc' | 'desc' | undefined {
  if (take(line, 'order:asc')) return 'asc'
  return take(line, 'order:desc') ? 'desc' : undefined
}

function takeNoun(line: Line): string | undefined {
  const found = takePattern(line, whole(nounSource()))
  return found && kinds.find((kind) => found.groups[kind] !== undefined)
}

const and = '(?: and|,| &| und| y| et| x| \\+)+'

function takeBy(line: Line): { by?: string; grain?: string } {
  const grains = ['day', 'week', 'month'].map((unit) => `(?<g_${unit}>${alt(`unit:${unit}`)})`).join('|')
  const join = alt('join:by')
  const found =
    takePattern(
      line,
      whole(
        `${join} (?:the |la |el |le |les |de |den |unsere[mn]? |our )?(?:${nounSource()})(?:${and} (?:${join} )?(?:${grains}))?`,
      ),
    ) ??
    takePattern(line, whole(`${join} (?:the )?(?:${grains})${and} (?:${join} )?(?:${nounSource()})`)) ??
    takePattern(
      line,
      whole(`${alt('join:which')} (?:of (?:our|the) |unserer |de nuestras |de nos )?(?:${nounSource()})`),
    )
  if (!found) return {}
  const by = kinds.find((kind) => found.groups[kind] !== undefined)
  const grain = ['day', 'week', 'month'].find((unit) => found.groups[`g_${unit}`] !== undefined)
  return { ...(by && { by }), ...(grain && { grain }) }
}

function takeGrain(line: Line): string | undefined {
  return ['day', 'week', 'month'].find((unit) => take(line, `grain:${unit}`))
}

const superlative = () => `(?:(?<asc>${alt('top:asc')})|(?<desc>${alt('top:desc')}))`

/** "top 5 posts", "best hour", "which platform got the most", "los 3 mejores posts". */
function takeTop(line: Line): Breakdown {
  const time = take(line, 'best:time')
  if (time) return { by: 'hour', top: 1, order: 'desc' }
  return takeRankedNoun(line) ?? takeWhich(line) ?? {}
}

const gap =
  '(?: performing| engaging| successful| rated| of (?:our|the)| (?:our|the|de|des|der|unserer|nos|las|los|la|le|les|el|instagram|linkedin|facebook|tiktok|¦+))*'

function takeRankedNoun(line: Line): Breakdown | undefined {
  const number = `(?<n>${numberSource()})`
  const nouns = `(?:${nounSource()}|${formatSource()}|(?<days>days?|tage?n?|dias?|jours?)|(?<times>times?|zeiten|uhrzeit))`
  // "30 days most" is a period and a superlative, not a ranking of days.
  const things = `(?:${nounSource().replace(/\(\?<(?:day_of_week|hour)>.*?\)\|(?=\(\?<)/g, '')}|${formatSource()})`
  const forms = [
    `${superlative()} ${number}${gap} ${nouns}`,
    `${number} ${superlative()}${gap} ${nouns}`,
    `${superlative()}${gap} ${nouns}`,
    `${number} ${things} (?:con |avec |mit |with )?(?:the |el |la |los |les |le |den |dem )?(?:mas |plus )?${superlative()}`,
    `${things} (?:con |avec |mit |with )?(?:the |el |la |los |les |le |den |dem )?${superlative()}`,
    `${superlative()} ${number}`,
  ]
  for (const form of forms) {
    const found = findPattern(line, whole(form))
    if (
      !found ||
      /^(?:mas|plus|more|mehr|less|weniger|menos|moins)$/.test(
        (found.groups['asc'] ?? found.groups['desc'] ?? '').trim(),
      ) ||
      precededByWhich(line, found.start, found.text)
    )
      continue
    blank(line, found.start, found.end)
    const format = formats().find((each) => found.groups[`f_${each}`] !== undefined)
    const kind = kinds.find((each) => found.groups[each] !== undefined)
    const by = format
      ? 'post'
      : found.groups['days'] !== undefined
        ? 'day_of_week'
        : found.groups['times'] !== undefined
          ? 'hour'
          : (kind ?? 'post')
    const noun = format
      ? found.groups[`f_${format}`]
      : kind
        ? found.groups[kind]
        : (found.groups['days'] ?? found.groups['times'])
    const said = readNumber(found.groups['n'] ?? '')
    const top =
      Number.isInteger(said) && said > 0 ? said : noun !== undefined && isPlural(noun) ? undefined : 1
    return {
      by,
      order: found.groups['asc'] === undefined ? 'desc' : 'asc',
      ...(top !== undefined && { top }),
      ...(format && { format }),
    }
  }
  return undefined
}

/** 'which posts got the most': the question word says what is ranked, not the words beside 'most'. */
const precededByWhich = (line: Line, start: number, text: string) =>
  /^(?:most|least|more|fewest|highest|lowest|meisten|mas|plus|wenigsten)/.test(text) &&
  findPattern({ ...line, clean: line.clean.slice(0, start) }, whole(`${alt('join:which')} [a-z¦ ]+`)) !==
    undefined

const plurals =
  /(?:s|x)$|^(?:beitrage[n]?|plattformen|konten|kanale[n]?|formate[n]?|kampagnen|stunden|wochentage[n]?|tage[n]?|bilder|seiten|profile|uhrzeiten|netzwerke|karusselle)$/
const isPlural = (noun: string) => plurals.test(noun) && !/^(?:dow|business|socials)$/.test(noun)

/** "which platform got the most clicks": one is wanted; "which platforms": all, in order. */
function takeWhich(line: Line): Breakdown | undefined {
  const found = findPattern(
    line,
    whole(
      `${alt('join:which')} (?:one )?(?:of (?:our|the) |unserer |de nuestr[ao]s |de nos |single )?(?:${nounSource()}|${formatSource()}|(?<days>days?|tage?n?|dias?|jours?|tag)|(?<times>times?|uhrzeit))`,
    ),
  )
  if (!found) return undefined
  const rank = rankOf(line)
  blank(line, found.start, found.end)
  const format = formats().find((each) => found.groups[`f_${each}`] !== undefined)
  const kind = kinds.find((each) => found.groups[each] !== undefined)
  const by = format
    ? 'post'
    : found.groups['days'] !== undefined
      ? 'day_of_week'
      : found.groups['times'] !== undefined
        ? 'hour'
        : kind
  const noun = format ? found.groups[`f_${format}`] : kind ? found.groups[kind] : found.groups['days']
  if (by === undefined) return undefined
  const plural = noun !== undefined && isPlural(noun)
  return { by, ...(rank && { order: rank, ...(!plural && { top: 1 }) }), ...(format && { format }) }
}

function rankOf(line: Line): 'asc' | 'desc' | undefined {
  const asc = find(line, 'top:asc')
  const desc = find(line, 'top:desc')
  const first = asc && (!desc || asc.start <= desc.start) ? asc : desc
  if (first) blank(line, first.start, first.end)
  return first === undefined ? undefined : first === asc ? 'asc' : 'desc'
}

export const hasRank = (line: Line) => has(line, 'top:asc') || has(line, 'top:desc')
export const byNouns = () => alts(...kinds.map((kind) => `by:${kind}`))
