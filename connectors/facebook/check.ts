import type { PostCheck, PostContent, PostLimits } from '#contracts/publisher.ts'

const megabyte = 1024 * 1024

/** Source: Meta's Pages API documentation, 2026-08. */
export const limits: PostLimits = {
  asOf: '2026-08-15',
  textMax: 63_206,
  media: { min: 0, max: 10 },
  image: { mimes: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'], maxBytes: 4 * megabyte },
  video: { mimes: ['video/mp4', 'video/quicktime'], maxBytes: 1024 * megabyte, maxSeconds: 14_400 },
  altMax: 1000,
}

/** Facebook counts UTF-16 units, as JavaScript does. */
export const countText = (text: string): number => text.length

const stop = (field: PostCheck['field'], message: string): PostCheck => ({ level: 'stop', field, message })

export function check({ text, link, media, thread }: PostContent): PostCheck[] {
  const found: PostCheck[] = []
  const over = text.length - limits.textMax
  if (over > 0) found.push(stop('text', `The text is ${over} characters too long for Facebook.`))
  if (text.trim() === '' && !link && media.length === 0)
    found.push(stop('text', 'There is nothing to post. Write something, or add a link or a picture.'))
  if (thread.length > 0) found.push(stop('thread', 'Facebook has no threads. Put it all in one text.'))
  const videos = media.filter((one) => one.kind === 'video')
  if (videos.length > 0 && media.length > 1)
    found.push(stop('media', 'A video stands alone on Facebook. Take the others out.'))
  if (media.length > 10)
    found.push(stop('media', `Take ${media.length - 10} pictures out: Facebook takes 10.`))
  if (link && media.length > 0)
    found.push({
      level: 'warn',
      field: 'link',
      message: 'With media the link shows as text, without a card.',
    })
  for (const one of media) {
    const rule = one.kind === 'video' ? limits.video : limits.image
    if (!rule?.mimes.includes(one.mime)) found.push(stop('media', `Facebook does not take ${one.mime}.`))
    else if (one.bytes > rule.maxBytes)
      found.push(stop('media', `This ${one.kind} is larger than ${rule.maxBytes / megabyte} MB.`))
  }
  return found
}
