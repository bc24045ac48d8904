import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { forgetInputParts, readInputParts } from '#bots/core/input-parts.ts'
import { receive } from '#bots/core/receive.ts'
import { mergeAlbum } from '../merge-album.ts'

/** Makes one act of an album's pictures. Repeated, it is known by the first picture's key. */
export const job = defineSystemJob({
  name: 'telegram/collect-album',
  lane: 'ingest',
  payload: z.object({ album: z.string() }),
  key: ({ album }) => album,
  async run(app, { album }) {
    const parts = await readInputParts(app, album)
    const whole = mergeAlbum(parts)
    if (!whole) return
    await receive(app, whole)
    await forgetInputParts(app, album, parts)
  },
})
