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
  /** A loop of the worker role that is not a job (polling a vendor); ends when the signal fires. */
  work?(app: App, signal: AbortSignal): Promise<void>
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
  }
}

export type FeatureRoutes = OpenAPIHono<HttpEnv>

export const defineFeature = (feature: Feature): Feature => feature
