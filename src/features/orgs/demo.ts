import type { Role } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { memberJoined } from './events.ts'
import { json } from './queries.ts'

const colleagues: Array<{ name: string; email: string; role: Role }> = [
  { name: 'Mara Okafor', email: 'mara@parley.invalid', role: 'manager' },
  { name: 'Jonas Weber', email: 'jonas@parley.invalid', role: 'agent' },
  { name: 'Lin Castillo', email: 'lin@parley.invalid', role: 'agent' },
]

/** Colleagues to assign conversations to. They have no password; a sign-in link lets one look as them. */
export async function fillDemoTeam(ctx: Ctx): Promise<void> {
  for (const colleague of colleagues) {
    const { auth } = ctx.app
    const user =
      (await auth.findUser(colleague.email)) ?? (await auth.createUser({ ...colleague, verified: true }))
    await inTransaction(ctx, async (tx) => {
      const id = newId()
      const added = await tx.db
        .insertInto('members')
        .values({
          org_id: tx.orgId,
          id,
          user_id: user.userId,
          ...colleague,
          preferences: json({}),
          created_at: tx.clock.now(),
        })
        .onConflict((oc) => oc.columns(['org_id', 'user_id']).doNothing())
        .returning('id')
        .executeTakeFirst()
      if (added) emit(tx, memberJoined, id, { name: colleague.name, role: colleague.role })
    })
  }
}
