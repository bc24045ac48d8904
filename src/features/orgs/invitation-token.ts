import type { Ctx } from '#kernel/app.ts'

/**
 * The token of an invitation, made from its id, so that a job may mail it although the database knows only
 * its hash.
 */
export const invitationToken = (ctx: Ctx, id: string): string => ctx.secrets.sign('orgs.invitation', id)

export const invitationUrl = (ctx: Ctx, id: string): string =>
  `${ctx.config.publicUrl}/invitation?token=${invitationToken(ctx, id)}`
