import type { z } from 'zod'

/**
 * A kind of event: what `emit` writes and what jobs, the live stream and later webhooks follow. Payloads
 * are frozen facts of that moment, parsed when written; keep them under 8 KB, and never put secrets in.
 */
export interface EventKind<Type extends string = string, Payload extends z.ZodObject = z.ZodObject> {
  type: Type
  payload: Payload
  /** Who may see it on the live stream: a member needs this scope. Absent: it is never streamed. */
  stream?: import('./scopes.ts').Scope
}

export function defineEvent<Type extends string, Payload extends z.ZodObject>(
  kind: EventKind<Type, Payload>,
): EventKind<Type, Payload> {
  return kind
}

export type ActorKind = 'member' | 'api_key' | 'rule' | 'contact' | 'guest' | 'system'

/** Who did it. `id`: member, key or rule id; none for the system. */
export interface Actor {
  kind: ActorKind
  id?: string
  name: string
}

/** An event as it stands in the log. `pos` grows in commit order (a bigint, as text). */
export interface LoggedEvent<Payload = Record<string, unknown>> {
  orgId: string
  pos: string
  type: string
  objectId: string | null
  payload: Payload
  actor: Actor
  requestId: string
  at: string
}
