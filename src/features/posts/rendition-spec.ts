import type { PostLimits } from '#contracts/publisher.ts'
import type { FileFacts } from '#features/media/index.ts'

/** Wider than any platform shows; one that takes less says so in its limits. */
const widestPx = 2048

/**
 * Which rendition of a file a platform gets, e.g. `jpeg-1440-8388608` (format, longest side, most bytes);
 * undefined: the file as it is. Pictures are always made anew: upright, sRGB, without the place and camera that
 * the original names. Films and moving pictures go as they are.
 */
export function renditionSpec(file: FileFacts, limits: PostLimits): string | undefined {
  if (file.kind !== 'image' || !limits.image) return undefined
  const { mimes, maxBytes, maxWidth = widestPx } = limits.image
  if (file.animated && mimes.includes(file.mime)) return undefined
  const format = file.alpha && mimes.includes('image/png') ? 'png' : 'jpeg'
  return `${format}-${maxWidth}-${maxBytes}`
}
