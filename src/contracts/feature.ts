import type { StreamEnd } from './event-stream.ts'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { App, Ctx } from '#kernel/app.ts'
import type { Actor } from './event.ts'
import type { Scope } from './scopes.ts'

/**
 * What a feature's `index.ts` may export as `feature`, beside its verbs. Everything else of a feature is
 * found by its place: `routes.ts` → /api/v1/<noun>, `public.ts` → /<noun>, `jobs/*.ts`, `cards/*.ts`.
 */
export interface Feature {
  /** Turns an API key or a signed-in user into a caller. The first feature that answers wins. */
  authenticate?: (app: App, request: Request) => Promise<Caller | undefined>
  /** What a webhook of the channel route is verified with. */
  channelForWebhook?(app: App, connector: string, channelId: string): Promise<WebhookChannel | undefined>
  /** After migrations, before the server listens: idempotent, quick. */
  start?(app: App): Promise<void>
  /**
   * Somebody comes back from a vendor's consent page with a state that this feature began
   * (`kernel/oauth-states.ts`). Answers the page to go to; undefined: not ours.
   */
  finishOAuth?(app: App, back: OAuthReturn): Promise<string | undefined>
  /** A loop of the worker role that is not a job (polling a vendor); ends when the signal fires. */
  work?(app: App, signal: AbortSignal): Promise<void>
}

export interface OAuthReturn {
  provider: string
  /** What was kept with the state when it began; already taken, so it cannot be used again. */
  begun: {
    feature: string
    orgId: string
    memberId: string
    verifier: string
    sandbox: boolean
    data: Record<string, string>
  }
  code: string | undefined
  /** What the vendor says when the person refused. */
  error: string | undefined
  redirectUri: string
}

export interface WebhookChannel {
  credentials: Record<string, string>
  sandbox: boolean
}

export interface Caller {
  orgId: string
  actor: Actor
  scopes: ReadonlySet<Scope>
  /** The member behind it; none for an API key. */
  memberId?: string
  userId?: string
}

/** Variables that the HTTP server sets before a feature's route runs. */
export interface HttpEnv {
  Variables: {
    ctx: Ctx
    app: App
    requestId: string
    /** Where the request came from, to count tries by; none for this machine itself. */
    address: string | undefined
    /** Set where the answer is a stream: what it ends with. */
    streamEnd?: Promise<StreamEnd>
  }
}

export type FeatureRoutes = OpenAPIHono<HttpEnv>

export const defineFeature = (feature: Feature): Feature => feature
