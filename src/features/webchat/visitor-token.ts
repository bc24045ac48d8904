import { z } from 'zod'
import type { App } from '#kernel/app.ts'
import { AppError, notFound } from '#kernel/errors.ts'
import type { Chat } from './find-chat.ts'

const purpose = 'webchat visitor'
const dayMs = 24 * 60 * 60 * 1000
/** A proved identity is proved anew by the host's page; a browser's own thread lasts. */
const lifeMs = { verified: dayMs, anonymous: 365 * dayMs }

const claims = z.object({
  /** The channel. */
  c: z.string(),
  /** The visitor's id at this channel. */
  v: z.string(),
  /** Proved by the host. */
  k: z.boolean(),
  n: z.string().optional(),
  e: z.string().optional(),
  /** Ends, in ms. */
  x: z.number(),
})

export interface Visitor {
  id: string
  verified: boolean
  name: string | undefined
  email: string | undefined
}

export function signVisitor(app: App, chat: Chat, visitor: Visitor): { token: string; expiresAt: string } {
  const end = app.clock.now().getTime() + lifeMs[visitor.verified ? 'verified' : 'anonymous']
  const held: z.infer<typeof claims> = {
    c: chat.channel.id,
    v: visitor.id,
    k: visitor.verified,
    x: end,
    ...(visitor.name ? { n: visitor.name } : {}),
    ...(visitor.email ? { e: visitor.email } : {}),
  }
  const body = Buffer.from(JSON.stringify(held)).toString('base64url')
  return {
    token: `${body}.${app.secrets.sign(purpose, body)}`,
    expiresAt: new Date(end).toISOString(),
  }
}

/** undefined for what we did not sign, what has ended, and what belongs to another channel. */
export function readVisitor(app: App, chat: Chat, token: string): Visitor | undefined {
  const found = openToken(app, token)
  return found && found.c === chat.channel.id ? toVisitor(found) : undefined
}

/** The visitor who asks, from the Authorization header. */
export function requireVisitor(app: App, chat: Chat, authorization: string | undefined): Visitor {
  const found = openToken(app, authorization?.replace(/^Bearer /, '') ?? '')
  if (!found) throw new AppError('unauthenticated', 'Your chat has ended. Reload the page to go on.')
  // Another chat's token: as if this chat did not exist.
  if (found.c !== chat.channel.id) throw notFound('chat')
  if (chat.settings.requireIdentity && !found.k) throw signInFirst()
  return toVisitor(found)
}

export const signInFirst = () =>
  new AppError('forbidden', 'Please sign in on this website first, then write to us here.')

function openToken(app: App, token: string): z.infer<typeof claims> | undefined {
  const [body, signature, more] = token.split('.')
  if (!body || !signature || more !== undefined || !app.secrets.verify(purpose, body, signature))
    return undefined
  const held = claims.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
  return held.x > app.clock.now().getTime() ? held : undefined
}

const toVisitor = (held: z.infer<typeof claims>): Visitor => ({
  id: held.v,
  verified: held.k,
  name: held.n,
  email: held.e,
})
