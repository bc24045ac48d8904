import { z } from 'zod'
import type { ConnectorIo } from '#contracts/connector.ts'
import { vendorCount } from '../_figures/vendor-count.ts'
import { callGraph, type Graph } from './graph.ts'

/**
 * What the edge `insights` answers, for posts, media and accounts alike. What does not exist or is not ready comes
 * as an empty list, or with an empty value. Source: Meta's Insights reference (InsightsResult), v25.0.
 */
const insights = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      period: z.string().optional(),
      values: z.array(z.object({ value: vendorCount, end_time: z.string().optional() })).optional(),
      total_value: z.object({ value: vendorCount }).optional(),
    }),
  ),
})
export type Insight = z.infer<typeof insights>['data'][number]

export async function askInsights(
  io: Pick<ConnectorIo, 'http' | 'trust' | 'clock'>,
  graph: Graph,
  node: string,
  query: { metric: string; [name: string]: string },
): Promise<Insight[]> {
  const { data } = await callGraph(io, graph, `${node}/insights`, { query, schema: insights })
  return data
}

/** What a post gathered over its life. The same metric may come again per day: that is not the sum. */
export function lifetimeOf(data: readonly Insight[], raw: string): number | undefined {
  const found = data.find(({ name, period }) => name === raw && (period ?? 'lifetime') === 'lifetime')
  return found && totalOf(found)
}

/** Some metrics come as a total, some as the only value of a list. */
export const totalOf = ({ total_value: total, values }: Insight): number | undefined =>
  total?.value ?? values?.[0]?.value
