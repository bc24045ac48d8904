import type { ConnectorIo } from './connector.ts'

/**
 * OAuth 2.0 authorisation code flow of a connector or a chat surface. The kernel keeps state and PKCE
 * (`kernel/oauth-states.ts`); the vendor sends people back to `/oauth/<provider>/callback`.
 */
export interface OAuthFlow<Account> {
  /** Env keys that must be set for it. */
  needs: readonly string[]
  pkce: boolean
  authorizeUrl(io: OAuthIo, ask: { redirectUri: string; state: string; challenge: string }): string
  /** Throws ConnectorError, whose message the person reads. A vendor may grant several accounts at once. */
  exchange(io: OAuthIo, grant: { code: string; redirectUri: string; verifier: string }): Promise<Account[]>
}

export type OAuthIo = Pick<ConnectorIo, 'env' | 'http' | 'trust' | 'clock' | 'log'>
