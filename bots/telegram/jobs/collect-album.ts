import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import type { ChatInput } from '#contracts/surface.ts'
import { receive } from '#bots/core/receive.ts'
import { mergeAlbum } from '../merge-album.ts'

/** Makes one act of an album's pictures. Repeated, it is known by the first picture's key. */
export const job = defineSystemJob({
  name: 'telegram/collect-album',
  lane: 'ingest',
  payload: z.object({ album: z.string() }),
  key: ({ album }) => album,
  async run(app, { album }) {
    const { rows } = await sql<{ key: string; input: ChatInput }>`
      select key, input from telegram_album_parts where album = ${album}`.execute(app.systemDb)
    const merged = mergeAlbum(rows.map(({ input }) => input))
    if (!merged) return
    await receive(app, merged)
    const keys = rows.map(({ key }) => key)
    await sql`delete from telegram_album_parts where album = ${album} and key = any(${keys})`.execute(
      app.systemDb,
    )
  },
})
