import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { orgChanged } from './events.ts'
import { getOrg, json } from './queries.ts'
import { orgSettingsSchema } from './schema.ts'
import type { Org, UpdateOrg } from './schema.ts'

export async function updateOrg(ctx: Ctx, input: UpdateOrg): Promise<Org> {
  requireScope(ctx, 'org:write')
  return inTransaction(ctx, async (tx) => {
    // Two who save at once change different fields: the second must see what the first wrote.
    await tx.db.selectFrom('own_org').select('id').forUpdate().execute()
    const before = await getOrg(tx)
    const given = Object.entries(input.settings ?? {}).filter(([, value]) => value !== undefined)
    const after: Org = {
      ...before,
      name: input.name ?? before.name,
      timezone: input.timezone ?? before.timezone,
      settings: orgSettingsSchema.parse({ ...before.settings, ...Object.fromEntries(given) }),
    }
    await tx.db
      .updateTable('own_org')
      .set({ name: after.name, timezone: after.timezone, settings: json(after.settings) })
      .execute()
    await audit(tx, {
      verb: 'orgs.update-org',
      objectType: 'org',
      objectId: tx.orgId,
      summary: 'changed the settings of the organisation',
      details: { before, after },
    })
    emit(tx, orgChanged, tx.orgId, { name: after.name, timezone: after.timezone })
    return after
  })
}
