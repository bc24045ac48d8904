import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { answerSections } from './answer-sections.ts'
import { reportsChanged } from './events.ts'
import { reportInput } from './schema.ts'
import type { AnsweredSection, ReportInput, ReportView } from './schema.ts'
import './tables.ts'

const mostReports = 200

export async function listReports(ctx: Ctx): Promise<ReportView[]> {
  requireScope(ctx, 'metrics:read')
  const rows = await ctx.db
    .selectFrom('reports')
    .select(['id', 'name', 'sections', 'version', 'updated_at'])
    .where('org_id', '=', ctx.orgId)
    .where('deleted_at', 'is', null)
    .orderBy('name')
    .limit(mostReports)
    .execute()
  return rows.map(({ updated_at: at, ...row }) => ({ ...row, updatedAt: at.toISOString() }))
}

export async function getReport(ctx: Ctx, id: string): Promise<ReportView> {
  const found = (await listReports(ctx)).find((one) => one.id === id)
  if (!found) throw notFound('report')
  return found
}

/** Makes a report, or changes one; two who change it at once are told. */
export async function saveReport(
  ctx: Ctx,
  input: ReportInput & { id?: string | undefined; version?: number | undefined },
): Promise<ReportView> {
  requireScope(ctx, 'reports:write')
  const { name, sections } = reportInput.parse(input)
  const id = input.id ?? newId()
  await inTransaction(ctx, async (tx) => {
    const now = tx.clock.now()
    if (input.id === undefined) {
      await tx.db
        .insertInto('reports')
        .values({
          org_id: tx.orgId,
          id,
          name,
          sections: JSON.stringify(sections),
          created_by: tx.memberId ?? null,
          deleted_at: null,
        })
        .execute()
    } else {
      const row = await tx.db
        .updateTable('reports')
        .set((eb) => ({
          name,
          sections: JSON.stringify(sections),
          updated_at: now,
          version: eb('version', '+', 1),
        }))
        .where('org_id', '=', tx.orgId)
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .$if(input.version !== undefined, (query) => query.where('version', '=', input.version ?? 0))
        .returning('id')
        .executeTakeFirst()
      if (!row) {
        await getReport(tx, id)
        throw new AppError('conflict', 'Somebody changed this report meanwhile. Load it again.')
      }
    }
    await audit(tx, {
      verb: 'report.save',
      objectType: 'report',
      objectId: id,
      summary: `saved the report ${name}`,
    })
    emit(tx, reportsChanged, id, { what: 'reports' })
  })
  return getReport(ctx, id)
}

export async function deleteReport(ctx: Ctx, id: string): Promise<ReportView> {
  requireScope(ctx, 'reports:write')
  const report = await getReport(ctx, id)
  await inTransaction(ctx, async (tx) => {
    const now = tx.clock.now()
    await tx.db
      .updateTable('reports')
      .set({ deleted_at: now })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .execute()
    await tx.db
      .updateTable('report_schedules')
      .set({ deleted_at: now, next_at: null })
      .where('org_id', '=', tx.orgId)
      .where('report_id', '=', id)
      .execute()
    await audit(tx, {
      verb: 'report.delete',
      objectType: 'report',
      objectId: id,
      summary: `deleted the report ${report.name}`,
    })
    emit(tx, reportsChanged, id, { what: 'reports' })
  })
  return report
}

/** The answers as they are now. */
export async function runReport(
  ctx: Ctx,
  id: string,
): Promise<{ report: ReportView; sections: AnsweredSection[] }> {
  const report = await getReport(ctx, id)
  return { report, sections: await answerSections(ctx, report.sections) }
}
