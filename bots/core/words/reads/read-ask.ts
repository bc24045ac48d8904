import { openings } from '../lexicon/openings.ts'
import { Temporal } from 'temporal-polyfill'
import { alt, whole } from '../lexicon/phrases.ts'
import { recognise } from '../ask/compare.ts'
import type { Filters } from '../ask/filters.ts'
import { asksSomething, saysFigure, takeParts, type Parts } from '../ask/parts.ts'
import { copy, findPattern, has, leftWords, type Line } from '../line.ts'
import { act, present, refuse, type Args, type World } from '../meaning.ts'
import { fillers, type Reader, type Scene } from '../scene.ts'
import { isBefore } from '../time/dates.ts'
import type { Period } from '../time/periods.ts'
import { followUp } from '../ask/follow-up.ts'

export const readAsk: Reader = (scene) => {
  const line = copy(scene.line)
  const parts = takeParts(scene, line)
  const before = inheritedAsk(scene)
  if (before && isFollowUp(scene, parts)) return followUp(scene, before)
  if (parts.refused === 'unknown_account' && (saysFigure(parts) || asksSomething(scene.line)))
    return refuse(parts.refused)
  if (parts.unknownMetric && (parts.metrics.length === 0 || asksSomething(scene.line)))
    return refuse('unknown_metric')
  if (parts.refused && (saysFigure(parts) || asksSomething(scene.line))) return refuse(parts.refused)
  if (!saysFigure(parts)) return strangeFigure(scene, line, parts) ? refuse('unknown_metric') : undefined
  if (parts.metrics.length === 0 && !onTopic(scene, parts, line)) return undefined
  return act('ask', askArgs(scene.world, parts))
}

export function askArgs(world: World, parts: Parts): Args {
  const metrics = parts.metrics.length > 0 ? parts.metrics : ['engagements']
  const period = parts.period ?? defaultPeriod(world, parts.filters, metrics)
  return present({
    metrics,
    by: parts.by,
    grain: parts.grain,
    period: { from: period.from.toString(), to: period.to.toString() },
    compare: parts.compare,
    filters: Object.keys(parts.filters).length > 0 ? parts.filters : undefined,
    top: parts.top,
    order: parts.order,
  })
}

/** A campaign's own dates, a post's since it went out, followers as of today, else the last 30 days. */
export function defaultPeriod(
  world: World,
  filters: Filters,
  metrics: readonly string[],
): Pick<Period, 'from' | 'to'> {
  const today = world.now.toPlainDate()
  const campaign = world.campaigns.find(({ id }) => id === filters.campaign)
  if (campaign) {
    const end = Temporal.PlainDate.from(campaign.to)
    const start = Temporal.PlainDate.from(campaign.from)
    return { from: start, to: isBefore(end, today) || isBefore(today, start) ? end : today }
  }
  const post = world.posts.find(({ id }) => id === filters.post)
  if (post?.at !== undefined) {
    const out = Temporal.ZonedDateTime.from(post.at).withTimeZone(world.now.timeZoneId).toPlainDate()
    if (!isBefore(today, out)) return { from: out, to: today }
  }
  if (metrics[0] === 'followers') return { from: today, to: today }
  return { from: today.subtract({ days: 30 }), to: today.subtract({ days: 1 }) }
}

/** "how did it go" may be about anything; of posts, places, formats or a time it is about figures. */
function onTopic(scene: Scene, parts: Parts, line: Line): boolean {
  const named = Object.keys(parts.filters).length > 0 || parts.period !== undefined || parts.by !== undefined
  if (!named)
    return (
      has(scene.line, 'by:post') &&
      leftWords({ ...line, clean: line.clean.replaceAll(fillers, ' ') }).length < 6
    )
  return asksSomething(scene.line) || parts.by !== undefined || has(scene.line, 'perform')
}

/** A question about our own "… rate" or "… score" that no catalogue has. */
function strangeFigure(scene: Scene, line: Line, parts: Parts): boolean {
  if (!asksSomething(scene.line)) return false
  const figure = whole(
    '[a-z]+ (?:rate|score|index|ratio|ranking|quote)|[a-z]+(?:rate|quote)|(?:tasa|indice|taux|indice|puntuacion) (?:de |d )?[a-z]+',
  )
  if (findPattern(line, figure)) return true
  const ours = whole(
    `(?:whats|what is|what was|what were|how (?:high|big|much|good) (?:is|was|are)|show me|wie (?:hoch|gross|gut) (?:ist|war|sind)|cual (?:es|fue)|quel(?:le)? (?:est|etait)|combien vaut) (?:our|the|unsere?[nrm]?|die|der|das|nuestr[oa]s?|la|el|notre|nos|le)`,
  )
  return (
    findPattern(scene.line, ours) !== undefined &&
    (parts.period !== undefined || Object.keys(parts.filters).length > 0)
  )
}

interface Before {
  args: Args
  period: Period | undefined
}

/** The question before in the thread, if one was asked. */
export function inheritedAsk(scene: Scene): Before | undefined {
  const before = scene.said.context
  if (before?.kind !== 'command') return undefined
  const args = before.command === 'ask' ? before.args : undefined
  if (!args) return undefined
  return { args, period: periodOf(args['period'], scene.world.now.toPlainDate()) }
}

function periodOf(value: unknown, today: Temporal.PlainDate): Period | undefined {
  if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value)) return undefined
  const { from, to } = value
  if (typeof from !== 'string' || typeof to !== 'string') return undefined
  return recognise(Temporal.PlainDate.from(from), Temporal.PlainDate.from(to), today)
}

const connector = whole(`^[ ,¿]*(?:${openings.afterthought}|${alt('drop')}|${alt('also')})`)
const refersBack = whole(
  'it|that|those|these|them|davon|das|dasselbe|eso|esto|lo mismo|ca|cela|ceux|celles|dafur|dazu',
)

/** A question that stands on its own names a figure and a time, and does not begin like an afterthought. */
function isFollowUp(scene: Scene, parts: Parts): boolean {
  if (findPattern(scene.line, connector) || parts.metrics.length === 0) return true
  if (findPattern(scene.line, refersBack)) return true
  if (!asksSomething(scene.line)) return true
  const interrogates = findPattern(
    scene.line,
    whole('^[ ,¿]*(?:how|what|whats|which|wie|welche[rsnm]?|cuant[oa]s?|cual|que|combien|quel(?:le)?s?)'),
  )
  return !interrogates && parts.period === undefined
}
