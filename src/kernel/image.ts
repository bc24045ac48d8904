import type { Sharp } from 'sharp'
import { invalid } from './errors.ts'

export interface ImageFacts {
  mime: string
  /** As shown: the camera's rotation is taken into account. */
  width: number
  height: number
  animated: boolean
}

/** What browsers send and show. No SVG: it is a program, and it can ask for other files. */
const imageMimes = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'image/tiff'])
/** 50 megapixels: more than a phone's photo, 200 MB when unpacked. */
const maxPixels = 50_000_000
const timeoutSeconds = 15

const notAnImage = () => invalid('This file is not an image we can read. Send a JPEG, PNG, WebP or GIF.')
const tooLarge = () => invalid('This image has too many pixels. Send one of at most 50 megapixels.')

/** The type that the bytes themselves show, or undefined. Text and SVG have no mark of their own. */
export async function sniffMime(bytes: Uint8Array): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type')
  return (await fileTypeFromBuffer(bytes))?.mime
}

async function openImage(bytes: Uint8Array): Promise<{ mime: string; image: Sharp }> {
  const sniffed = await sniffMime(bytes)
  const mime = sniffed === 'image/apng' ? 'image/png' : sniffed
  if (mime === undefined || !imageMimes.has(mime)) throw notAnImage()
  const { default: sharp } = await import('sharp')
  return { mime, image: sharp(bytes, { limitInputPixels: maxPixels }).timeout({ seconds: timeoutSeconds }) }
}

async function refuseBroken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof Error && /pixel limit/.test(error.message) ? tooLarge() : notAnImage()
  }
}

/** Reads the head only. Throws `invalid` for what is not an image, or is too large to unpack. */
export async function probeImage(bytes: Uint8Array): Promise<ImageFacts> {
  const { mime, image } = await openImage(bytes)
  const { autoOrient, pages = 1, ...head } = await refuseBroken(image.metadata())
  if (head.width * head.height > maxPixels) throw tooLarge()
  return { mime, width: autoOrient.width, height: autoOrient.height, animated: pages > 1 }
}

/**
 * A WebP of at most `maxPx` on its longer side: first frame, upright, without the place and camera that the
 * original names. The bytes are ours, so they may be shown inline.
 */
export async function reencodePreview(
  bytes: Uint8Array,
  options: { maxPx: number },
): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  await probeImage(bytes)
  const { image } = await openImage(bytes)
  const { maxPx } = options
  const resized = image
    .autoOrient()
    .resize({ width: maxPx, height: maxPx, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80 })
  const { data, info } = await refuseBroken(resized.toBuffer({ resolveWithObject: true }))
  return { bytes: data, width: info.width, height: info.height }
}
