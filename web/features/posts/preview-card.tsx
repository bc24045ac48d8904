import {
  Bookmark,
  Globe,
  Heart,
  MessageCircle,
  Repeat2,
  Send,
  Share,
  ThumbsUp,
  type LucideIcon,
} from 'lucide-react'
import { Avatar } from '../../ui/avatar.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { cx } from '../../ui/cx.ts'
import type { Preview } from './posts-api.ts'
import { PreviewMedia } from './preview-media.tsx'
import { PreviewText } from './preview-text.tsx'

/** About how it will look there: laid out by what the platform can do. It promises no pixel. */
export function PreviewCard({ preview, connector }: { preview: Preview; connector: string }) {
  const { name, platform, formatLabel, layout, tall } = preview
  const Look = tall
    ? TallLook
    : layout === 'pictures'
      ? PictureLook
      : layout === 'short'
        ? ShortLook
        : FeedLook
  return (
    <figure aria-label={`About how it looks on ${name}`} className="m-0">
      <figcaption className="mb-1.5 flex items-center gap-1.5 text-meta text-muted">
        <ChannelMark connector={connector} name={platform} className="size-3.5" />
        <span className="min-w-0 flex-1 truncate">{name}</span>
        {formatLabel}
      </figcaption>
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        <Look preview={preview} />
      </div>
    </figure>
  )
}

interface LookProps {
  preview: Preview
}

const Acts = ({ icons, className }: { icons: readonly LucideIcon[]; className?: string }) => (
  <span aria-hidden className={cx('flex text-faint', className)}>
    {icons.map((Icon, index) => (
      <Icon key={index} className="size-4 stroke-[1.6]" />
    ))}
  </span>
)

const firstPart = (preview: Preview) => preview.content.media.filter(({ part }) => part === 0)

function FirstComment({ preview }: LookProps) {
  const { firstComment } = preview.content
  if (!firstComment) return null
  return (
    <p className="border-t border-line px-3 py-2 text-list break-words whitespace-pre-wrap">
      <span className="font-semibold">{preview.name}</span> <PreviewText text={firstComment} />
    </p>
  )
}

/** Pictures first, words under them. */
function PictureLook({ preview }: LookProps) {
  const { content, name } = preview
  return (
    <>
      <div className="flex items-center gap-2 px-3 py-2">
        <Avatar name={name} size="sm" />
        <span className="truncate text-list font-semibold">{name}</span>
      </div>
      <PreviewMedia media={content.media} look="slides" />
      <div className="flex items-center justify-between px-3 pt-2.5">
        <Acts icons={[Heart, MessageCircle, Send]} className="gap-3" />
        <Acts icons={[Bookmark]} />
      </div>
      <p className="line-clamp-6 px-3 pt-1.5 pb-3 text-list break-words whitespace-pre-wrap">
        {content.text ? <span className="font-semibold">{name} </span> : null}
        <PreviewText text={content.text} />
      </p>
      <FirstComment preview={preview} />
    </>
  )
}

/** As tall as a phone: a reel or a story. */
function TallLook({ preview }: LookProps) {
  const { content, name } = preview
  return (
    <div className="relative mx-auto aspect-9/16 max-h-120 w-full max-w-66 overflow-hidden bg-fill">
      <PreviewMedia media={content.media.slice(0, 1)} look="tall" />
      <div className="absolute inset-x-2 bottom-2 rounded-md bg-raised/90 px-2.5 py-2">
        <p className="text-list font-semibold">{name}</p>
        <p className="line-clamp-2 text-list break-words">{content.text}</p>
      </div>
    </div>
  )
}

/** Short texts beside a face; a thread is a line of them. */
function ShortLook({ preview }: LookProps) {
  const { content, name } = preview
  const parts = [content.text, ...content.thread]
  return (
    <ol className="p-3">
      {parts.map((text, part) => {
        const media = content.media.filter((one) => one.part === part)
        return (
          <li key={part} className="flex gap-2.5">
            <span className="flex flex-col items-center">
              <Avatar name={name} size="md" />
              {part < parts.length - 1 ? <span aria-hidden className="w-0.5 flex-1 bg-line" /> : null}
            </span>
            <span className={cx('min-w-0 flex-1', part < parts.length - 1 && 'pb-3')}>
              <span className="block truncate text-read font-semibold">{name}</span>
              <span className="block text-read break-words whitespace-pre-wrap">
                <PreviewText text={text} />
              </span>
              {media.length > 0 ? (
                <span className="mt-2 block overflow-hidden rounded-lg border border-line">
                  <PreviewMedia media={media} look="grid" />
                </span>
              ) : part === 0 && content.link ? (
                <span className="mt-2 block overflow-hidden rounded-lg border border-line">
                  <LinkCard link={content.link} />
                </span>
              ) : null}
              <Acts icons={[MessageCircle, Repeat2, Heart, Share]} className="mt-2.5 justify-between pr-6" />
            </span>
          </li>
        )
      })}
    </ol>
  )
}

function FeedLook({ preview }: LookProps) {
  const { content, name } = preview
  const media = firstPart(preview)
  return (
    <>
      <div className="flex items-center gap-2.5 px-3 pt-3 pb-2">
        <Avatar name={name} size="md" />
        <span className="min-w-0">
          <span className="block truncate text-list font-semibold">{name}</span>
          <span className="flex items-center gap-1 text-meta text-muted">
            Just now <Globe aria-hidden className="size-3" />
          </span>
        </span>
      </div>
      <p className="line-clamp-8 px-3 pb-2.5 text-read break-words whitespace-pre-wrap">
        <PreviewText text={content.text} />
      </p>
      {media.length > 0 ? (
        <PreviewMedia media={media} look="grid" />
      ) : content.link ? (
        <LinkCard link={content.link} />
      ) : null}
      <Acts
        icons={[ThumbsUp, MessageCircle, Share]}
        className="justify-around border-t border-line px-3 py-2.5"
      />
      <FirstComment preview={preview} />
    </>
  )
}

function LinkCard({ link }: { link: string }) {
  const host = URL.canParse(link) ? new URL(link).hostname : link
  return (
    <span className="block border-t border-line bg-fill px-3 py-2.5">
      <span className="block text-meta text-muted">{host}</span>
      <span className="block truncate text-list font-medium">{link.replace(/^https?:\/\//, '')}</span>
    </span>
  )
}
