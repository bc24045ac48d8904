import type { WebClient } from '@slack/web-api'
import type { ChatView, WorkspaceIo } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'

const mostKept = 500
const readyWithinMs = 3000

/** Slack's ids of pictures that were uploaded: a card that is drawn anew shows the same file. */
export interface Uploads {
  /** Slack's file of each picture of the view. One that could not be uploaded is left out. */
  images(client: WebClient, io: WorkspaceIo, view: ChatView): Promise<Map<string, string>>
}

export function makeUploads(): Uploads {
  const kept = new Map<string, Promise<string>>()

  function uploadOnce(client: WebClient, io: WorkspaceIo, mediaId: string, alt: string): Promise<string> {
    const key = `${io.workspace.id}:${mediaId}`
    const known = kept.get(key)
    if (known) return known
    const work = uploadImage(client, io, mediaId, alt)
    kept.set(key, work)
    work.catch(() => kept.delete(key))
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    return work
  }

  return {
    async images(client, io, view) {
      const found = new Map<string, string>()
      for (const part of view.parts) {
        if (part.kind !== 'image' || found.has(part.mediaId)) continue
        try {
          found.set(part.mediaId, await uploadOnce(client, io, part.mediaId, part.alt))
        } catch (error) {
          io.log.warn(
            { reason: errorText(error), media: part.mediaId },
            'a picture could not be given to Slack',
          )
        }
      }
      return found
    },
  }
}

async function uploadImage(
  client: WebClient,
  io: WorkspaceIo,
  mediaId: string,
  alt: string,
): Promise<string> {
  const file = await io.file(mediaId)
  const done = await client.filesUploadV2({
    file: Buffer.from(file.bytes),
    filename: file.name,
    alt_text: alt.toWellFormed().slice(0, 1000),
  })
  const id = done.files[0]?.files?.[0]?.id
  if (!id) throw new Error('Slack took the file but gave no id')
  await untilReady(client, id)
  return id
}

/** Slack takes a file over some time after it says that it has it; a block that names it before is refused. */
async function untilReady(client: WebClient, id: string): Promise<void> {
  for (let waited = 0, pause = 100; waited < readyWithinMs; waited += pause, pause *= 2) {
    const { file } = await client.files.info({ file: id })
    if (file?.mimetype) return
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** Files that are no pictures go under the message. */
export async function shareFiles(
  client: WebClient,
  io: WorkspaceIo,
  view: ChatView,
  to: { channel: string; thread?: string },
): Promise<void> {
  for (const part of view.parts) {
    if (part.kind !== 'file') continue
    try {
      const file = await io.file(part.mediaId)
      const common = {
        file: Buffer.from(file.bytes),
        filename: part.name || file.name,
        channel_id: to.channel,
      }
      await client.filesUploadV2(to.thread === undefined ? common : { ...common, thread_ts: to.thread })
    } catch (error) {
      io.log.warn({ reason: errorText(error), media: part.mediaId }, 'a file could not be given to Slack')
    }
  }
}
