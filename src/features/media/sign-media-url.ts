import type { Services } from '#kernel/app.ts'
import { idSchema } from '#kernel/ids.ts'

const purpose = 'media'
const signedText = (orgId: string, mediaId: string, expires: string) => `${orgId}:${mediaId}:${expires}`

/** An absolute link to one file for who cannot sign in (a platform, a visitor), valid for `ttlMs`. */
export function signMediaUrl(ctx: Services & { orgId: string }, mediaId: string, ttlMs: number): string {
  const expires = String(ctx.clock.now().getTime() + ttlMs)
  const signature = ctx.secrets.sign(purpose, signedText(ctx.orgId, mediaId, expires))
  return `${ctx.config.publicUrl}/media/${mediaId}?token=${ctx.orgId}.${expires}.${signature}`
}

/** Whose file the token opens, if it is ours, for this file, and not yet over. */
export function orgOfMediaToken(services: Services, mediaId: string, token: string): string | undefined {
  const [orgId, expires, signature, ...rest] = token.split('.')
  if (!orgId || !expires || !signature || rest.length > 0) return undefined
  if (!idSchema.safeParse(orgId).success || !/^\d{1,15}$/.test(expires)) return undefined
  if (Number(expires) <= services.clock.now().getTime()) return undefined
  return services.secrets.verify(purpose, signedText(orgId, mediaId, expires), signature) ? orgId : undefined
}
