import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireMember } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { memberChanged } from './events.ts'
import { json } from './queries.ts'
import { preferencesSchema } from './schema.ts'
import type { UpdateProfile } from './schema.ts'

/** One's own name and preferences, which need no scope. */
export async function updateProfile(ctx: Ctx, input: UpdateProfile): Promise<void> {
  const memberId = requireMember(ctx)
  await inTransaction(ctx, async (tx) => {
    const before = await tx.db
      .selectFrom('members')
      .select(['name', 'role', 'preferences'])
      .where('org_id', '=', tx.orgId)
      .where('id', '=', memberId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const given = Object.entries(input.preferences ?? {}).filter(([, value]) => value !== undefined)
    const name = input.name ?? before.name
    const preferences = preferencesSchema.parse({ ...before.preferences, ...Object.fromEntries(given) })
    await tx.db
      .updateTable('members')
      .set({ name, preferences: json(preferences) })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', memberId)
      .execute()
    await audit(tx, {
      verb: 'orgs.update-profile',
      objectType: 'member',
      objectId: memberId,
      summary: 'changed their profile',
      details: { name, preferences },
    })
    if (name !== before.name) emit(tx, memberChanged, memberId, { name, role: before.role, active: true })
  })
}
