import { roleScopes } from '#contracts/scopes.ts'
import type { App, Ctx, Origin } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'
import './tables.ts'

/**
 * A member as the caller, where no request of theirs is at hand: they came back from a consent page, or act from
 * a chat. Their scopes are those of their present role; who has left is refused.
 */
export async function memberCtx(
  app: App,
  who: { orgId: string; memberId: string; requestId?: string; origin?: Origin },
): Promise<Ctx> {
  const { orgId, memberId, requestId, origin } = who
  const member = await app.pools
    .tenant(orgId)
    .selectFrom('members')
    .select(['id', 'name', 'role'])
    .where('org_id', '=', orgId)
    .where('id', '=', memberId)
    .where('active', '=', true)
    .executeTakeFirst()
  if (!member) throw new AppError('forbidden', 'You are not in this team any more.')
  return makeCtx(app, {
    orgId,
    actor: { kind: 'member', id: member.id, name: member.name },
    memberId: member.id,
    scopes: new Set(roleScopes[member.role]),
    ...(requestId === undefined ? {} : { requestId }),
    origin,
  })
}
