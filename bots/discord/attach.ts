import type { RawFile } from 'discord.js'
import type { ChatPart, ChatView, WorkspaceIo } from '#contracts/surface.ts'
import { ChatError } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import type { DiscordMessage } from './components.ts'
import { limits } from './limits.ts'
import { render } from './render.ts'

export interface Drawn {
  message: DiscordMessage
  files: RawFile[]
}

type MediaPart = Extract<ChatPart, { kind: 'image' | 'file' }>
type Read = { bytes: Uint8Array; mime: string; name: string }

const isMedia = (part: ChatPart): part is MediaPart => part.kind === 'image' || part.kind === 'file'
/** For the rest of the request: the message itself and the seams. */
const mostBytes = limits.requestBytes - 64 * 1024

/** Draws the view and reads the files that go with it; what is too large for Discord is named instead. */
export async function drawWithFiles(io: WorkspaceIo, view: ChatView): Promise<Drawn> {
  const read = new Map<string, Read>()
  const parts: ChatPart[] = []
  let size = 0
  for (const part of view.parts) {
    if (!isMedia(part) || read.has(part.mediaId)) {
      parts.push(part)
      continue
    }
    const file = read.size < limits.attachments ? await readFile(io, part.mediaId) : undefined
    const bytes = file?.bytes.byteLength ?? 0
    if (!file || bytes > limits.fileBytes || size + bytes > mostBytes) {
      parts.push({ kind: 'text', tone: 'quiet', text: missing(part, bytes) })
      continue
    }
    size += bytes
    read.set(part.mediaId, file)
    parts.push(part)
  }
  const { message, files } = render({ ...view, parts })
  return {
    message,
    files: files.flatMap(({ mediaId, filename }) => {
      const file = read.get(mediaId)
      return file ? [{ name: filename, data: Buffer.from(file.bytes), contentType: file.mime }] : []
    }),
  }
}

function missing(part: MediaPart, bytes: number): string {
  const name = part.kind === 'file' ? part.name : part.alt || 'A picture'
  return bytes > 0 ? `${name}: too large for Discord, look in Parley` : `${name}: look in Parley`
}

/** A file that is gone must not keep the words back. */
async function readFile(io: WorkspaceIo, mediaId: string): Promise<Read | undefined> {
  try {
    return await io.file(mediaId)
  } catch (error) {
    if (error instanceof ChatError) throw error
    io.log.warn({ reason: errorText(error), mediaId }, 'a file of a message was not read')
    return undefined
  }
}
