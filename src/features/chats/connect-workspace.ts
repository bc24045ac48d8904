import { ConnectorError } from '#contracts/connector.ts'
import type { OAuthReturn } from '#contracts/feature.ts'
import { missingKeys } from '#contracts/surface.ts'
import type { ConnectedWorkspace, Surface } from '#contracts/surface.ts'
import type { App, Ctx } from '#kernel/app.ts'
import { makeCtx, requireMember, requireScope } from '#kernel/ctx.ts'
import { AppError, invalid, notFound, precondition } from '#kernel/errors.ts'
import { roleScopes } from '#contracts/scopes.ts'
import { beginOAuth } from '#kernel/oauth-states.ts'
import { makeSurfaceIo } from '#kernel/surface-io.ts'
import { findMember } from './across-orgs.ts'
import { connectInput } from './schema.ts'
import type { ConnectChat } from './schema.ts'
import { storeWorkspace } from './store-workspace.ts'
import { newChatToken, takeChatToken } from './tokens.ts'

/** Where a member goes to bring the bot to their workspace. */
export async function beginConnect(ctx: Ctx, input: ConnectChat): Promise<{ url: string }> {
  requireScope(ctx, 'chats:write')
  const memberId = requireMember(ctx)
  const { surface: id, sandbox } = connectInput.parse(input)
  const surface = configuredSurface(ctx, id, sandbox)
  const io = makeSurfaceIo(ctx, surface, sandbox)
  if (surface.connect === 'oauth' && surface.oauth) {
    const begun = await beginOAuth(ctx, { feature: 'chats', provider: id, sandbox })
    return { url: surface.oauth.authorizeUrl(oauthIo(ctx, surface, sandbox), begun) }
  }
  if (!surface.connectUrl) throw precondition(`${surface.name} cannot be connected from here.`)
  const token = await newChatToken(ctx.app, {
    kind: 'connect',
    surface: id,
    sandbox,
    orgId: ctx.orgId,
    memberId,
  })
  return { url: await surface.connectUrl(io, token, 'workspace') }
}

/** The workspace that the sandbox has: the same one each time for the same organisation. */
export async function connectSandbox(ctx: Ctx, input: { surface: string }): Promise<{ id: string }> {
  requireScope(ctx, 'chats:write')
  const surface = configuredSurface(ctx, input.surface, true)
  const sandbox = ctx.sandbox?.chat(surface.id)
  if (!sandbox) throw precondition(`There is no sandbox of ${surface.name} here.`)
  const { externalId, name, credentials } = sandbox.workspace(await sandboxHandle(ctx))
  return storeWorkspace(ctx, surface, { externalId, name, credentials, settings: {} }, true)
}

/** The demo organisation plays in the workspace that the guides name; each other has one of its own. */
export async function sandboxHandle(ctx: Ctx): Promise<string> {
  const org = await ctx.db.selectFrom('own_org').select('is_demo').executeTakeFirst()
  return org?.is_demo ? 'demo' : `team-${ctx.orgId.slice(-12)}`
}

export function configuredSurface(ctx: Ctx, id: string, sandbox: boolean): Surface {
  const surface = ctx.surfaces.get(id)
  if (!surface) throw notFound('chat')
  if (sandbox && !ctx.sandbox?.chat(id)) throw precondition(`There is no sandbox of ${surface.name} here.`)
  const missing = missingKeys(surface, ctx.config.env)
  if (!sandbox && missing.length > 0)
    throw precondition(`${surface.name} is not set up yet: ${missing.join(', ')} must be set first.`)
  return surface
}

const oauthIo = (services: Pick<Ctx, 'http'> & Ctx, surface: Surface, sandbox: boolean) => ({
  ...makeSurfaceIo(services, surface, sandbox),
  http: services.http,
  trust: sandbox ? ('sandbox' as const) : ('base' as const),
})

/** Somebody comes back from the vendor's consent page. The member who began it must still be allowed to. */
export async function finishOAuth(app: App, back: OAuthReturn): Promise<string> {
  const { provider, begun, code } = back
  if (!code) throw new AppError('precondition', back.error ?? 'The connection was not approved. Try again.')
  const ctx = await memberCtx(app, begun.orgId, begun.memberId)
  requireScope(ctx, 'chats:write')
  const surface = configuredSurface(ctx, provider, begun.sandbox)
  if (!surface.oauth) throw notFound('chat')
  const found = await askVendor(() =>
    surface.oauth?.exchange(oauthIo(ctx, surface, begun.sandbox), {
      code,
      redirectUri: back.redirectUri,
      verifier: begun.verifier,
    }),
  )
  for (const workspace of found) await storeWorkspace(ctx, surface, workspace, begun.sandbox)
  return '/settings/chats'
}

async function askVendor(
  ask: () => Promise<ConnectedWorkspace[]> | undefined,
): Promise<ConnectedWorkspace[]> {
  try {
    return (await ask()) ?? []
  } catch (error) {
    if (error instanceof ConnectorError) throw new AppError('precondition', error.message, { cause: error })
    throw error
  }
}

/**
 * The bot was brought to a workspace with a one-time token: the workspace is the organisation's of the member who
 * asked for it. Who brought it there is not taken for that member: the address may have been passed on.
 */
export async function connectFound(
  app: App,
  surfaceId: string,
  sandbox: boolean,
  found: { token: string; workspace: ConnectedWorkspace; user?: { id: string; name: string } },
): Promise<{ id: string; orgId: string }> {
  const token = await takeChatToken(app, found.token)
  if (token?.kind !== 'connect' || token.surface !== surfaceId || token.sandbox !== sandbox)
    throw invalid('This address was used already or is too old. Ask for a new one in the settings.')
  const ctx = await memberCtx(app, token.orgId, token.memberId)
  requireScope(ctx, 'chats:write')
  const surface = configuredSurface(ctx, surfaceId, sandbox)
  const { id } = await storeWorkspace(ctx, surface, found.workspace, sandbox)
  return { id, orgId: ctx.orgId }
}

export async function memberCtx(app: App, orgId: string, memberId: string): Promise<Ctx> {
  const member = await findMember(app, orgId, memberId)
  if (!member) throw new AppError('forbidden', 'You are not a member of this team any more.')
  return makeCtx(app, {
    orgId,
    memberId,
    actor: { kind: 'member', id: memberId, name: member.name },
    scopes: new Set(roleScopes[member.role]),
  })
}
