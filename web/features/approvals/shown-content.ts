import type { ShownContent, ShownMedia } from './content-card.tsx'
import type { PostView } from './approvals-api.ts'

const mediaOf = (post: PostView['targets'][number]['content']): ShownMedia[] =>
  post.media.map(({ mediaId, kind, alt }) => ({
    mediaId,
    kind,
    alt,
    urls: [`/media/${mediaId}`, `/media/${mediaId}/preview`],
  }))

/** What each account gets; accounts that get the same stand together. */
export function shownContent(post: PostView): ShownContent[] {
  const groups = Map.groupBy(post.targets, ({ content }) => {
    const { media, options: _options, ...words } = content
    return JSON.stringify([words, media.map((one) => [one.mediaId, one.alt])])
  })
  return [...groups.values()].flatMap((targets) => {
    const content = targets[0]?.content
    if (!content) return []
    return [
      {
        accounts: targets.map(({ channelName, platform, connector }) => ({
          name: channelName,
          platform,
          connector,
        })),
        format: formatWords[content.format],
        text: content.text,
        thread: content.thread,
        link: content.link,
        firstComment: content.firstComment,
        media: mediaOf(content),
        options: optionsOf(targets),
      },
    ]
  })
}

const usual = new Set(['everyone', 'yes'])
const words = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** What is set for an account beyond what is usual: "@shop: replies following". */
const optionsOf = (targets: PostView['targets']): string[] =>
  targets.flatMap(({ channelName, content }) => {
    const set = Object.entries(content.options)
      .filter(([, value]) => value !== '' && !usual.has(value))
      .map(([name, value]) => `${words(name)} ${value}`)
    return set.length > 0 ? [`${channelName}: ${set.join(', ')}`] : []
  })

export const formatWords: Record<PostView['targets'][number]['content']['format'], string> = {
  text: 'Text',
  link: 'Link',
  image: 'Picture',
  carousel: 'Carousel',
  video: 'Video',
  reel: 'Reel',
  story: 'Story',
  thread: 'Thread',
}
