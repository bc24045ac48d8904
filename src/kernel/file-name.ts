const longest = 120
const longestExtension = 16
/** Names that Windows keeps for devices. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i

/**
 * A name that is safe to offer for download and to show: no path, no control or direction characters (which
 * make `exe.jpg` of `gpj.exe`), at most 120 characters, the extension kept.
 */
export function safeFileName(name: string): string {
  const clean = name
    .toWellFormed()
    .replace(/\p{C}/gu, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .replace(deviceName, '_$1')
  if (clean === '') return 'file'
  const dot = clean.lastIndexOf('.')
  const extension = dot > 0 && clean.length - dot <= longestExtension ? clean.slice(dot) : ''
  const stem = extension === '' ? clean : clean.slice(0, dot)
  return cut(stem, longest - extension.length) + extension
}

/** At most `max` UTF-16 units, without half a character at the end. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text
  let end = 0
  for (const { index, segment } of new Intl.Segmenter().segment(text)) {
    if (index + segment.length > max) break
    end = index + segment.length
  }
  return text.slice(0, end)
}
