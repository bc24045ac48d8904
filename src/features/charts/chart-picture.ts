import { idSchema } from '#kernel/ids.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { drawChart } from './draw-chart.ts'

/** A kept chart, drawn; undefined when there is none of that id (any more). */
export async function chartPicture(
  ctx: Ctx,
  id: string,
): Promise<{ bytes: Uint8Array; mime: string; name: string } | undefined> {
  requireScope(ctx, 'org:read')
  if (!idSchema.safeParse(id).success) return undefined
  const row = await ctx.db
    .selectFrom('charts')
    .select('chart')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  return { bytes: await drawChart(ctx.app, row.chart), mime: 'image/png', name: 'chart.png' }
}
