import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { accountTells, postsTell } from './basis-of.ts'
import { catalogue } from './catalogue.ts'
import { accountsOf } from './scope-of.ts'
import type { MetricView } from './schema.ts'

/** The catalogue, with the platforms of this organisation that tell each metric. */
export async function listMetrics(ctx: Ctx): Promise<MetricView[]> {
  requireScope(ctx, 'metrics:read')
  const accounts = await accountsOf(ctx)
  const names = (list: typeof accounts) => [...new Set(list.map((account) => account.platformName))]
  return [...catalogue.values()].map((metric) => {
    const { id, name, unit, formula, make } = metric
    const measured = make.kind !== 'none' && make.kind !== 'inbox' && make.kind !== 'published'
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
    }
  })
}
