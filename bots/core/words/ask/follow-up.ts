import { openings } from '../lexicon/openings.ts'
import { findPattern, has, take, type Line } from '../line.ts'
import { whole } from '../lexicon/phrases.ts'
import { act, present, refuse, type Args, type Meaning } from '../meaning.ts'
import { copy } from '../line.ts'
import type { Scene } from '../scene.ts'
import { takeParts, type Parts } from './parts.ts'
import type { Period } from '../time/periods.ts'

/** What is named replaces what was asked before; all else stays. */
export function followUp(
  scene: Scene,
  before: { args: Args; period: Period | undefined },
): Meaning | undefined {
  const line = copy(scene.line)
  // "now csat too": 'now' begins the afterthought and is no time.
  line.clean = line.clean.replace(/^[ ,]*(?:and |ok |so )*(?:now|jetzt|ahora|maintenant)\b/, (lead) =>
    ' '.repeat(lead.length),
  )
  const everywhere = has(line, 'allPlatforms')
  const dropped = takeDropped(line, before.args)
  const probe = copy(line)
  const parts = takeParts(scene, line, before.period)
  if (parts.refused) return refuse(parts.refused)
  if (parts.unknownMetric && parts.metrics.length === 0) return refuse('unknown_metric')
  if (!dropped && !changes(parts) && !everywhere) return undefined
  const args = merged(dropped ?? before.args, parts, probe)
  return act('ask', everywhere ? withoutPlaces(args) : args)
}

const changes = ({ metrics, by, grain, period, compare, filters, top, order }: Parts) =>
  metrics.length > 0 ||
  Object.keys(filters).length > 0 ||
  [by, grain, period, compare, top, order].some((part) => part !== undefined)

export function merged(before: Args, parts: Parts, line: Line): Args {
  const old = listOf(before['metrics'])
  const adds = has(line, 'also') || findPattern(line, whole('^[ ,]*(?:add|plus|include)')) !== undefined
  const metrics =
    parts.metrics.length === 0 ? old : adds ? [...new Set([...old, ...parts.metrics])] : parts.metrics
  return present({
    ...before,
    metrics,
    by: parts.by ?? before['by'],
    grain: parts.grain ?? before['grain'],
    period: parts.period
      ? { from: parts.period.from.toString(), to: parts.period.to.toString() }
      : before['period'],
    compare: parts.compare ?? before['compare'],
    filters: mergedFilters(before['filters'], parts),
    top: parts.top ?? before['top'],
    order: parts.order ?? before['order'],
  })
}

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []

/** "on all platforms" takes the platform or account away. */
function withoutPlaces(args: Args): Args {
  const { platform: _, account: __, ...rest } = filtersOf(args)
  return present({ ...args, filters: Object.keys(rest).length > 0 ? rest : undefined })
}

const filtersOf = (args: Args): Args =>
  typeof args['filters'] === 'object' && args['filters'] !== null ? { ...args['filters'] } : {}

/** A platform displaces an account and the other way round. */
function mergedFilters(before: unknown, { filters }: Parts): Args | undefined {
  const kept: Args = { ...(typeof before === 'object' && before !== null ? before : {}) }
  if (filters.platform !== undefined) delete kept['account']
  if (filters.account !== undefined) delete kept['platform']
  const all = { ...kept, ...filters }
  return Object.keys(all).length > 0 ? all : undefined
}

/** "drop the comparison", "without reels": what is taken out; nothing when nothing is. */
function takeDropped(line: Line, before: Args): Args | undefined {
  const word = findPattern(line, whole(`(?:drop|${openings.dropping})`))
  if (!word) return undefined
  const rest: Line = { ...line, clean: ' '.repeat(word.end) + line.clean.slice(word.end) }
  const args: Args = { ...before }
  const names: [string, string[]][] = [
    ['compare', ['drop:compare']],
    ['grain', ['unit:day', 'unit:week', 'unit:month', 'grain:day', 'grain:week', 'grain:month']],
    [
      'by',
      [
        'drop:by',
        ...['platform', 'account', 'format', 'day_of_week', 'hour', 'campaign', 'label', 'post'].map(
          (kind) => `by:${kind}`,
        ),
      ],
    ],
    ['top', ['drop:top']],
    ['filters', ['drop:filters']],
  ]
  let changed = false
  for (const [name, keys] of names)
    if (name in args && keys.some((key) => has(rest, key))) {
      delete args[name]
      changed = true
    }
  const fine = dropValues(rest, args)
  if (!changed && !fine) return undefined
  line.clean = line.clean.slice(0, word.start) + ' '.repeat(Math.max(0, line.clean.length - word.start))
  take(line, 'also')
  return args
}

/** A metric or a filter that is named goes. */
function dropValues(rest: Line, args: Args): boolean {
  const metrics = listOf(args['metrics'])
  const kept = metrics.filter((metric) => !has(rest, `metric:${metric}`))
  const filters =
    typeof args['filters'] === 'object' && args['filters'] !== null ? { ...args['filters'] } : {}
  const left = Object.fromEntries(
    Object.entries(filters).filter(
      ([kind, value]) =>
        !has(rest, `by:${kind}`) && !(typeof value === 'string' && has(rest, `${kind}:${value}`)),
    ),
  )
  const changed =
    (kept.length > 0 && kept.length < metrics.length) ||
    Object.keys(left).length < Object.keys(filters).length
  if (kept.length > 0) args['metrics'] = kept
  if (Object.keys(left).length > 0) args['filters'] = left
  else delete args['filters']
  return changed
}
