import { ImagePlus, Images } from 'lucide-react'
import { useId, useRef, useState, type ClipboardEvent, type DragEvent, type ReactNode } from 'react'
import type { BodyMedia } from '#features/posts/schema.ts'
import { cx } from '../../ui/cx.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { LibraryPicker } from '../library/library-picker.tsx'
import { useLibraryUpload } from '../library/use-library-upload.ts'
import { MediaStrip } from './media-strip.tsx'

export interface PartEditorProps {
  label: string
  part: number
  text: string
  /** Of all parts. */
  media: readonly BodyMedia[]
  placeholder: string
  readOnly: boolean
  onText: (text: string) => void
  onMedia: (media: (old: readonly BodyMedia[]) => BodyMedia[]) => void
  /** At the left of the tools' line, and at its right end. */
  tools?: ReactNode
  aside?: ReactNode
  className?: string
}

/** One text with its media: files are dropped on it, pasted, or chosen. */
export function PartEditor(props: PartEditorProps) {
  const { label, part, text, media, placeholder, readOnly, onText, onMedia, tools, aside, className } = props
  const [choosing, setChoosing] = useState(false)
  const [over, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const id = useId()
  const own = media.filter((one) => one.part === part)
  const add = (files: readonly { id: string; alt: string }[]) =>
    onMedia((old) => [
      ...old,
      ...files
        .filter((file) => !old.some((one) => one.mediaId === file.id))
        .map((file) => ({ mediaId: file.id, alt: file.alt, part })),
    ])
  const upload = useLibraryUpload((file) => add([file]))
  const take = (files: FileList): boolean => {
    if (readOnly || files.length === 0) return false
    upload.add(files)
    return true
  }
  return (
    <div
      onDragOver={(event: DragEvent) => {
        if (readOnly || !event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event: DragEvent) => {
        setOver(false)
        if (take(event.dataTransfer.files)) event.preventDefault()
      }}
      className={cx(
        'rounded border border-edge bg-surface transition-colors duration-150 focus-within:border-accent',
        over && 'border-dashed border-accent bg-accent-soft',
        readOnly && 'border-line',
        className,
      )}
    >
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <textarea
        id={id}
        data-field={part === 0 ? 'text' : 'thread'}
        value={text}
        readOnly={readOnly}
        placeholder={over ? 'Drop it here' : placeholder}
        onChange={(event) => onText(event.target.value)}
        onPaste={(event: ClipboardEvent) => {
          if (take(event.clipboardData.files)) event.preventDefault()
        }}
        className={cx(
          'field-sizing-content block max-h-[50dvh] w-full resize-none rounded bg-transparent px-3 pt-2.5 pb-2 text-read outline-none',
          part === 0 ? 'min-h-32' : 'min-h-16',
        )}
      />
      <div className="px-3 empty:hidden">
        <MediaStrip
          media={own}
          uploads={upload.uploads}
          readOnly={readOnly}
          onDropUpload={upload.remove}
          onChange={(next) => onMedia((old) => [...old.filter((one) => one.part !== part), ...next])}
        />
      </div>
      <div className="flex min-h-10 flex-wrap items-center gap-1 px-1.5 py-1">
        {readOnly ? null : (
          <>
            <IconButton
              label="Add a picture or film"
              icon={<ImagePlus />}
              onClick={() => picker.current?.click()}
            />
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              accept="image/*,video/*"
              aria-label={`Files for ${label.toLowerCase()}`}
              onChange={(event) => {
                if (event.target.files) take(event.target.files)
                event.target.value = ''
              }}
            />
            <IconButton label="Add from the library" icon={<Images />} onClick={() => setChoosing(true)} />
          </>
        )}
        {tools}
        <span className="flex-1" />
        {aside}
      </div>
      {choosing ? (
        <LibraryPicker
          onClose={() => setChoosing(false)}
          onPick={(files) => {
            add(files)
            setChoosing(false)
          }}
        />
      ) : null}
    </div>
  )
}
