import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import {
  arrayMove,
  rectSortingStrategy,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
} from '@dnd-kit/sortable'
import { X } from 'lucide-react'
import { useState } from 'react'
import type { BodyMedia } from '#features/posts/schema.ts'
import { cx } from '../../ui/cx.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Thumb } from '../library/thumb.tsx'
import type { LibraryUpload } from '../library/use-library-upload.ts'
import { AltDialog } from './alt-dialog.tsx'
import { useMediaKind } from './use-media-kind.ts'

export interface MediaStripProps {
  media: readonly BodyMedia[]
  uploads: readonly LibraryUpload[]
  readOnly: boolean
  onChange: (media: BodyMedia[]) => void
  onDropUpload: (key: number) => void
}

/** In the order in which readers see it; dragged with the pointer, or lifted by Space and moved by the arrows. */
export function MediaStrip({ media, uploads, readOnly, onChange, onDropUpload }: MediaStripProps) {
  const [editing, setEditing] = useState<string>()
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  if (media.length === 0 && uploads.length === 0) return null
  const edited = media.find((one) => one.mediaId === editing)
  const place = (id: string | number) => media.findIndex((one) => one.mediaId === id)
  return (
    <>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={({ active, over }) => {
          if (over && over.id !== active.id) onChange(arrayMove([...media], place(active.id), place(over.id)))
        }}
      >
        <SortableContext items={media.map((one) => one.mediaId)} strategy={rectSortingStrategy}>
          <ul aria-label="Media" className="flex flex-wrap gap-2">
            {media.map((one, index) => (
              <MediaTile
                key={one.mediaId}
                one={one}
                index={index}
                readOnly={readOnly}
                onEdit={() => setEditing(one.mediaId)}
                onRemove={() => onChange(media.filter((other) => other !== one))}
              />
            ))}
            {uploads.map((upload) => (
              <UploadTile key={upload.key} upload={upload} onRemove={() => onDropUpload(upload.key)} />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
      {edited ? (
        <AltDialog
          media={edited}
          readOnly={readOnly}
          onClose={() => setEditing(undefined)}
          onSave={(alt) => onChange(media.map((one) => (one === edited ? { ...one, alt } : one)))}
        />
      ) : null}
    </>
  )
}

const corner =
  'absolute flex h-5 items-center justify-center rounded-sm bg-raised/95 px-1 text-meta font-medium text-ink'

interface MediaTileProps {
  one: BodyMedia
  index: number
  readOnly: boolean
  onEdit: () => void
  onRemove: () => void
}

function MediaTile({ one, index, readOnly, onEdit, onRemove }: MediaTileProps) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({
    id: one.mediaId,
    disabled: readOnly,
  })
  const kind = useMediaKind(one.mediaId)
  const name = `${kind === 'video' ? 'Film' : 'Picture'} ${index + 1}`
  return (
    <li
      ref={setNodeRef}
      style={{
        transform: transform
          ? `translate3d(${Math.round(transform.x)}px, ${Math.round(transform.y)}px, 0)`
          : undefined,
        transition,
      }}
      className={cx('relative size-24', isDragging && 'z-10 opacity-80 shadow-float')}
    >
      <button
        type="button"
        {...attributes}
        {...listeners}
        aria-label={`${name}. Space to move it`}
        className="block size-full cursor-grab touch-none rounded-sm"
      >
        <Thumb mediaId={one.mediaId} kind={kind} className="size-full" />
      </button>
      <button
        type="button"
        onClick={onEdit}
        aria-label={one.alt ? `Alt text of ${name}: ${one.alt}` : `Write an alt text for ${name}`}
        className={cx(corner, 'bottom-1 left-1', one.alt ? '' : 'text-warn')}
      >
        {one.alt ? 'ALT' : '+ ALT'}
      </button>
      {readOnly ? null : (
        <button
          type="button"
          onClick={onRemove}
          aria-label={`Remove ${name}`}
          className={cx(corner, 'top-1 right-1 w-5 hover:text-bad')}
        >
          <X aria-hidden className="size-3" />
        </button>
      )}
    </li>
  )
}

function UploadTile({ upload, onRemove }: { upload: LibraryUpload; onRemove: () => void }) {
  return (
    <li
      className={cx(
        'relative flex h-24 items-center justify-center overflow-hidden rounded-sm border border-line',
        upload.problem ? 'w-56 bg-bad-soft p-2 pr-8 text-meta text-bad' : 'w-24',
      )}
    >
      {upload.problem ? (
        <span role="alert" className="line-clamp-4">
          <strong className="font-medium">{upload.name}</strong>: {upload.problem}
        </span>
      ) : upload.previewUrl ? (
        <img src={upload.previewUrl} alt="" className="size-full animate-breathe object-cover" />
      ) : (
        <Skeleton className="size-full" />
      )}
      {upload.problem ? null : <span className="sr-only">{`Adding ${upload.name}`}</span>}
      <button
        type="button"
        onClick={onRemove}
        aria-label={`Take ${upload.name} back`}
        className={cx(corner, 'top-1 right-1 w-5')}
      >
        <X aria-hidden className="size-3" />
      </button>
    </li>
  )
}
