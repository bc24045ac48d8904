import { FileText, X } from 'lucide-react'
import { sizeWords } from './attachments.tsx'
import type { MediaView } from './inbox-api.ts'
import type { Upload } from './use-uploads.ts'

export interface ComposerFilesProps {
  files: readonly MediaView[]
  uploads: readonly Upload[]
  onRemoveFile: (id: string) => void
  onRemoveUpload: (key: number) => void
}

/** Files that go with the reply, and those on their way here. */
export function ComposerFiles({ files, uploads, onRemoveFile, onRemoveUpload }: ComposerFilesProps) {
  if (files.length + uploads.length === 0) return null
  return (
    <ul aria-label="Files to send" className="flex flex-wrap gap-2 px-3 pt-2">
      {files.map((file) => (
        <Tile
          key={file.id}
          name={file.name}
          detail={sizeWords(file.sizeBytes)}
          src={file.hasPreview ? `/media/${file.id}/preview` : undefined}
          onRemove={() => onRemoveFile(file.id)}
        />
      ))}
      {uploads.map((upload) => (
        <Tile
          key={upload.key}
          name={upload.name}
          detail={upload.problem ?? 'Uploading'}
          bad={upload.problem !== undefined}
          src={upload.previewUrl}
          onRemove={() => onRemoveUpload(upload.key)}
        />
      ))}
    </ul>
  )
}

interface TileProps {
  name: string
  detail: string
  bad?: boolean
  src: string | undefined
  onRemove: () => void
}

const Tile = ({ name, detail, bad = false, src, onRemove }: TileProps) => (
  <li className="flex max-w-64 items-center gap-2 rounded border border-line bg-surface py-1 pr-1 pl-1.5">
    {src ? (
      <img src={src} alt="" className="size-9 shrink-0 rounded-sm bg-fill object-cover" />
    ) : (
      <FileText aria-hidden className="size-4 shrink-0 text-muted" />
    )}
    <span className="min-w-0">
      <span className="block truncate text-meta font-medium">{name}</span>
      <span
        role={bad ? 'alert' : undefined}
        className={bad ? 'block text-meta text-bad' : 'block truncate text-meta text-muted'}
      >
        {detail}
      </span>
    </span>
    <button
      type="button"
      aria-label={`Remove ${name}`}
      onClick={onRemove}
      className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:bg-fill hover:text-ink pointer-coarse:size-11"
    >
      <X aria-hidden className="size-3.5" />
    </button>
  </li>
)
