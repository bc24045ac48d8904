import type { Ctx } from '#kernel/app.ts'
import { invalid } from '#kernel/errors.ts'
import { catalogue } from '../catalogue.ts'
import type { Metric } from '../catalogue.ts'
import type { MetricId } from '../schema.ts'
import { ownPrefix, resolveFormula } from './resolve-formula.ts'
import type { OwnMetric } from './resolve-formula.ts'
import '../tables.ts'

/** An organisation has so many of its own at most; all of them are read at once. */
export const mostOwn = 200

/** The metrics of these ids, in their order: of the catalogue or the organisation's own. */
export async function metricsOf(ctx: Ctx, ids: readonly MetricId[]): Promise<Metric[]> {
  const own = ids.some((id) => id.startsWith(ownPrefix))
    ? await ownMetrics(ctx)
    : new Map<string, OwnMetric>()
  return ids.map((id) => {
    const built = catalogue.get(id)
    if (built) return built
    const found = own.get(id.slice(ownPrefix.length))
    if (!found)
      throw invalid(`There is no figure called ${id.slice(ownPrefix.length)} any more. See Metrics.`)
    return resolveFormula(found, own)
  })
}

export async function metricNamed(ctx: Ctx, id: MetricId): Promise<Metric> {
  const [metric] = await metricsOf(ctx, [id])
  if (!metric) throw invalid(`There is no figure called ${id}.`)
  return metric
}

/** What organisations called their own, by slug. */
export async function ownMetrics(ctx: Ctx): Promise<Map<string, OwnMetric>> {
  const rows = await ctx.db
    .selectFrom('custom_metrics')
    .select(['slug', 'name', 'category', 'formula', 'unit'])
    .where('org_id', '=', ctx.orgId)
    .where('deleted_at', 'is', null)
    .orderBy('name')
    .limit(mostOwn)
    .execute()
  return new Map(rows.map((row) => [row.slug, row]))
}

/** By id or by name, as people say it; undefined: nothing is called so. */
export async function metricCalled(ctx: Ctx, said: string): Promise<Metric | undefined> {
  const plain = said.trim().toLowerCase()
  const id = plain.replaceAll(/[\s-]+/g, '_')
  const built = [...catalogue.values()].find((one) => one.id === id || one.name.toLowerCase() === plain)
  if (built) return built
  const own = await ownMetrics(ctx)
  const slug = id.replace(ownPrefix, '')
  const found = own.get(slug) ?? [...own.values()].find((one) => one.name.toLowerCase() === plain)
  return found && resolveFormula(found, own)
}
