import twitter from 'twitter-text'
import type { PostCheck, PostContent, PostLimits, PostMedia } from '#contracts/publisher.ts'

const megabyte = 1024 * 1024

/** Source: X docs, 2026-08. Longer posts need Premium, which the API does not tell. */
export const limits: PostLimits = {
  asOf: '2026-08-22',
  textMax: 280,
  media: { min: 0, max: 4 },
  image: { mimes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'], maxBytes: 5 * megabyte },
  video: {
    mimes: ['video/mp4', 'video/quicktime'],
    maxBytes: 512 * megabyte,
    minSeconds: 0.5,
    maxSeconds: 140,
  },
  altMax: 1000,
  postsPerDay: 10_000,
}
const gifMax = 15 * megabyte
const mostCashtags = 1

/** As X counts: a link is 23, most emoji and CJK characters 2. */
export const countText = (text: string): number => twitter.parseTweet(text.normalize('NFC')).weightedLength

/** The texts as they go out, first to last. A link stands at the end of the first, where X draws its card. */
export function partsOf({ text, link, thread }: PostContent): string[] {
  const first = link && !text.includes(link) ? `${text}\n${link}`.trim() : text
  return [first, ...thread]
}

export function check(content: PostContent): PostCheck[] {
  const parts = partsOf(content)
  return [
    ...parts.flatMap((text, part) => checkText(text, part, content)),
    ...parts.flatMap((_, part) =>
      checkMedia(
        content.media.filter((one) => one.part === part),
        part,
      ),
    ),
    ...(content.firstComment ? checkText(content.firstComment, -1, content) : []),
  ]
}

function checkText(text: string, part: number, content: PostContent): PostCheck[] {
  const field = part === 0 ? 'text' : part < 0 ? 'firstComment' : 'thread'
  const where = part > 0 ? ` in part ${part + 1}` : part < 0 ? ' in the first comment' : ''
  const stop = (message: string): PostCheck => ({ level: 'stop', field, message })
  const count = countText(text)
  const found: PostCheck[] = []
  if (count > limits.textMax)
    found.push(stop(`${count - limits.textMax} characters too many${where}: X takes ${limits.textMax}.`))
  if (text.trim() === '' && !content.media.some((one) => one.part === part))
    found.push(stop(`There is nothing to post${where}. Write something or add a picture.`))
  const cashtags = text.match(/(^|\s)\$[A-Za-z]{1,6}\b/g) ?? []
  if (cashtags.length > mostCashtags)
    found.push(stop(`X takes one cashtag from apps${where}. Take ${cashtags.length - 1} out.`))
  const tags = twitter.extractHashtags(text)
  if (tags.length > 5)
    found.push({ level: 'warn', field, message: `${tags.length} hashtags${where} look like spam on X.` })
  return found
}

function checkMedia(media: readonly PostMedia[], part: number): PostCheck[] {
  const where = part > 0 ? ` in part ${part + 1}` : ''
  const stop = (message: string): PostCheck => ({ level: 'stop', field: 'media', message })
  const single = media.find((one) => one.kind === 'video' || one.mime === 'image/gif')
  if (single && media.length > 1)
    return [
      stop(`A ${single.kind === 'video' ? 'video' : 'GIF'} stands alone on X${where}. Take the others out.`),
    ]
  if (media.length > limits.media.max) return [stop(`X takes ${limits.media.max} pictures${where}.`)]
  return media.flatMap((one) => (one.kind === 'video' ? checkVideo(one, stop) : checkImage(one, stop)))
}

function checkImage(one: PostMedia, stop: (message: string) => PostCheck): PostCheck[] {
  if (!limits.image?.mimes.includes(one.mime)) return [stop('X takes JPEG, PNG, WebP and GIF pictures.')]
  const most = one.mime === 'image/gif' ? gifMax : limits.image.maxBytes
  if (one.bytes > most) return [stop(`This picture is larger than ${most / megabyte} MB.`)]
  return one.alt.length > (limits.altMax ?? 0) ? [stop('The alt text is longer than 1,000 characters.')] : []
}

function checkVideo(one: PostMedia, stop: (message: string) => PostCheck): PostCheck[] {
  const { video } = limits
  if (!video?.mimes.includes(one.mime)) return [stop('X takes MP4 and MOV videos.')]
  if (one.bytes > video.maxBytes) return [stop('This video is larger than 512 MB.')]
  const { seconds } = one
  if (seconds !== undefined && (seconds < 0.5 || seconds > 140))
    return [stop('X takes videos of half a second to 2 minutes 20.')]
  return []
}

/** Pay per use, in US dollars: a post, and one that carries a link. Source: X docs, 2026-08. */
export function cost(content: PostContent) {
  const posts = [...partsOf(content), ...(content.firstComment ? [content.firstComment] : [])]
  const amount = posts.reduce((sum, text) => sum + (twitter.extractUrls(text).length > 0 ? 200 : 15), 0)
  return { amount: amount / 1000, currency: 'USD', per: posts.length === 1 ? 'post' : 'thread' }
}
