import { ChevronLeft, ChevronRight, Image as ImageMark, Play } from 'lucide-react'
import { useState } from 'react'
import { cx } from '../../ui/cx.ts'
import { Thumb } from '../library/thumb.tsx'
import type { Preview } from './posts-api.ts'

type Media = Preview['content']['media'][number]

export interface PreviewMediaProps {
  media: readonly Media[]
  look: 'slides' | 'grid' | 'tall'
}

export function PreviewMedia({ media, look }: PreviewMediaProps) {
  if (media.length === 0) return look === 'grid' ? null : <NoMedia />
  if (look === 'grid') return <Grid media={media} />
  if (look === 'tall') return <One one={media[0]} className="absolute inset-0 size-full rounded-none" />
  return <Slides media={media} />
}

function One({ one, className }: { one: Media | undefined; className: string }) {
  if (!one) return null
  return (
    <span className="contents">
      <Thumb whole mediaId={one.mediaId} kind={one.kind} alt={one.alt} className={className} />
      {one.kind === 'video' ? (
        <Play
          aria-hidden
          className="absolute top-1/2 left-1/2 size-9 -translate-1/2 rounded-full bg-raised/90 fill-current p-2.5 text-ink"
        />
      ) : null}
    </span>
  )
}

const NoMedia = () => (
  <span className="flex aspect-square w-full flex-col items-center justify-center gap-1 bg-fill text-meta text-muted">
    <ImageMark aria-hidden className="size-6 stroke-[1.5]" />A picture goes here
  </span>
)

const most = 4

/** Up to four; more are a number on the last. */
function Grid({ media }: { media: readonly Media[] }) {
  const shown = media.slice(0, most)
  return (
    <span className={cx('grid gap-px bg-line', shown.length > 1 && 'grid-cols-2')}>
      {shown.map((one, index) => (
        <span
          key={`${one.mediaId}${index}`}
          className={cx('relative block', shown.length === 3 && index === 0 && 'row-span-2')}
        >
          <One
            one={one}
            className={cx(
              'w-full rounded-none',
              shown.length === 1
                ? 'aspect-4/3'
                : shown.length === 3 && index === 0
                  ? 'h-full'
                  : 'aspect-square',
            )}
          />
          {index === most - 1 && media.length > most ? (
            <span className="absolute inset-0 flex items-center justify-center bg-raised/80 text-title font-semibold text-ink">
              +{media.length - most + 1}
            </span>
          ) : null}
        </span>
      ))}
    </span>
  )
}

function Slides({ media }: { media: readonly Media[] }) {
  const [wanted, setWanted] = useState(0)
  const at = Math.min(wanted, media.length - 1)
  const turn =
    'absolute top-1/2 flex size-7 -translate-y-1/2 items-center justify-center rounded-full bg-raised/90 text-ink shadow-float disabled:hidden [&_svg]:size-4'
  return (
    <span className="relative block">
      <One one={media[at]} className="aspect-square w-full rounded-none" />
      {media.length > 1 ? (
        <>
          <button
            type="button"
            aria-label="Previous picture"
            disabled={at === 0}
            onClick={() => setWanted(at - 1)}
            className={cx(turn, 'left-2')}
          >
            <ChevronLeft aria-hidden />
          </button>
          <button
            type="button"
            aria-label="Next picture"
            disabled={at === media.length - 1}
            onClick={() => setWanted(at + 1)}
            className={cx(turn, 'right-2')}
          >
            <ChevronRight aria-hidden />
          </button>
          <span className="tabular absolute top-2 right-2 rounded-full bg-raised/90 px-2 text-meta text-ink">
            {at + 1}/{media.length}
          </span>
        </>
      ) : null}
    </span>
  )
}
