import type { ChatInput } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { newId } from '#kernel/ids.ts'
import { makeOutboxBuffer, writeOutbox } from '#kernel/outbox.ts'
import type { JobSpec } from '#kernel/outbox.ts'
import { cleanJson } from '#kernel/text.ts'

/**
 * Stores what a person did with the job that handles it. It may be acknowledged afterwards.
 *
 * @returns false: the same act was stored before.
 */
export async function storeInput(
  app: App,
  input: ChatInput,
  jobOf: (inputId: string) => JobSpec,
): Promise<boolean> {
  const id = newId()
  const stored = await app.systemDb.transaction().execute(async (db) => {
    const row = await db
      .insertInto('chat_inputs')
      .values({
        id,
        surface: input.surface,
        sandbox: input.sandbox,
        key: input.key,
        input: cleanJson(input),
        received_at: app.clock.now(),
        done_at: null,
      })
      .onConflict((oc) => oc.columns(['surface', 'sandbox', 'key']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!row) return false
    const outbox = makeOutboxBuffer()
    outbox.jobs.push(jobOf(id))
    await writeOutbox(db, null, outbox)
    return true
  })
  if (stored) app.dispatcher.kick()
  return stored
}

export interface StoredInput {
  input: ChatInput
  /** It was done and answered. */
  done: boolean
}

export async function readInput(app: App, id: string): Promise<StoredInput | undefined> {
  const row = await app.systemDb
    .selectFrom('chat_inputs')
    .select(['input', 'done_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { input: row.input, done: row.done_at !== null }
}

export async function markInputDone(app: App, id: string): Promise<void> {
  await app.systemDb
    .updateTable('chat_inputs')
    .set({ done_at: app.clock.now() })
    .where('id', '=', id)
    .execute()
}
