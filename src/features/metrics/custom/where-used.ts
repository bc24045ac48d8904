import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { errorText } from '#kernel/errors.ts'
import { namesIn } from './formula.ts'
import { ownMetrics } from './metrics-of.ts'
import { parseFormula } from './parse-formula.ts'
import { ownId } from './resolve-formula.ts'
import type { OwnMetric } from './resolve-formula.ts'
import type { Use } from './schema.ts'

const asks = (sections: string) => sql<boolean>`jsonb_path_exists(${sql.ref(sections)},
  '$[*].question.metrics[*] ? (@ == $id)', jsonb_build_object('id', x.id))`

/** What asks for each of them, by slug: reports, what is sent, dashboards, alerts, and other formulas. */
export async function whereUsed(ctx: Ctx, slugs: readonly string[]): Promise<Map<string, Use[]>> {
  const ids = slugs.map(ownId)
  const { rows } = await sql<Use & { id: string }>`
    with x as (select unnest(${ids}::text[]) as id)
    select x.id, 'report' as kind, r.name from x join reports r
      on r.org_id = ${ctx.orgId} and r.deleted_at is null and ${asks('r.sections')}
    union all select x.id, 'scheduled report', s.name from x join report_schedules s
      on s.org_id = ${ctx.orgId} and s.deleted_at is null and s.report_id is null and ${asks('s.sections')}
    union all select x.id, 'alert', a.name from x join alerts a
      on a.org_id = ${ctx.orgId} and a.deleted_at is null and a.watch->>'metric' = x.id
    union all select x.id, 'dashboard', d.name from x join dashboards d
      on d.org_id = ${ctx.orgId} and d.deleted_at is null and ${asks('d.widgets')}
    order by 2, 3 limit 500`.execute(ctx.db)
  const own = await ownMetrics(ctx)
  return new Map(
    slugs.map((slug) => [
      slug,
      [
        ...rows.filter((row) => row.id === ownId(slug)).map(({ kind, name }): Use => ({ kind, name })),
        ...dependents(slug, own).map(({ name }): Use => ({ kind: 'metric', name })),
      ],
    ]),
  )
}

/** The formulas that name it. */
export const dependents = (slug: string, own: ReadonlyMap<string, OwnMetric>): OwnMetric[] =>
  [...own.values()].filter((other) => other.slug !== slug && names(other).includes(slug))

function names(own: OwnMetric): string[] {
  try {
    return namesIn(parseFormula(own.formula))
  } catch (error) {
    // One that cannot be read any more is told as its fault, and names nothing.
    return errorText(error) === '' ? [own.formula] : []
  }
}

/** "the report Weekly, the alert Reach" */
export const usesWords = (uses: readonly Use[]): string =>
  new Intl.ListFormat('en').format(uses.slice(0, 5).map(({ kind, name }) => `the ${kind} ${name}`)) +
  (uses.length > 5 ? ` and ${uses.length - 5} more` : '')
