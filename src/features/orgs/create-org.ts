import type { App } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import type { AuthUser } from '#kernel/auth.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { inSystemTransaction } from './across-orgs.ts'
import { memberJoined } from './events.ts'
import { json } from './queries.ts'

/** Makes an organisation with its first owner. Whoever calls it has decided that this user may have one. */
export async function createOrg(
  app: App,
  input: { name: string; owner: AuthUser; timezone?: string | undefined; isDemo?: boolean },
): Promise<{ orgId: string; memberId: string }> {
  const { owner } = input
  const orgId = newId()
  const memberId = newId()
  const actor = { kind: 'member', id: memberId, name: owner.name } as const
  await inSystemTransaction(app, { orgId, actor }, async (tx) => {
    await tx.db
      .insertInto('orgs')
      .values({
        id: orgId,
        name: input.name,
        timezone: input.timezone ?? 'UTC',
        is_demo: input.isDemo ?? false,
        created_at: tx.clock.now(),
      })
      .execute()
    await tx.db
      .insertInto('members')
      .values({
        org_id: orgId,
        id: memberId,
        user_id: owner.userId,
        name: owner.name,
        email: owner.email,
        role: 'owner',
        preferences: json({}),
        created_at: tx.clock.now(),
      })
      .execute()
    await audit(tx, {
      verb: 'orgs.create',
      objectType: 'org',
      objectId: orgId,
      summary: `created the organisation ${input.name}`,
    })
    emit(tx, memberJoined, memberId, { name: owner.name, role: 'owner' })
  })
  return { orgId, memberId }
}
