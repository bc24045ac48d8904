import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { App, Ctx } from './app.ts'
import { requireMember } from './ctx.ts'
import { newToken } from './ids.ts'

const lifetimeMs = 10 * 60_000

/** What is known again when the person comes back from the vendor. */
export interface BegunOAuth {
  feature: string
  provider: string
  orgId: string
  memberId: string
  /** PKCE: the secret behind the challenge. */
  verifier: string
  sandbox: boolean
  data: Record<string, string>
}

/**
 * Keeps a random state (hashed) with who began it, for ten minutes and one use.
 *
 * @returns what the authorize address needs: the state, and the S256 challenge of the verifier.
 */
export async function beginOAuth(
  ctx: Ctx,
  begin: { feature: string; provider: string; sandbox: boolean; data?: Record<string, string> },
): Promise<{ state: string; challenge: string; redirectUri: string }> {
  const memberId = requireMember(ctx)
  const state = newToken()
  const verifier = newToken()
  const hash = ctx.secrets.hash(state)
  await sql`delete from oauth_states where expires_at < ${ctx.clock.now()}`.execute(ctx.app.systemDb)
  await sql`insert into oauth_states (state_hash, feature, provider, org_id, member_id, verifier, sandbox, data, expires_at)
    values (${hash}, ${begin.feature}, ${begin.provider}, ${ctx.orgId}, ${memberId},
      ${ctx.secrets.seal(verifier, `oauth:${hash}`)}, ${begin.sandbox}, ${JSON.stringify(begin.data ?? {})}::text::jsonb,
      ${new Date(ctx.clock.now().getTime() + lifetimeMs)})`.execute(ctx.app.systemDb)
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return { state, challenge, redirectUri: redirectUriOf(ctx.config.publicUrl, begin.provider) }
}

export const redirectUriOf = (publicUrl: string, provider: string) =>
  `${publicUrl}/oauth/${provider}/callback`

/** Takes a state: it is gone afterwards. undefined: unknown, used, or older than ten minutes. */
export async function takeOAuth(app: App, provider: string, state: string): Promise<BegunOAuth | undefined> {
  const hash = app.secrets.hash(state)
  const { rows } =
    await sql<Row>`delete from oauth_states where state_hash = ${hash} and provider = ${provider}
    returning feature, org_id, member_id, verifier, sandbox, data, expires_at`.execute(app.systemDb)
  const row = rows[0]
  if (!row || row.expires_at <= app.clock.now()) return undefined
  return {
    feature: row.feature,
    provider,
    orgId: row.org_id,
    memberId: row.member_id,
    verifier: app.secrets.open(row.verifier, `oauth:${hash}`),
    sandbox: row.sandbox,
    data: row.data,
  }
}

interface Row {
  feature: string
  org_id: string
  member_id: string
  verifier: string
  sandbox: boolean
  data: Record<string, string>
  expires_at: Date
}
