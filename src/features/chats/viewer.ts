import { roleScopes } from '#contracts/scopes.ts'
import type { Role } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'

/** A card in a channel is drawn for those who decide; each press is checked with the scopes of who presses. */
export const teamRole: Role = 'manager'

/** As somebody of that role sees it, and nobody in particular. */
export const viewerCtx = (ctx: Ctx, role: Role): Ctx => ({
  ...ctx,
  memberId: undefined,
  scopes: new Set(roleScopes[role]),
})
