import { Temporal } from 'temporal-polyfill'
import { takeParts } from '../ask/parts.ts'
import { whole } from '../lexicon/phrases.ts'
import { copy, findPattern, has, type Line } from '../line.ts'
import { act, refuse } from '../meaning.ts'
import type { Reader } from '../scene.ts'
import { comingPeriod } from '../time/coming.ts'
import { isBefore } from '../time/dates.ts'
import type { Today } from '../time/period.ts'
import { todayOf } from '../time/periods.ts'

/** Far enough to plan by, near enough to be worth something. */
const usualDays = 28

/**
 * How a figure may go on: asked for by that word, or as a development that is to come. What asks for a certainty
 * ("how many will we have") is refused elsewhere.
 */
export const readForecast: Reader = (scene) => {
  const { world, lang } = scene
  const isNamed = has(scene.line, 'do:forecast')
  if (!isNamed && !has(scene.line, 'do:develops')) return undefined
  const until = comingEnd(copy(scene.line), todayOf(world.now, lang))
  if (!isNamed && !until) return undefined
  const parts = takeParts(scene, copy(scene.line))
  const [metric] = parts.metrics
  if (parts.unknownMetric && metric === undefined) return refuse('unknown_metric')
  if (metric === undefined) return undefined
  if (parts.refused) return refuse(parts.refused)
  const end = until ?? world.now.toPlainDate().add({ days: usualDays })
  const { campaign: _c, post: _p, ...filters } = parts.filters
  return act('forecast', {
    metric,
    until: end.toString(),
    grain: parts.grain === 'day' || parts.grain === 'week' ? parts.grain : undefined,
    filters: Object.keys(filters).length > 0 ? filters : undefined,
  })
}

function comingEnd(line: Line, today: Today): Temporal.PlainDate | undefined {
  const quarter = Number(findPattern(line, whole('[qt](?<n>[1-4])'))?.groups['n'] ?? 0)
  if (quarter > 0) {
    const end = (year: number) =>
      Temporal.PlainDate.from({ year, month: quarter * 3, day: 1 })
        .add({ months: 1 })
        .subtract({ days: 1 })
    const here = end(today.today.year)
    return isBefore(today.today, here) ? here : end(today.today.year + 1)
  }
  const to = comingPeriod(line, today)?.to
  return to && isBefore(today.today, to) ? to : undefined
}
