import { Film, ImageOff } from 'lucide-react'
import { useState } from 'react'
import { cx } from '../../ui/cx.ts'
import { previewUrl } from './library-api.ts'

export interface ThumbProps {
  mediaId: string
  kind?: 'image' | 'video' | undefined
  alt?: string
  /** The file itself: renditions have no smaller picture. */
  whole?: boolean
  className?: string
}

/** A picture we made of the file; a film without one shows its mark. */
export function Thumb({ mediaId, kind = 'image', alt = '', whole, className }: ThumbProps) {
  const [failed, setFailed] = useState(false)
  const Mark = kind === 'video' ? Film : ImageOff
  return (
    <span
      className={cx(
        'relative flex items-center justify-center overflow-hidden rounded-sm bg-fill text-faint',
        className,
      )}
    >
      {kind === 'video' || failed ? (
        <>
          <Mark aria-hidden className="size-5 stroke-[1.5]" />
          {alt ? <span className="sr-only">{alt}</span> : null}
        </>
      ) : (
        <img
          src={whole ? `/media/${mediaId}` : previewUrl(mediaId)}
          alt={alt}
          loading="lazy"
          draggable={false}
          onError={() => setFailed(true)}
          className="size-full object-cover"
        />
      )}
    </span>
  )
}
