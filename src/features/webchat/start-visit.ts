import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { channelIo } from '#features/channels/index.ts'
import type { App } from '#kernel/app.ts'
import { AppError, invalid } from '#kernel/errors.ts'
import type { Chat } from './find-chat.ts'
import type { Visit, VisitInput } from './schema.ts'
import { readVisitor, signInFirst, signVisitor } from './visitor-token.ts'
import type { Visitor } from './visitor-token.ts'

/** Before the ids of visitors without a proved identity, which no host may use for its own. */
const anonymousPrefix = 'anon-'

/** A new visitor, a known one who comes back, or one whom the host's page vouches for. */
export function startVisit(app: App, chat: Chat, input: VisitInput): Visit {
  const visitor =
    input.userId === undefined ? anonymous(app, chat, input) : verified(app, chat, input.userId, input)
  return { ...signVisitor(app, chat, visitor), verified: visitor.verified }
}

function anonymous(app: App, chat: Chat, input: VisitInput): Visitor {
  const known = input.token === undefined ? undefined : readVisitor(app, chat, input.token)
  // A token of a proved identity is not prolonged without new proof.
  if (known?.verified) throw new AppError('unauthenticated', 'Please sign in on this website again.')
  if (chat.settings.requireIdentity) throw signInFirst()
  return {
    id: known?.id ?? `${anonymousPrefix}${randomUUID()}`,
    verified: false,
    name: input.name || known?.name,
    email: input.email ?? known?.email,
  }
}

function verified(app: App, chat: Chat, userId: string, input: VisitInput): Visitor {
  if (userId.startsWith(anonymousPrefix)) throw invalid(`A user id must not begin with ${anonymousPrefix}.`)
  const secret = channelIo(app, chat.channel).credentials['identitySecret'] ?? ''
  const expected = createHmac('sha256', secret).update(userId).digest()
  const given = Buffer.from(input.hmac ?? '', 'hex')
  if (secret === '' || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new AppError('forbidden', 'This website could not prove who you are. Please tell its owner.')
  }
  return { id: userId, verified: true, name: input.name, email: input.email }
}
