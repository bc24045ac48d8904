import { Film, ImageOff, Link2, MessageSquareText } from 'lucide-react'
import { useState } from 'react'
import { ChannelMark } from '../../ui/channel-mark.tsx'

export interface ShownMedia {
  mediaId: string
  kind: 'image' | 'video'
  alt: string
  /** Tried in this order. */
  urls: readonly string[]
}

export interface ShownContent {
  accounts: readonly { name: string; platform: string; connector: string }[]
  format: string
  text: string
  thread: readonly string[]
  link?: string | undefined
  firstComment?: string | undefined
  media: readonly ShownMedia[]
  options: readonly string[]
}

/** Exactly what readers of these accounts would see. */
export const ContentCard = ({ content }: { content: ShownContent }) => (
  <article
    aria-label={`On ${content.accounts.map(({ name }) => name).join(', ')}`}
    className="overflow-hidden rounded border border-line bg-surface"
  >
    <header className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-ground px-4 py-2">
      {content.accounts.map((account) => (
        <span
          key={`${account.platform} ${account.name}`}
          className="flex items-center gap-1.5 text-list font-medium"
        >
          <ChannelMark connector={account.connector} name={account.platform} className="text-muted" />
          {account.name}
        </span>
      ))}
      <span className="ml-auto text-meta text-muted">{content.format}</span>
    </header>
    <div className="flex flex-col gap-3 p-4">
      {content.text ? <Words text={content.text} /> : null}
      {content.media.length > 0 ? <Strip media={content.media} /> : null}
      {content.thread.map((text, index) => (
        <div key={index} className="border-l-2 border-line pl-3">
          <Words text={text} />
        </div>
      ))}
      {content.link ? (
        <p className="flex items-center gap-1.5 text-list text-muted">
          <Link2 aria-hidden className="size-4 shrink-0" />
          <span className="min-w-0 break-all">{content.link}</span>
        </p>
      ) : null}
      {content.firstComment ? (
        <p className="flex items-start gap-1.5 text-list text-muted">
          <MessageSquareText aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 break-words whitespace-pre-wrap">
            First comment: {content.firstComment}
          </span>
        </p>
      ) : null}
      {content.options.map((line) => (
        <p key={line} className="text-meta text-muted">
          {line}
        </p>
      ))}
    </div>
  </article>
)

const Words = ({ text }: { text: string }) => (
  <p className="max-w-prose text-read break-words whitespace-pre-wrap">{text}</p>
)

const Strip = ({ media }: { media: readonly ShownMedia[] }) => (
  <ul aria-label="Media" className="flex flex-wrap gap-2">
    {media.map((one) => (
      <li key={one.mediaId} className="max-w-full">
        <Picture media={one} />
        <p className="mt-1 max-w-60 truncate text-meta text-muted" title={one.alt || undefined}>
          {one.alt ? `Alt: ${one.alt}` : 'No alt text'}
        </p>
      </li>
    ))}
  </ul>
)

function Picture({ media }: { media: ShownMedia }) {
  const [tried, setTried] = useState(0)
  const url = media.urls[tried]
  if (media.kind === 'video' || url === undefined) {
    const Icon = media.kind === 'video' ? Film : ImageOff
    return (
      <span className="flex h-48 w-60 max-w-full flex-col items-center justify-center gap-1 rounded bg-fill text-meta text-muted">
        <Icon aria-hidden className="size-6 stroke-[1.5]" />
        {media.kind === 'video' ? 'Video' : 'This picture cannot be shown here'}
      </span>
    )
  }
  return (
    <img
      src={url}
      alt={media.alt}
      onError={() => setTried(tried + 1)}
      className="h-48 w-auto max-w-full rounded border border-line object-cover"
    />
  )
}
