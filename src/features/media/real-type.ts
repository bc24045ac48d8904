import { AppError } from '#kernel/errors.ts'
import { probeImage, sniffMime } from '#kernel/image.ts'
import type { MediaKind } from './schema.ts'

export interface RealType {
  mime: string
  kind: MediaKind
  /** Set for images that can be decoded. */
  size?: { width: number; height: number }
}

const unknownMime = 'application/octet-stream'
/** Types whose bytes carry no mark, and which no browser runs: here the sender's word is taken. */
const unmarked = /^(text\/(plain|csv|markdown|calendar|vcard)|application\/json)$/
/** Word, Excel and PowerPoint of old share one container, which is all that the bytes show. */
const oldOffice = /^application\/(msword|vnd\.ms-(excel|powerpoint))$/

/** What a file is by its bytes. An image that cannot be decoded is a file: it is kept, but never shown. */
export async function realType(bytes: Uint8Array, declared?: string): Promise<RealType> {
  const mime = mimeOf(bare(await sniffMime(bytes)), bare(declared))
  if (mime.startsWith('image/')) {
    const facts = await probe(bytes)
    if (facts) return { mime: facts.mime, kind: 'image', size: { width: facts.width, height: facts.height } }
  }
  if (mime.startsWith('video/')) return { mime, kind: 'video' }
  if (mime.startsWith('audio/')) return { mime, kind: 'audio' }
  return { mime, kind: 'file' }
}

function mimeOf(sniffed: string | undefined, declared: string | undefined): string {
  if (sniffed === undefined) return declared && unmarked.test(declared) ? declared : unknownMime
  // A voice message and a film share their container.
  if (/^video\/(webm|mp4)$/.test(sniffed) && declared === sniffed.replace('video', 'audio')) return declared
  if (sniffed === 'application/x-cfb' && declared && oldOffice.test(declared)) return declared
  return sniffed
}

/** `audio/ogg; codecs=opus` → `audio/ogg`: what platforms list as allowed has no parameters. */
const bare = (mime: string | undefined) => mime?.split(';')[0]?.trim().toLowerCase()

async function probe(bytes: Uint8Array) {
  try {
    return await probeImage(bytes)
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return undefined
    throw error
  }
}
