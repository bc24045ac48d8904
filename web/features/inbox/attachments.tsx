import { Download, FileText, ImageOff, MapPin, Share2, TriangleAlert, User } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import type { MessageView } from './inbox-api.ts'
import { Lightbox } from './lightbox.tsx'

export type Attachment = MessageView['attachments'][number]

export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  const [shown, setShown] = useState<string>()
  const pictures = attachments.filter(isPicture)
  return (
    <div className="flex max-w-full flex-col gap-1">
      {attachments.map((attachment, index) => (
        <OneAttachment
          key={attachment.mediaId ?? `${attachment.kind} ${index}`}
          attachment={attachment}
          onShow={setShown}
        />
      ))}
      {shown ? <Lightbox pictures={pictures} shownId={shown} onShow={setShown} /> : null}
    </div>
  )
}

const isPicture = (attachment: Attachment): attachment is Attachment & { mediaId: string } =>
  (attachment.kind === 'image' || attachment.kind === 'sticker') && attachment.mediaId !== undefined

function OneAttachment({ attachment, onShow }: { attachment: Attachment; onShow: (id: string) => void }) {
  const { kind, mediaId } = attachment
  if (attachment.problem) {
    return (
      <Line icon={<TriangleAlert aria-hidden className="text-warn" />}>
        {`${words[kind]} could not be fetched: ${attachment.problem}`}
      </Line>
    )
  }
  if (isPicture(attachment)) return <Picture attachment={attachment} onShow={onShow} />
  if (kind === 'location') return <Location attachment={attachment} />
  if (kind === 'contact') {
    return <Line icon={<User aria-hidden />}>{attachment.title ?? attachment.name ?? 'A contact card'}</Line>
  }
  if (kind === 'share') return <Share attachment={attachment} />
  if (kind === 'unsupported') {
    return (
      <Line icon={<ImageOff aria-hidden />}>Something that cannot be shown here. Open it in the app.</Line>
    )
  }
  if (!mediaId) return <Skeleton className="h-10 w-52 rounded" />
  if (kind === 'video') {
    return (
      // The customer's own video comes without captions.
      // oxlint-disable-next-line jsx-a11y/media-has-caption
      <video
        controls
        preload="metadata"
        src={`/media/${mediaId}`}
        className="max-h-80 max-w-full rounded bg-fill"
        style={ratioOf(attachment)}
      />
    )
  }
  if (kind === 'audio') {
    // A voice message comes without captions.
    // oxlint-disable-next-line jsx-a11y/media-has-caption
    return <audio controls preload="metadata" src={`/media/${mediaId}`} className="h-10 w-64 max-w-full" />
  }
  return <FileLine attachment={attachment} mediaId={mediaId} />
}

const words: Record<Attachment['kind'], string> = {
  image: 'The picture',
  video: 'The video',
  audio: 'The voice message',
  file: 'The file',
  sticker: 'The sticker',
  location: 'The place',
  contact: 'The contact card',
  share: 'The shared post',
  unsupported: 'This',
}

/** The size is known before the picture is, so nothing moves when it comes. */
function ratioOf({ width, height }: Attachment) {
  if (!width || !height) return { width: 240, height: 180 }
  const scale = Math.min(1, 280 / width, 320 / height)
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(32, Math.round(height * scale)) }
}

function Picture({
  attachment,
  onShow,
}: {
  attachment: Attachment & { mediaId: string }
  onShow: (id: string) => void
}) {
  const [failed, setFailed] = useState(false)
  const name = attachment.name ?? (attachment.kind === 'sticker' ? 'Sticker' : 'Picture')
  if (failed) return <FileLine attachment={attachment} mediaId={attachment.mediaId} />
  return (
    <button
      type="button"
      aria-label={`Show ${name}`}
      onClick={() => onShow(attachment.mediaId)}
      style={ratioOf(attachment)}
      className={cx('max-w-full overflow-hidden rounded', attachment.kind !== 'sticker' && 'bg-fill')}
    >
      <img
        src={`/media/${attachment.mediaId}/preview`}
        alt=""
        loading="lazy"
        onError={() => setFailed(true)}
        className={cx('size-full', attachment.kind === 'sticker' ? 'object-contain' : 'object-cover')}
      />
    </button>
  )
}

const Line = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <span className="flex max-w-full items-center gap-2 rounded border border-line bg-surface px-2.5 py-1.5 text-list text-muted [&_svg]:size-4 [&_svg]:shrink-0">
    {icon}
    <span className="min-w-0 break-words">{children}</span>
  </span>
)

export const sizeWords = (bytes: number) =>
  bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`

const FileLine = ({ attachment, mediaId }: { attachment: Attachment; mediaId: string }) => (
  <a
    href={`/media/${mediaId}`}
    download
    className="group/file flex max-w-full items-center gap-2 rounded border border-line bg-surface px-2.5 py-1.5 text-list hover:bg-hover"
  >
    <FileText aria-hidden className="size-4 shrink-0 text-muted" />
    <span className="min-w-0 truncate">{attachment.name ?? 'File'}</span>
    {attachment.sizeBytes ? (
      <span className="tabular shrink-0 text-meta text-faint">{sizeWords(attachment.sizeBytes)}</span>
    ) : null}
    <Download aria-hidden className="size-4 shrink-0 text-faint group-hover/file:text-ink" />
    <span className="sr-only">Download</span>
  </a>
)

function Location({ attachment: { latitude, longitude, title } }: { attachment: Attachment }) {
  if (latitude === undefined || longitude === undefined) {
    return <Line icon={<MapPin aria-hidden />}>{title ?? 'A place'}</Line>
  }
  const place = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`
  return (
    <Line icon={<MapPin aria-hidden />}>
      {title ? `${title}, ` : ''}
      <a
        href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
        target="_blank"
        rel="noopener noreferrer"
        className="underline underline-offset-2"
      >
        {place}
      </a>
    </Line>
  )
}

function Share({ attachment: { title, link } }: { attachment: Attachment }) {
  const isWeb = link !== undefined && /^https?:\/\//i.test(link)
  return (
    <Line icon={<Share2 aria-hidden />}>
      {title ?? 'A shared post'}{' '}
      {isWeb ? (
        <a
          href={link}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="break-all underline underline-offset-2"
        >
          {link}
        </a>
      ) : null}
    </Line>
  )
}
