import type { REST } from 'discord.js'
import { z } from 'zod'
import { errorText } from '#kernel/errors.ts'
import type { Logger } from '#kernel/log.ts'
import { threadSchema, threadTypes } from './schema.ts'

const mostKnown = 10_000

export interface Threads {
  /** Channels and threads as Discord tells of them. */
  learn(channels: unknown): void
  /** Undefined: no thread. `isOurs`: the bot opened it, or it hangs on a message of the bot's. */
  find(id: string, botId: string): Promise<{ parent: string; isOurs: boolean } | undefined>
}

interface Known {
  parent: string | undefined
  owner: string | undefined
  isOurs?: boolean
}

const authorSchema = z.object({ author: z.object({ id: z.string() }) })

/** A message does not say that it stands in a thread; so what is known of channels is kept, the rest is asked for. */
export function makeThreads(rest: REST, log: Logger): Threads {
  const known = new Map<string, Known>()
  function learnOne(channel: unknown): Known | undefined {
    const parsed = threadSchema.safeParse(channel)
    if (!parsed.success) return undefined
    const { id, type, parent_id: parent, owner_id: owner } = parsed.data
    const isThread = threadTypes.includes(type)
    const one: Known = { parent: isThread ? (parent ?? undefined) : undefined, owner: owner ?? undefined }
    if (known.size >= mostKnown) known.delete(known.keys().next().value ?? '')
    known.set(id, one)
    return one
  }
  /** A thread on a message has that message's id. */
  async function hangsOnOurs(parent: string, id: string, botId: string): Promise<boolean> {
    try {
      const message = authorSchema.parse(await rest.get(`/channels/${parent}/messages/${id}`))
      return message.author.id === botId
    } catch (error) {
      if (/Unknown Message|Missing Access|Missing Permissions/.test(errorText(error))) return false
      throw error
    }
  }
  return {
    learn: (channels) => {
      for (const channel of Array.isArray(channels) ? channels : []) learnOne(channel)
    },
    async find(id, botId) {
      try {
        const one = known.get(id) ?? learnOne(await rest.get(`/channels/${id}`))
        if (one?.parent === undefined) return undefined
        one.isOurs ??= one.owner === botId || (await hangsOnOurs(one.parent, id, botId))
        return { parent: one.parent, isOurs: one.isOurs }
      } catch (error) {
        // What was said to the bot is not lost by this: it is read as of a channel.
        log.info({ reason: errorText(error), channel: id }, 'a channel was not looked at')
        return undefined
      }
    },
  }
}
