import { createHash, randomUUID } from 'node:crypto'
import type { REST } from 'discord.js'
import { ChatError } from '#contracts/surface.ts'
import type { ChatPlace, PostedMessage, WorkspaceIo } from '#contracts/surface.ts'
import type { Drawn } from './attach.ts'
import { failureOf, repeatable } from './failures.ts'
import { limits } from './limits.ts'

const tries = 3

/** Where Discord keeps it: a thread is a channel of its own. */
export const channelOf = ({ channel, thread }: ChatPlace): string => thread ?? channel

/** The same key within a few minutes gives the message that is there already. */
const nonceOf = (key: string | undefined): string =>
  createHash('sha256')
    .update(key ?? randomUUID())
    .digest('base64url')
    .slice(0, limits.nonce)

export interface Sending {
  /** Answers the same act once, however often it is answered. */
  key?: string
  /** The message that it answers. */
  answers?: string
}

/** Posts a message. A lost answer is asked for again under the same nonce, so that nothing is there twice. */
export async function sendMessage(
  rest: REST,
  io: WorkspaceIo,
  place: ChatPlace,
  drawn: Drawn,
  { key, answers }: Sending = {},
): Promise<PostedMessage> {
  const body = {
    ...drawn.message,
    nonce: nonceOf(key),
    enforce_nonce: true,
    ...(answers === undefined
      ? {}
      : { message_reference: { message_id: answers, fail_if_not_exists: false } }),
  }
  let inThread = false
  for (let attempt = 1; ; attempt += 1) {
    try {
      const posted = await rest.post(`/channels/${channelOf(place)}/messages`, { body, files: drawn.files })
      return { ...place, message: idOf(posted) }
    } catch (error) {
      const failure = failureOf(error, io.clock.now(), true)
      if (failure.kind === 'gone' && place.thread !== undefined && !inThread) {
        await openThread(rest, io, { channel: place.channel, thread: place.thread })
        inThread = true
        continue
      }
      if (failure.kind !== 'outcome_unknown' || attempt >= tries) throw failure
    }
  }
}

/** A thread has the id of the message that it hangs on; it begins with the first answer. */
async function openThread(rest: REST, io: WorkspaceIo, place: { channel: string; thread: string }) {
  const { channel, thread } = place
  const body = { name: 'Conversation', auto_archive_duration: 10_080 }
  await repeatable(io.clock.now(), rest.post(`/channels/${channel}/messages/${thread}/threads`, { body }))
}

export function idOf(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string')
    return answer.id
  throw new ChatError('outcome_unknown', 'Discord answered without saying which message this is.')
}
