import { open, readFile } from 'node:fs/promises'
import { AppError, errorText, invalid } from '#kernel/errors.ts'
import { probeImage, sniffMime } from '#kernel/image.ts'
import { maxLibraryImageBytes } from './schema.ts'

/** What a file is, by its own bytes. */
export interface ProbedFile {
  kind: 'image' | 'video'
  mime: string
  /** As shown, upright. */
  width: number
  height: number
  animated: boolean
  alpha: boolean
  seconds: number | null
  rotation: number | null
  codec: string | null
}

/** Enough to know any container by. */
const headBytes = 64 * 1024

/** Throws `invalid` for what no platform would take: nothing but pictures and films is published. */
export async function probeFile(path: string, size: number): Promise<ProbedFile> {
  const mime = await sniffMime(await headOf(path))
  if (mime?.startsWith('image/')) {
    if (size > maxLibraryImageBytes) {
      throw invalid(
        `This picture is larger than ${maxLibraryImageBytes / 1024 / 1024} MiB. Send a smaller one.`,
      )
    }
    return probePicture(new Uint8Array(await readFile(path)))
  }
  if (mime?.startsWith('video/')) return probeFilm(path, mime)
  throw invalid('The library takes pictures (JPEG, PNG, WebP, GIF) and films (MP4, MOV, WebM).')
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return new Uint8Array(buffer.buffer, buffer.byteOffset, bytesRead)
  } finally {
    await file.close()
  }
}

async function probePicture(bytes: Uint8Array): Promise<ProbedFile> {
  const facts = await probeImage(bytes)
  const { default: sharp } = await import('sharp')
  const { isOpaque } = await opaque(sharp(bytes, { pages: 1 }))
  return {
    kind: 'image',
    mime: facts.mime,
    width: facts.width,
    height: facts.height,
    animated: facts.animated,
    alpha: !isOpaque,
    seconds: null,
    rotation: null,
    codec: null,
  }
}

/** Unpacks it, too: a picture with a broken body is found here, not at its slot. */
async function opaque(image: import('sharp').Sharp): Promise<{ isOpaque: boolean }> {
  try {
    return await image.timeout({ seconds: 15 }).stats()
  } catch (error) {
    throw new AppError('invalid', 'This picture is broken: it cannot be shown. Send it again.', {
      cause: error,
    })
  }
}

async function probeFilm(path: string, mime: string): Promise<ProbedFile> {
  const { ALL_FORMATS, FilePathSource, Input } = await import('mediabunny')
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(path) })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (!track) throw invalid('This film has no picture. Send another one.')
    return {
      kind: 'video',
      mime,
      width: await track.getDisplayWidth(),
      height: await track.getDisplayHeight(),
      animated: false,
      alpha: false,
      seconds: Math.round((await input.computeDuration()) * 1000) / 1000,
      rotation: await track.getRotation(),
      codec: await track.getCodec(),
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('invalid', `This film cannot be read (${errorText(error)}). Export it again as MP4.`, {
      cause: error,
    })
  } finally {
    input.dispose()
  }
}
