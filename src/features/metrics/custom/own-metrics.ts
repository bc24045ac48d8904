import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, conflict, errorText, invalid, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { catalogue } from '../catalogue.ts'
import { metricsChanged } from '../events.ts'
import { mostOwn, ownMetrics } from './metrics-of.ts'
import { ownId, ownPrefix, resolveFormula } from './resolve-formula.ts'
import type { OwnMetric } from './resolve-formula.ts'
import { ownMetricInput } from './schema.ts'
import type { OwnMetricInput, OwnMetricView, Use } from './schema.ts'
import { slugOf } from './slug-of.ts'
import { dependents, usesWords, whereUsed } from './where-used.ts'

/** The organisation's own metrics, with what asks for each. */
export async function listOwnMetrics(ctx: Ctx): Promise<OwnMetricView[]> {
  requireScope(ctx, 'metrics:read')
  const rows = await ctx.db
    .selectFrom('custom_metrics')
    .select(['slug', 'name', 'category', 'formula', 'unit', 'version', 'updated_at'])
    .where('org_id', '=', ctx.orgId)
    .where('deleted_at', 'is', null)
    .orderBy('name')
    .limit(mostOwn)
    .execute()
  const own = new Map(rows.map((row) => [row.slug, row]))
  const used = await whereUsed(ctx, [...own.keys()])
  return rows.map(({ updated_at: at, ...row }) => ({
    ...row,
    id: ownId(row.slug),
    updatedAt: at.toISOString(),
    usedIn: used.get(row.slug) ?? [],
    fault: faultOf(row, own),
  }))
}

function faultOf(own: OwnMetric, all: ReadonlyMap<string, OwnMetric>): string | null {
  try {
    resolveFormula(own, all)
    return null
  } catch (error) {
    return errorText(error)
  }
}

/** @param said its id, slug or name. */
export async function getOwnMetric(ctx: Ctx, said: string): Promise<OwnMetricView> {
  const plain = said.trim().toLowerCase().replace(ownPrefix, '')
  const list = await listOwnMetrics(ctx)
  const found =
    list.find((one) => one.slug === plain.replaceAll(/[\s-]+/g, '_')) ??
    list.find((one) => one.name.toLowerCase() === plain)
  if (!found) throw notFound('metric')
  return found
}

export interface SaveOptions {
  /** The one to change, by id, slug or name; a new one without. */
  of?: string | undefined
  /** The version that was seen: two who change it at once are told. */
  version?: number | undefined
  /** The asker knows what asks for it, and means all of it to change. */
  evenWhereUsed?: boolean | undefined
}

/** Makes a metric by formula, or changes one. Nothing that uses it may break, and none may be made of itself. */
export async function saveOwnMetric(
  ctx: Ctx,
  input: OwnMetricInput,
  { of, version, evenWhereUsed }: SaveOptions = {},
): Promise<OwnMetricView> {
  requireScope(ctx, 'reports:write')
  const { name, category, formula, unit } = ownMetricInput.parse(input)
  const slug = await inTransaction(ctx, async (tx) => {
    await oneAtATime(tx)
    const before = of === undefined ? undefined : await getOwnMetric(tx, of)
    if (version !== undefined && before?.version !== version)
      throw conflict('Somebody changed this metric meanwhile. Load it again.')
    const all = await ownMetrics(tx)
    const own: OwnMetric = { slug: before?.slug ?? slugOf(name), name, category, formula, unit }
    checkName(own, before, all)
    const metric = resolveFormula(own, new Map([...all, [own.slug, own]]))
    const isOther = before && (before.formula !== formula || before.unit !== metric.unit)
    checkDependents({ ...own, unit: unitIn(metric.unit) }, all)
    if (isOther && !evenWhereUsed) refuseUsed(before.usedIn)
    await store(tx, { ...own, unit: unitIn(metric.unit) }, before)
    return own.slug
  })
  return getOwnMetric(ctx, slug)
}

/** Formulas name each other: two that are saved at once could make a circle that neither has. */
async function oneAtATime(tx: Ctx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`metrics:${tx.orgId}`}, 0))`.execute(tx.db)
}

function checkName(
  own: OwnMetric,
  before: OwnMetricView | undefined,
  all: ReadonlyMap<string, OwnMetric>,
): void {
  const taken =
    catalogue.has(own.slug) ||
    [...catalogue.values()].some((one) => one.name.toLowerCase() === own.name.toLowerCase()) ||
    [...all.values()].some(
      (one) =>
        one.slug !== before?.slug &&
        (one.slug === own.slug || one.name.toLowerCase() === own.name.toLowerCase()),
    )
  if (taken) throw conflict(`There is a figure called ${own.name} already. Choose another name.`)
  if (!before && all.size >= mostOwn)
    throw new AppError('limit', `There are ${mostOwn} metrics of your own already. Delete one first.`)
}

/** The formulas that are made of it must still come out. */
function checkDependents(own: OwnMetric, all: ReadonlyMap<string, OwnMetric>): void {
  const next = new Map([...all, [own.slug, own]])
  for (const other of dependents(own.slug, next)) {
    const [was, is] = [faultOf(other, all), faultOf(other, next)]
    if (is !== null && was === null) throw invalid(`${other.name} is made of it and would break: ${is}`)
  }
}

function refuseUsed(uses: readonly Use[]): void {
  if (uses.length > 0)
    throw new AppError('conflict', `It would change in ${usesWords(uses)}. Say so if that is meant.`, {
      details: { usedIn: uses },
    })
}

const unitIn = (unit: string): 'count' | 'percent' | 'seconds' =>
  unit === 'percent' || unit === 'seconds' ? unit : 'count'

async function store(
  tx: Ctx,
  { slug, name, category, formula, unit = 'count' }: OwnMetric,
  before: OwnMetricView | undefined,
): Promise<void> {
  const now = tx.clock.now()
  const values = { name, category, formula, unit }
  const { id } = before
    ? await tx.db
        .updateTable('custom_metrics')
        .set((eb) => ({ ...values, updated_at: now, version: eb('version', '+', 1) }))
        .where('org_id', '=', tx.orgId)
        .where('slug', '=', slug)
        .where('deleted_at', 'is', null)
        .returning('id')
        .executeTakeFirstOrThrow()
    : await tx.db
        .insertInto('custom_metrics')
        .values({
          ...values,
          org_id: tx.orgId,
          id: newId(),
          slug,
          created_by: tx.memberId ?? null,
          deleted_at: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
  await audit(tx, {
    verb: 'metric.save',
    objectType: 'metric',
    objectId: id,
    summary: `${before ? 'changed' : 'made'} the metric ${name}`,
    details: { formula, unit, ...(before ? { was: before.formula } : {}) },
  })
  emit(tx, metricsChanged, id, { what: 'metrics' })
}

/** Refused where anything asks for it, with what that is. */
export async function deleteOwnMetric(ctx: Ctx, said: string): Promise<OwnMetricView> {
  requireScope(ctx, 'reports:write')
  return inTransaction(ctx, async (tx) => {
    await oneAtATime(tx)
    const metric = await getOwnMetric(tx, said)
    if (metric.usedIn.length > 0)
      throw new AppError(
        'conflict',
        `${metric.name} is used in ${usesWords(metric.usedIn)}. Take it out there first.`,
        { details: { usedIn: metric.usedIn } },
      )
    const { id } = await tx.db
      .updateTable('custom_metrics')
      .set({ deleted_at: tx.clock.now() })
      .where('org_id', '=', tx.orgId)
      .where('slug', '=', metric.slug)
      .where('deleted_at', 'is', null)
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, {
      verb: 'metric.delete',
      objectType: 'metric',
      objectId: id,
      summary: `deleted the metric ${metric.name}`,
    })
    emit(tx, metricsChanged, id, { what: 'metrics' })
    return metric
  })
}
