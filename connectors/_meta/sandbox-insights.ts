import { dayAudience, followersAfter } from '../_sandbox/made-up.ts'
import { dayAfter, dayEndingAt, pacificDay, startOfPacificDay } from './pacific.ts'
import { graphError } from './sandbox-errors.ts'
import type { MetaWorld } from './sandbox-world.ts'

/** What is asked of the edge `insights`. */
export interface InsightsCall {
  world: MetaWorld
  account: string
  /** The object that is asked. */
  node: string
  params: Record<string, string>
}

export const metricsOf = ({ params }: InsightsCall): string[] =>
  (params['metric'] ?? '').split(',').filter((name) => name !== '')

/** One name that is not known, or that was ordered to be refused, fails the whole call. */
export function refuseMetric(call: InsightsCall, known: readonly string[]): Response | undefined {
  const names = metricsOf(call)
  const { world, account } = call
  if (names.length === 0)
    return graphError(3001, 'No metric was specified to be fetched.', { subcode: 1504028 })
  const at = names.findIndex((name) => !known.includes(name))
  const ordered = world.faults.refused(account, names)
  if (at < 0 && ordered === undefined) return undefined
  return world.flavour === 'instagram'
    ? graphError(100, `metric[${Math.max(0, at)}] must be one of the following values: ${known.join(', ')}`)
    : graphError(100, 'The value must be a valid insights metric')
}

export const lifetime = ({ node }: InsightsCall, values: ReadonlyArray<[string, number]>): Response =>
  Response.json({
    data: values.map(([name, value]) => ({
      name,
      period: 'lifetime',
      values: [{ value }],
      title: name,
      id: `${node}/insights/${name}/lifetime`,
    })),
  })

/** Unix seconds, or a date: midnight of Meta's home. */
export function momentOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  return /^\d+$/.test(text) ? new Date(Number(text) * 1000) : startOfPacificDay(text)
}

/** Days that begin within a range, and the part of each that is over. The future has none. */
export function daysWithin(since: Date, until: Date, now: Date): Array<{ day: string; part: number }> {
  const days: Array<{ day: string; part: number }> = []
  for (let day = pacificDay(since); startOfPacificDay(day) < until; day = dayAfter(day)) {
    const [start, end] = [startOfPacificDay(day).getTime(), startOfPacificDay(dayAfter(day)).getTime()]
    if (start < since.getTime() || start >= now.getTime()) continue
    days.push({ day, part: Math.min(1, (now.getTime() - start) / (end - start)) })
  }
  return days
}

/** What was set for the account on this day, or made up. */
export function ofDay({ world, account }: InsightsCall, name: string, day: string, part: number): number {
  const set = world.figures.get(account, name, { day })
  if (set !== undefined) return set
  const { views, reach, gained, lost } = dayAudience(account, day, part)
  if (name.endsWith('unfollows_unique')) return lost
  if (name.endsWith('follows_unique')) return gained
  return name === 'reach' || name.endsWith('view_unique') ? reach : views
}

/** The level as it is now: of the last day that is over, so that days and level agree. */
export function followersNow(world: MetaWorld, account: string): number {
  const over = dayEndingAt(startOfPacificDay(pacificDay(world.options.clock.now())).toISOString())
  return world.figures.get(account, 'followers_count') ?? followersAfter(account, over)
}
