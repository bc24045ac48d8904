import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Insertable } from 'kysely'
import type { Chart } from '#contracts/chart.ts'
import type { Ctx } from '#kernel/app.ts'
import { cleanJson } from '#kernel/text.ts'
import type { ChartRowTable } from './tables.ts'

/**
 * Keeps charts so that they can be drawn when a surface asks for the picture, outside of any transaction.
 *
 * @returns their ids, in the same order; the same chart always has the same.
 */
export async function keepCharts(ctx: Ctx, charts: readonly Chart[]): Promise<string[]> {
  if (charts.length === 0) return []
  const made = charts.map((chart) => {
    const json = cleanJson(inOrder(chart))
    return { id: idOf(ctx.orgId, json), json }
  })
  const rows = [...new Map(made.map(({ id, json }) => [id, json]))]
  // Always in one order: two who draw the same must not wait for each other in a circle.
  rows.sort(([a], [b]) => (a < b ? -1 : 1))
  const values = rows.map(([id, chart]): Insertable<ChartRowTable> => ({
    org_id: ctx.orgId,
    id,
    chart,
    created_at: ctx.clock.now(),
  }))
  await ctx.db
    .insertInto('charts')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'id'])
        .doUpdateSet({ created_at: (eb) => eb.ref('excluded.created_at') })
        .where(sql<boolean>`charts.created_at < excluded.created_at - interval '1 day'`),
    )
    .execute()
  return made.map(({ id }) => id)
}

/** Equal charts are equal whatever the order in which their fields were written. */
const inOrder = ({ kind, title, unit, x, y, series, alt }: Chart) => ({
  kind,
  title,
  unit,
  x,
  ...(y ? { y } : {}),
  series: series.map(({ name, values, role }) => ({ name, values, ...(role ? { role } : {}) })),
  alt,
})

/** A UUID of version 8, which is for those that are made of something. */
function idOf(orgId: string, json: string): string {
  const bytes = createHash('sha256').update(`${orgId}\n${json}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
