import type { ChatInput } from '#contracts/surface.ts'
import { storeInputPart } from '#bots/core/input-parts.ts'
import type { App } from '#kernel/app.ts'
import { systemJobSpec } from '#kernel/outbox.ts'
import { job } from './jobs/collect-album.ts'

/** Telegram sends the pictures of an album one after the other, and never says which is the last. */
const quietMs = 1_000

/** Keeps one picture; each that follows puts off the moment at which they become one act. */
export async function keepAlbumPart(app: App, album: string, input: ChatInput): Promise<void> {
  const runAt = new Date(app.clock.now().getTime() + quietMs)
  await storeInputPart(
    app,
    `telegram:${album}`,
    input,
    systemJobSpec(job, { album: `telegram:${album}` }, { runAt }),
  )
}
