import type { PostCheck, PostContent, PostLimits, PostMedia } from '#contracts/publisher.ts'

const megabyte = 1024 * 1024

/** Source: Meta's content publishing and Reels documentation, 2026-08. */
export const limits: PostLimits = {
  asOf: '2026-08-15',
  textMax: 2200,
  hashtagsMax: 30,
  mentionsMax: 20,
  media: { min: 1, max: 10 },
  image: {
    mimes: ['image/jpeg'],
    maxBytes: 8 * megabyte,
    minWidth: 320,
    maxWidth: 1440,
    aspect: { min: 0.8, max: 1.91 },
  },
  video: {
    mimes: ['video/mp4', 'video/quicktime'],
    maxBytes: 300 * megabyte,
    minSeconds: 3,
    maxSeconds: 900,
  },
  altMax: 1000,
  postsPerDay: 100,
}
const storySeconds = 60
const storyBytes = 100 * megabyte

/** In UTF-16 units: on the safe side where Instagram counts characters. */
export const countText = (text: string): number => text.length

export function check(content: PostContent): PostCheck[] {
  return [
    ...checkFormat(content),
    ...checkCaption(content),
    ...content.media.flatMap((one) => checkMedium(one, content.format)),
  ]
}

const stop = (field: PostCheck['field'], message: string): PostCheck => ({ level: 'stop', field, message })
const warn = (field: PostCheck['field'], message: string): PostCheck => ({ level: 'warn', field, message })

function checkFormat({ format, media, thread, link, text }: PostContent): PostCheck[] {
  const videos = media.filter((one) => one.kind === 'video').length
  const found: PostCheck[] = []
  if (media.length === 0) return [stop('media', 'Instagram needs a picture or a video. Add one.')]
  if (thread.length > 0) found.push(stop('thread', 'Instagram has no threads. Put it all in the caption.'))
  if (format === 'carousel' && (media.length < 2 || media.length > 10))
    found.push(stop('media', 'A carousel has 2 to 10 pictures or videos.'))
  if (format !== 'carousel' && media.length > 1)
    found.push(stop('media', 'Only a carousel holds several. Choose it, or take the others out.'))
  if ((format === 'reel' || format === 'video') && videos !== 1)
    found.push(stop('media', 'A reel is one video. Add it.'))
  if (format === 'image' && videos > 0) found.push(stop('format', 'This is a video. Choose Reel or Story.'))
  if (!['image', 'carousel', 'reel', 'video', 'story'].includes(format))
    found.push(stop('format', 'Instagram takes a picture, carousel, reel or story.'))
  if (format === 'story' && text.trim() !== '')
    found.push(warn('text', 'A story shows no caption. The text stays here.'))
  if (link) found.push(warn('link', 'Links cannot be clicked in a caption.'))
  return found
}

function checkCaption({ text, firstComment, format }: PostContent): PostCheck[] {
  if (format === 'story') return firstComment ? [stop('firstComment', 'A story takes no comment.')] : []
  const found: PostCheck[] = []
  const over = countText(text) - limits.textMax
  if (over > 0) found.push(stop('text', `The caption is ${over} characters too long: Instagram takes 2,200.`))
  const tags = (text.match(/#[\p{L}\p{N}_]+/gu) ?? []).length
  if (tags > 30) found.push(stop('text', `Take ${tags - 30} hashtags out: Instagram takes 30.`))
  const mentions = (text.match(/@[\w.]+/g) ?? []).length
  if (mentions > 20) found.push(stop('text', `Take ${mentions - 20} mentions out: Instagram takes 20.`))
  return found
}

function checkMedium(one: PostMedia, format: PostContent['format']): PostCheck[] {
  const name = one.kind === 'video' ? 'video' : 'picture'
  const rule = one.kind === 'video' ? limits.video : limits.image
  if (!rule?.mimes.includes(one.mime))
    return [
      stop('media', `Instagram takes ${one.kind === 'video' ? 'MP4 and MOV videos' : 'JPEG pictures'}.`),
    ]
  const most = format === 'story' && one.kind === 'video' ? storyBytes : rule.maxBytes
  if (one.bytes > most) return [stop('media', `This ${name} is larger than ${most / megabyte} MB.`)]
  const found: PostCheck[] = []
  const { width, height, seconds } = one
  if (one.kind === 'image' && width && height && format !== 'story') {
    const aspect = width / height
    if (aspect < 0.795 || aspect > 1.915)
      found.push(stop('media', 'This picture is too tall or too wide: between 4:5 and 1.91:1. Crop it.'))
  }
  if (one.kind === 'image' && width !== undefined && width < 320)
    found.push(warn('media', 'This picture is small: 1,080 pixels wide looks best.'))
  if (seconds !== undefined) {
    if (seconds < 3) found.push(stop('media', 'This video is shorter than 3 seconds.'))
    const longest = format === 'story' ? storySeconds : 900
    if (seconds > longest) found.push(stop('media', `This video is longer than ${longest / 60} minutes.`))
  }
  if (one.alt.length > 1000) found.push(stop('media', 'The alt text is longer than 1,000 characters.'))
  return found
}
