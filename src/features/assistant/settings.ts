import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { invalid } from '#kernel/errors.ts'
import type { AssistantSettings, ChangeAssistant } from './schema.ts'
import './tables.ts'

/** The model that is asked for this organisation; undefined: none. Nobody's scope is asked: it is how words are read. */
export async function modelInUse(ctx: Ctx): Promise<string | undefined> {
  const { available, enabled, model } = await viewSettings(ctx)
  return available && enabled ? (model ?? undefined) : undefined
}

export async function readSettings(ctx: Ctx): Promise<AssistantSettings> {
  requireScope(ctx, 'org:read')
  return viewSettings(ctx)
}

async function viewSettings(ctx: Ctx): Promise<AssistantSettings> {
  const { enabled, chosen } = await keptSettings(ctx)
  const usual = ctx.llm?.model ?? null
  const models = modelsOf(ctx)
  const isOffered = chosen !== null && models.includes(chosen)
  return {
    available: usual !== null,
    enabled,
    model: usual !== null && isOffered ? chosen : usual,
    chosen,
    isGone: usual !== null && chosen !== null && !isOffered,
    usual,
    models,
    server: usual !== null && ctx.config.llm ? new URL(ctx.config.llm.baseUrl).host : null,
  }
}

const modelsOf = (ctx: Ctx): string[] =>
  ctx.llm ? [...new Set([ctx.llm.model, ...(ctx.config.llm?.models ?? [])])] : []

async function keptSettings(ctx: Ctx): Promise<{ enabled: boolean; chosen: string | null }> {
  const row = await ctx.db
    .selectFrom('assistant_settings')
    .select(['enabled', 'model as chosen'])
    .where('org_id', '=', ctx.orgId)
    .executeTakeFirst()
  return row ?? { enabled: true, chosen: null }
}

export async function changeSettings(ctx: Ctx, input: ChangeAssistant): Promise<AssistantSettings> {
  requireScope(ctx, 'assistant:write')
  if (input.model && !modelsOf(ctx).includes(input.model))
    throw invalid('This model is not offered here. Choose one of the list.')
  return inTransaction(ctx, async (tx) => {
    // Two who change at once change different fields: the second must see what the first wrote.
    await tx.db
      .insertInto('assistant_settings')
      .values({ org_id: tx.orgId, enabled: true, model: null, changed_at: tx.clock.now() })
      .onConflict((oc) => oc.column('org_id').doUpdateSet({ changed_at: tx.clock.now() }))
      .execute()
    const before = await keptSettings(tx)
    const after = {
      enabled: input.enabled ?? before.enabled,
      chosen: input.model === undefined ? before.chosen : input.model,
    }
    await tx.db
      .updateTable('assistant_settings')
      .set({ enabled: after.enabled, model: after.chosen })
      .where('org_id', '=', tx.orgId)
      .execute()
    await audit(tx, {
      verb: 'assistant.change-settings',
      objectType: 'org',
      objectId: tx.orgId,
      summary: summaryOf(before, after),
      details: { before, after },
    })
    return viewSettings(tx)
  })
}

function summaryOf(before: { enabled: boolean }, after: { enabled: boolean; chosen: string | null }): string {
  if (before.enabled !== after.enabled) return `switched the assistant ${after.enabled ? 'on' : 'off'}`
  return `chose ${after.chosen ?? 'the usual model'} for the assistant`
}
