import { ConnectorError } from '#contracts/connector.ts'
import type { OAuthReturn } from '#contracts/feature.ts'
import { memberCtx } from '#features/orgs/index.ts'
import type { App, Ctx } from '#kernel/app.ts'
import { makeConnectorIo } from '#kernel/connector-io.ts'
import { requireScope } from '#kernel/ctx.ts'
import { AppError, notFound } from '#kernel/errors.ts'
import { beginOAuth } from '#kernel/oauth-states.ts'
import { storeAccount } from './connect-channel.ts'

/** Where the person gives their consent at the vendor; they come back to `/oauth/<connector>/callback`. */
export async function beginChannelOAuth(
  ctx: Ctx,
  input: { connector: string; sandbox?: boolean | undefined },
): Promise<{ url: string }> {
  requireScope(ctx, 'channels:write')
  const connector = ctx.connectors.get(input.connector)
  if (!connector?.oauth) throw notFound('consent page')
  const sandbox = input.sandbox ?? false
  const io = makeConnectorIo(ctx, connector, sandbox)
  const missing = connector.oauth.needs.filter((key) => !io.env[key])
  if (missing.length > 0)
    throw new AppError('precondition', `Set ${missing.join(' and ')} first; the steps are beside the button.`)
  const begun = await beginOAuth(ctx, { feature: 'channels', provider: connector.id, sandbox })
  return { url: connector.oauth.authorizeUrl(io, begun) }
}

/** Connects every account that was granted, or connects a known one again. */
export async function finishChannelOAuth(app: App, back: OAuthReturn): Promise<string> {
  const { orgId, memberId, sandbox, verifier } = back.begun
  const ctx = await memberCtx(app, { orgId, memberId, origin: { surface: 'web' } })
  requireScope(ctx, 'channels:write')
  const connector = ctx.connectors.get(back.provider)
  if (!connector?.oauth) throw notFound('consent page')
  if (!back.code) return failed(`${connector.name} gave no access${back.error ? `: ${back.error}` : ''}.`)
  try {
    const io = makeConnectorIo(ctx, connector, sandbox)
    const accounts = await connector.oauth.exchange(io, {
      code: back.code,
      redirectUri: back.redirectUri,
      verifier,
    })
    if (accounts.length === 0) return failed(`${connector.name} granted no account.`)
    const ids: string[] = []
    for (const account of accounts)
      ids.push((await storeAccount(ctx, connector, account, { sandbox, again: true })).id)
    return `/channels?connected=${ids.join(',')}`
  } catch (error) {
    if (error instanceof ConnectorError || (error instanceof AppError && error.code !== 'internal'))
      return failed(error.message)
    throw error
  }
}

const failed = (message: string) => `/channels?failed=${encodeURIComponent(message)}`
