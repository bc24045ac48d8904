import { Temporal } from 'temporal-polyfill'
import { takePlace } from '../ask/place.ts'
import { saysFigure, takeParts, type Parts } from '../ask/parts.ts'
import { merged } from '../ask/follow-up.ts'
import { isAll, alt, family } from '../lexicon/phrases.ts'
import { copy, has, take, type Line } from '../line.ts'
import { act, clarify, present, refuse, type Args, type Meaning } from '../meaning.ts'
import { takePosts } from '../refs/posts.ts'
import type { Reader, Scene } from '../scene.ts'
import type { Recurrence } from '../time/recurrence.ts'
import { unitToDate, wholeUnits } from '../time/periods.ts'
import { resolveWhen, takeWhen, type When } from '../time/when.ts'
import { inheritedAsk } from './read-ask.ts'

/** A question or a report, asked anew by a rule. */
export const readReport: Reader = (scene) => {
  const line = copy(scene.line)
  const place = takePlace(scene.world, line)
  const template = takeTemplate(line)
  const when = takeWhen(line, scene.world.now, scene.lang)
  const rule = when.rule ?? weeklyOn(scene, when, template)
  if (!rule && !(template && has(scene.line, 'do:send') && when.time)) return undefined
  // "clicks every day last week" splits by day; a report has an hour, a place or a verb that sends it.
  if (!when.time && !template && !has(scene.line, 'do:send')) return undefined
  const before = inheritedAsk(scene)
  const parts = takeParts(scene, copy(line), before?.period)
  if (!template && !isReport(scene, parts, before !== undefined)) return undefined
  if (!template && before === undefined && isPost(scene)) return undefined
  if ('refused' in place) return refuse(place.refused)
  if ('several' in place) return clarify('member', { command: 'report.schedule' })
  if (!template && parts.refused) return refuse(parts.refused)
  if (!template && parts.unknownMetric && parts.metrics.length === 0) return refuse('unknown_metric')
  const about: Args = template ? { report: template } : { ask: askOf(scene, parts, rule, before?.args, line) }
  const instant = resolveWhen({ ...when, ...(rule && { rule }) }, scene.world.now)
  const args = { ...about, place: place.place }
  return instant !== 'unclear' && 'rrule' in instant
    ? act('report.schedule', { ...args, rrule: instant.rrule })
    : clarify('at', { command: 'report.schedule', args })
}

function takeTemplate(line: Line): string | undefined {
  return family('report').find((name) => take(line, `report:${name}`))
}

/** "weekly social report friday 4pm": the report's name says that it comes each week. */
function weeklyOn(scene: Scene, when: When, template: string | undefined): Recurrence | undefined {
  const weekly = template === 'weekly_social' || has(scene.line, 'freq:week')
  const date = when.day?.date
  if (!template || !weekly || !date || !when.day?.ifPassed) return undefined
  return {
    freq: 'WEEKLY',
    interval: 1,
    byDay: [['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][date.dayOfWeek - 1] ?? 'MO'],
  }
}

function isReport(scene: Scene, parts: Parts, follows: boolean): boolean {
  if (follows) return has(scene.line, 'do:send') || has(scene.line, 'this')
  return saysFigure(parts) || parts.unknownMetric
}

/** A post that is to go out again and again is no report. */
function isPost(scene: Scene): boolean {
  const ref = takePosts({ ...scene, said: { text: scene.said.text } }, copy(scene.line))
  return ref.kind === 'posts' && ref.by === 'number'
}

/** The question with its period by name, since its dates move. */
function askOf(
  scene: Scene,
  parts: Parts,
  rule: Recurrence | undefined,
  before: Args | undefined,
  line: Line,
): Args {
  const ask = before ? merged(before, parts, line) : ownAsk(parts)
  const said = parts.period?.rolling ?? rollingOf(ask['period'], scene.world.now.toPlainDate())
  return present({ ...ask, period: said ?? periodFor(rule) })
}

const ownAsk = (parts: Parts): Args =>
  present({
    metrics: parts.metrics.length > 0 ? parts.metrics : ['engagements'],
    by: parts.by,
    grain: parts.grain,
    period: parts.period && { from: parts.period.from.toString(), to: parts.period.to.toString() },
    compare: parts.compare,
    filters: Object.keys(parts.filters).length > 0 ? parts.filters : undefined,
    top: parts.top,
    order: parts.order,
  })

function periodFor(rule: Recurrence | undefined): string {
  if (rule?.freq === 'MONTHLY') return rule.interval === 3 ? 'last_quarter' : 'last_month'
  if (rule?.freq === 'DAILY' || (rule?.byDay?.length ?? 0) === 5) return 'yesterday'
  return 'last_week'
}

/** The name that dates have seen from today, if they have one. */
export function rollingOf(period: unknown, today: Temporal.PlainDate): string | undefined {
  if (typeof period !== 'object' || period === null || !('from' in period) || !('to' in period))
    return undefined
  const days = (count: number) => ({ from: today.subtract({ days: count }), to: today.subtract({ days: 1 }) })
  const names: [string, { from: Temporal.PlainDate; to: Temporal.PlainDate }][] = [
    ['yesterday', days(1)],
    ['last_week', wholeUnits('week', today, 1)],
    ['last_month', wholeUnits('month', today, 1)],
    ['last_quarter', wholeUnits('quarter', today, 1)],
    ['this_week', unitToDate('week', today)],
    ['this_month', unitToDate('month', today)],
    ['this_quarter', unitToDate('quarter', today)],
    ...([7, 14, 28, 30] as const).map(
      (count): [string, { from: Temporal.PlainDate; to: Temporal.PlainDate }] => [
        `last_${count}_days`,
        days(count),
      ],
    ),
  ]
  return names.find(([, { from, to }]) => from.toString() === period.from && to.toString() === period.to)?.[0]
}

/** "make it 9:00", "to #growth instead": the report before, changed. */
export function readReportAgain(scene: Scene): Meaning | undefined {
  const before = scene.said.context
  if (before?.kind !== 'command' || before.command !== 'report.schedule') return undefined
  const line = copy(scene.line)
  const place = takePlace(scene.world, line)
  const when = takeWhen(line, scene.world.now, scene.lang)
  const rule = changedRule(scene, when, before.args['rrule'])
  const moved = 'place' in place && (place.place !== 'here' || isAll(alt('here'), scene.line.clean))
  if (!moved && rule === undefined) return undefined
  return act('report.schedule', {
    ...before.args,
    ...(moved && { place: place.place }),
    ...(rule !== undefined && { rrule: rule }),
  })
}

function changedRule(scene: Scene, when: When, old: unknown): string | undefined {
  if (when.time === 'unclear' || typeof old !== 'string') return undefined
  if (when.rule) {
    const clock = /T(\d\d)(\d\d)/.exec(old)
    const time =
      when.time ?? Temporal.PlainTime.from({ hour: Number(clock?.[1] ?? 9), minute: Number(clock?.[2] ?? 0) })
    const instant = resolveWhen({ ...when, time }, scene.world.now)
    return instant !== 'unclear' && 'rrule' in instant ? instant.rrule : undefined
  }
  return (
    when.time &&
    old.replace(/T\d{6}/, `T${when.time.toString({ smallestUnit: 'second' }).replaceAll(':', '')}`)
  )
}
