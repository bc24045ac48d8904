import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { IconButton } from '../../ui/icon-button.tsx'

export interface LightboxProps {
  pictures: readonly { mediaId: string; name?: string | undefined }[]
  shownId: string
  onShow: (mediaId: string | undefined) => void
}

/** A picture of the thread, large; arrows go through those of the same message. */
export function Lightbox({ pictures, shownId, onShow }: LightboxProps) {
  const at = pictures.findIndex(({ mediaId }) => mediaId === shownId)
  const picture = pictures[at]
  const go = (step: number) => {
    const next = pictures[at + step]
    if (next) onShow(next.mediaId)
  }
  if (!picture) return null
  const name = picture.name ?? 'Picture'
  return (
    <Dialog.Root open onOpenChange={(open) => open || onShow(undefined)}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim data-[state=open]:animate-fade" />
        <Dialog.Content
          aria-describedby={undefined}
          onKeyDown={(event) => {
            if (event.key === 'ArrowLeft') go(-1)
            if (event.key === 'ArrowRight') go(1)
          }}
          className="fixed inset-2 z-40 flex flex-col rounded-lg border border-line bg-raised shadow-float data-[state=open]:animate-fade md:inset-10"
        >
          <header className="flex items-center gap-1 border-b border-line p-2 pl-4">
            <Dialog.Title className="min-w-0 flex-1 truncate text-list font-medium">{name}</Dialog.Title>
            {pictures.length > 1 ? (
              <>
                <IconButton
                  label="Previous"
                  icon={<ChevronLeft />}
                  disabled={at === 0}
                  onClick={() => go(-1)}
                />
                <IconButton
                  label="Next"
                  icon={<ChevronRight />}
                  disabled={at === pictures.length - 1}
                  onClick={() => go(1)}
                />
              </>
            ) : null}
            <a
              href={`/media/${picture.mediaId}`}
              download
              aria-label="Download the original"
              className="flex size-8 items-center justify-center rounded-md text-muted hover:bg-fill hover:text-ink pointer-coarse:size-11"
            >
              <Download aria-hidden className="size-4" />
            </a>
            <Dialog.Close asChild>
              <IconButton label="Close" icon={<X />} />
            </Dialog.Close>
          </header>
          <div className="flex min-h-0 flex-1 items-center justify-center p-4">
            <img
              src={`/media/${picture.mediaId}/preview`}
              alt={name}
              className="max-h-full max-w-full object-contain"
            />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
