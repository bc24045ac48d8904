import type { Command } from '#contracts/command.ts'
import { catalogue } from '#features/metrics/index.ts'
import type { Ctx } from '#kernel/app.ts'

export const firstStep = 'Looking it up…'
export const lastStep = 'Putting it into words…'

const most = 3

/**
 * What a call of the model does, in our words: of its arguments only those are said that name something we know, so
 * that nothing which it made up is shown.
 */
export function stepWords(ctx: Ctx, command: Command, args: Record<string, string>): string {
  const metrics = named(args['metrics'], (id) => nameOfMetric(id))
  if (metrics.length === 0) return `Looking: ${command.summary.replace(/[.:].*$/, '')}…`
  const platforms = named(args['platform'], (id) => ctx.connectors.get(id)?.name)
  return `Looking up ${metrics.join(', ')}${platforms.length > 0 ? ` of ${platforms.join(', ')}` : ''}…`
}

const nameOfMetric = (id: string): string | undefined =>
  [...catalogue.values()].find((metric) => metric.id === id)?.name.toLowerCase()

const named = (text: string | undefined, nameOf: (id: string) => string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .flatMap((id) => nameOf(id.trim()) ?? [])
    .slice(0, most)
