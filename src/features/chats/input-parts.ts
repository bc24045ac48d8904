import type { ChatInput } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { makeOutboxBuffer, writeOutbox } from '#kernel/outbox.ts'
import type { JobSpec } from '#kernel/outbox.ts'
import { cleanJson } from '#kernel/text.ts'

/**
 * Stores a part of an act that comes in several, with the job that makes one act of them. It may be acknowledged
 * afterwards. `whole` says what it is a part of.
 */
export async function storeInputPart(app: App, whole: string, input: ChatInput, job: JobSpec): Promise<void> {
  await app.systemDb.transaction().execute(async (db) => {
    await db
      .insertInto('chat_input_parts')
      .values({ whole, key: input.key, input: cleanJson(input), at: app.clock.now() })
      .onConflict((oc) => oc.columns(['whole', 'key']).doNothing())
      .execute()
    const outbox = makeOutboxBuffer()
    outbox.jobs.push(job)
    await writeOutbox(db, null, outbox)
  })
  app.dispatcher.kick()
}

export async function readInputParts(app: App, whole: string): Promise<ChatInput[]> {
  const rows = await app.systemDb
    .selectFrom('chat_input_parts')
    .select('input')
    .where('whole', '=', whole)
    .execute()
  return rows.map(({ input }) => input)
}

/** They are one act now. */
export async function forgetInputParts(app: App, whole: string, parts: readonly ChatInput[]): Promise<void> {
  const keys = parts.map(({ key }) => key)
  if (keys.length === 0) return
  await app.systemDb
    .deleteFrom('chat_input_parts')
    .where('whole', '=', whole)
    .where('key', 'in', keys)
    .execute()
}
