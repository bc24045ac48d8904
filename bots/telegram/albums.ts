import { sql } from 'kysely'
import type { ChatInput } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { makeOutboxBuffer, systemJobSpec, writeOutbox } from '#kernel/outbox.ts'
import { cleanJson } from '#kernel/text.ts'
import { job } from './jobs/collect-album.ts'

/** Telegram sends the pictures of an album one after the other, and never says which is the last. */
const quietMs = 1_000

/** Keeps one picture; each that follows puts off the moment at which they become one act. */
export async function keepAlbumPart(app: App, album: string, input: ChatInput): Promise<void> {
  const now = app.clock.now()
  await app.systemDb.transaction().execute(async (db) => {
    await sql`insert into telegram_album_parts (album, key, input, at)
      values (${album}, ${input.key}, ${cleanJson(input)}::text::jsonb, ${now})
      on conflict (album, key) do nothing`.execute(db)
    const outbox = makeOutboxBuffer()
    outbox.jobs.push(systemJobSpec(job, { album }, { runAt: new Date(now.getTime() + quietMs) }))
    await writeOutbox(db, null, outbox)
  })
  app.dispatcher.kick()
}
