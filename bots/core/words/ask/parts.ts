import { openings } from '../lexicon/openings.ts'
import { Temporal } from 'temporal-polyfill'
import { whole } from '../lexicon/phrases.ts'
import { blank, findAll, findPattern, has, take, type Line } from '../line.ts'
import type { Scene } from '../scene.ts'
import { findPeriod, todayOf, type Period } from '../time/periods.ts'
import { takeBreakdown, type Breakdown } from './breakdown.ts'
import { takeBefore, takeCompare, type Compare } from './compare.ts'
import { one, takeFormats, takeNames, type FilterRead, type Filters } from './filters.ts'
import { takeMetrics } from './metrics.ts'

/** What a question says, before what it leaves out is added. */
export interface Parts extends Omit<Breakdown, 'format'> {
  metrics: string[]
  unknownMetric: boolean
  refused?: FilterRead['refused']
  period?: Period
  compare?: Compare
  filters: Filters
  /** 'how did it do', 'performance': asks without a figure. */
  performs: boolean
}

export function takeParts(scene: Scene, line: Line, inherited?: Period): Parts {
  const nouns = renamePlatformNouns(line)
  const names = takeNames(scene, line)
  const { metrics, unknown, loose } = takeMetrics(line, scene.world)
  const breakdown = takeBreakdown(line)
  const today = todayOf(scene.world.now, scene.lang)
  const before =
    inherited &&
    !/\b(?:vs|versus|against|compared?|gegen|vergleich|frente|comparado|rapport|contra|contre)\b/.test(
      line.clean,
    )
      ? takeBefore(line, today, inherited)
      : undefined
  const compared = takeCompare(line, today, inherited)
  const found = before ? undefined : findPeriod(line, today)
  if (found) blank(line, found.start, found.end)
  const period = before ?? compared.period ?? found?.period ?? sinceCampaign(scene, line, names.filters)
  const performs = has(line, 'perform')
  const formats = [...new Set([...(breakdown.format ? [breakdown.format] : []), ...takeFormats(line)])]
  for (const { start, end } of loose) blank(line, start, end)
  const platforms = [...new Set([names.filters.platform ?? [], nouns].flat())]
  const filters: Filters = {
    ...names.filters,
    ...(platforms.length > 0 && { platform: one(platforms) ?? [] }),
    ...(formats.length > 0 && { format: one(formats) ?? [] }),
  }
  const versus = comparesValues(line) ? severalOf(filters) : undefined
  return {
    metrics,
    unknownMetric: unknown,
    ...(names.refused && { refused: names.refused }),
    ...splitOf(breakdown, versus),
    ...(period && { period }),
    ...(compared.compare && { compare: compared.compare }),
    filters,
    performs: performs || versus !== undefined,
  }
}

/** "since the launch campaign started": past its end as well. */
function sinceCampaign({ world }: Scene, line: Line, filters: Filters): Period | undefined {
  const campaign = world.campaigns.find(({ id }) => id === filters.campaign)
  if (!campaign || !has(line, 'rel:since')) return undefined
  const from = Temporal.PlainDate.from(campaign.from)
  return Temporal.PlainDate.compare(from, world.now.toPlainDate()) < 0
    ? { from, to: world.now.toPlainDate(), toDate: true }
    : undefined
}

/** Values that are set against each other are the split; then no first is picked. */
function splitOf({ by, grain, top, order }: Breakdown, versus: string | undefined) {
  const split = versus ?? by
  return {
    ...(split !== undefined && { by: split }),
    ...(grain !== undefined && { grain }),
    ...(versus === undefined && top !== undefined && { top }),
    ...(versus === undefined && order !== undefined && { order }),
  }
}

/** A tweet is a post on X; a retweet is a share there. */
function renamePlatformNouns(line: Line): string[] {
  const platforms: string[] = []
  for (const found of findAll(line, ['alsoPlatform:x', 'alsoPlatform:tiktok'], 'tight')) {
    platforms.push(found.key.replace('alsoPlatform:', ''))
    const noun = found.text.startsWith('re') ? 'shares' : found.text.endsWith('s') ? 'posts' : 'post'
    const padded = noun.padEnd(found.end - found.start, ' ').slice(0, found.end - found.start)
    line.clean = line.clean.slice(0, found.start) + padded + line.clean.slice(found.end)
  }
  return platforms
}

const versusWords = whole(
  'or|vs|versus|against|oder|gegen|o|ou|contra|contre|frente a|face a|face aux|compared (?:to|with)|than|as opposed to|verglichen mit|im vergleich zu',
)

/** "reels or carousels": the word stands between two names that have been taken. */
function comparesValues(line: Line): boolean {
  if (take(line, 'join:compareLead')) return true
  for (const match of line.clean.matchAll(versusWords)) {
    const before = line.clean.slice(Math.max(0, match.index - 24), match.index)
    const after = line.clean.slice(match.index + match[0].length, match.index + match[0].length + 24)
    if (before.includes('¦') && after.includes('¦')) return true
  }
  return false
}

const severalOf = (filters: Filters) =>
  (['format', 'platform', 'account', 'campaign', 'label', 'post'] as const).find((kind) =>
    Array.isArray(filters[kind]),
  )

/** Nothing of a question: no figure, no ranking, no 'how did it do'. */
export const saysFigure = (parts: Parts) =>
  parts.metrics.length > 0 || parts.performs || parts.top !== undefined || parts.order !== undefined

const interrogative = whole(`^[ ,¿¦]*(?:and |und |y |et |so |ok |but )?${openings.question}`)

export const asksSomething = (line: Line) =>
  findPattern(line, interrogative) !== undefined || line.raw.trimEnd().endsWith('?')
