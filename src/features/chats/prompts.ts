import type { ReplyField } from '#contracts/reply.ts'
import type { PostedMessage } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'

/** A form that is asked field by field, in a chat that has no forms. */
export interface ChatPrompt {
  /** Sent back as `submit.form`. */
  form: string
  title: string
  fields: ReplyField[]
  /** Index of the field that is being asked. */
  at: number
  values: Record<string, string>
  /** The message whose button began it. */
  message?: PostedMessage
  /** Id of the message that asks, to which the person replies. */
  asked?: string
}

export interface PromptPlace {
  surface: string
  sandbox: boolean
  channel: string
  userId: string
}

const lifetimeMs = 15 * 60_000

/** What is being asked of this person in this chat; undefined: nothing, or it was too long ago. */
export async function promptOf(app: App, place: PromptPlace): Promise<ChatPrompt | undefined> {
  const row = await app.systemDb
    .selectFrom('chat_prompts')
    .select('prompt')
    .where('surface', '=', place.surface)
    .where('sandbox', '=', place.sandbox)
    .where('channel', '=', place.channel)
    .where('user_id', '=', place.userId)
    .where('expires_at', '>', app.clock.now())
    .executeTakeFirst()
  return row?.prompt
}

/** One at a time: a new one takes the place of the old one. */
export async function savePrompt(app: App, place: PromptPlace, prompt: ChatPrompt): Promise<void> {
  const kept = {
    prompt: JSON.stringify(prompt),
    expires_at: new Date(app.clock.now().getTime() + lifetimeMs),
  }
  const { surface, sandbox, channel, userId } = place
  await app.systemDb
    .insertInto('chat_prompts')
    .values({ surface, sandbox, channel, user_id: userId, ...kept })
    .onConflict((oc) => oc.columns(['surface', 'sandbox', 'channel', 'user_id']).doUpdateSet(kept))
    .execute()
}

/** True: there was one. Two answers to one question: only the first gets it. */
export async function forgetPrompt(app: App, place: PromptPlace): Promise<boolean> {
  const gone = await app.systemDb
    .deleteFrom('chat_prompts')
    .where('surface', '=', place.surface)
    .where('sandbox', '=', place.sandbox)
    .where('channel', '=', place.channel)
    .where('user_id', '=', place.userId)
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}
