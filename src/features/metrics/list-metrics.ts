import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'
import { accountTells, postsTell } from './basis-of.ts'
import { catalogue } from './catalogue.ts'
import type { Metric } from './catalogue.ts'
import { ownMetrics } from './custom/metrics-of.ts'
import { resolveFormula } from './custom/resolve-formula.ts'
import { accountsOf } from './scope-of.ts'
import type { MetricView } from './schema.ts'

/** The catalogue, with the platforms of this organisation that tell each metric. */
export async function listMetrics(ctx: Ctx): Promise<MetricView[]> {
  requireScope(ctx, 'metrics:read')
  const [accounts, own] = await Promise.all([accountsOf(ctx), ownMetrics(ctx)])
  const names = (list: typeof accounts) => [...new Set(list.map((account) => account.platformName))]
  const whole = (one: Parameters<typeof resolveFormula>[0]): Metric[] => {
    try {
      return [resolveFormula(one, own)]
    } catch (error) {
      // One that cannot be asked for stands in the list of our own, with its fault.
      if (error instanceof AppError) return []
      throw error
    }
  }
  return [...catalogue.values(), ...[...own.values()].flatMap(whole)].map((metric) => {
    const { id, name, unit, formula, make, category, per } = metric
    const measured = readsContent(metric)
    return {
      id,
      name,
      unit,
      formula,
      posts: measured
        ? names(accounts.filter((account) => account.reader && postsTell(account, metric)))
        : [],
      accounts: measured
        ? names(accounts.filter((account) => account.reader && accountTells(account, metric)))
        : [],
      missing: make.kind === 'none' ? make.why : null,
      category,
      per: per ?? null,
    }
  })
}

const readsContent = ({ make }: Metric): boolean =>
  make.kind === 'formula'
    ? make.leaves.some(readsContent)
    : make.kind !== 'none' && make.kind !== 'inbox' && make.kind !== 'published'
