import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Download, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { changeFile, deleteFile, restoreFile, usesQuery, type LibraryFile } from './library-api.ts'
import { Thumb } from './thumb.tsx'

export interface FileSheetProps {
  file: LibraryFile
  mayWrite: boolean
  onClose: () => void
}

/** One file: what it shows in words, its tags, and the posts that show it. */
export function FileSheet({ file, mayWrite, onClose }: FileSheetProps) {
  const [name, setName] = useState(file.name)
  const [alt, setAlt] = useState(file.alt)
  const [tags, setTags] = useState(file.tags.join(', '))
  const { save, remove } = useFileActs(file, onClose)
  const said = tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
  const changed = name !== file.name || alt !== file.alt || said.join('\n') !== file.tags.join('\n')
  return (
    <Sheet
      open
      onOpenChange={(open) => open || onClose()}
      title={file.name}
      footer={
        mayWrite ? (
          <>
            <Button
              look="quiet"
              icon={<Trash2 aria-hidden className="size-4" />}
              busy={remove.isPending}
              onClick={() => remove.mutate()}
            >
              Delete
            </Button>
            <Button
              look="primary"
              disabled={!changed || name.trim() === ''}
              busy={save.isPending}
              onClick={() => save.mutate({ name: name.trim(), alt: alt.trim(), tags: said })}
            >
              Save
            </Button>
          </>
        ) : undefined
      }
    >
      <div className="flex flex-col gap-4 p-4">
        {file.kind === 'video' ? (
          // What is said in it is the alt text's matter, and the platform's captions'.
          // oxlint-disable-next-line jsx-a11y/media-has-caption
          <video controls src={`/media/${file.id}`} className="max-h-72 w-full rounded-md bg-fill" />
        ) : (
          <Thumb
            mediaId={file.id}
            alt={file.alt}
            className="max-h-72 w-full rounded-md [&>img]:object-contain"
          />
        )}
        <p className="tabular flex items-center gap-2 text-meta text-muted">
          <span className="flex-1">{factsOf(file)}</span>
          <a
            href={`/media/${file.id}`}
            download={file.name}
            className="inline-flex items-center gap-1 rounded-sm font-medium text-accent-ink hover:underline"
          >
            <Download aria-hidden className="size-3.5" />
            Download
          </a>
        </p>
        {remove.error ? (
          <p role="alert" className="rounded bg-bad-soft px-3 py-2 text-list text-bad">
            {causeOf(remove.error)}
          </p>
        ) : null}
        <Field label="Alt text" hint="Posts that take this file begin with it.">
          {({ required: _required, ...control }) => (
            <Textarea
              {...control}
              readOnly={!mayWrite}
              value={alt}
              placeholder="What does it show?"
              onChange={(event) => setAlt(event.target.value)}
            />
          )}
        </Field>
        <Field label="Name">
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              readOnly={!mayWrite}
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Tags" hint="With commas between.">
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              readOnly={!mayWrite}
              value={tags}
              onChange={(event) => setTags(event.target.value)}
            />
          )}
        </Field>
        <Uses id={file.id} />
      </div>
    </Sheet>
  )
}

const megabyte = 1024 * 1024

function factsOf(file: LibraryFile): string {
  const size =
    file.sizeBytes >= megabyte
      ? `${(file.sizeBytes / megabyte).toFixed(1)} MB`
      : `${Math.ceil(file.sizeBytes / 1024)} KB`
  const shape = file.width && file.height ? `${file.width} × ${file.height}` : ''
  const length = file.seconds === null ? '' : `${Math.round(file.seconds)} s`
  return [shape, length, size].filter(Boolean).join(' · ')
}

function Uses({ id }: { id: string }) {
  const { data } = useQuery(usesQuery(id))
  if (!data) return null
  return (
    <section aria-label="Used by">
      <h2 className="text-list font-medium">Used by</h2>
      {data.length === 0 ? <p className="text-list text-muted">No post yet.</p> : null}
      <ul>
        {data.map((post) => (
          <li key={post.number}>
            <Link
              to="/posts/$number"
              params={{ number: String(post.number) }}
              className="flex min-h-8 items-center gap-2 rounded-md text-list hover:bg-hover"
            >
              <span className="tabular text-muted">#{post.number}</span>
              <span className="min-w-0 flex-1 truncate">{post.title}</span>
              <span className="text-meta text-muted">{post.state.replaceAll('_', ' ')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function useFileActs(file: LibraryFile, onClose: () => void) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const fresh = () => queries.invalidateQueries({ queryKey: ['library'] })
  const restore = useMutation({
    mutationFn: () => restoreFile(file.id),
    meta: { failed: 'It was not brought back' },
    onSuccess: fresh,
  })
  const save = useMutation({
    mutationFn: (change: { name: string; alt: string; tags: string[] }) => changeFile(file.id, change),
    meta: { failed: 'The file was not changed' },
    onSuccess: () => {
      toasts.show({ title: 'Saved' })
      onClose()
      return fresh()
    },
  })
  const remove = useMutation({
    mutationFn: () => deleteFile(file.id),
    meta: { quiet: true },
    onSuccess: () => {
      toasts.show({ title: `${file.name} is deleted`, undo: () => restore.mutate() })
      onClose()
      return fresh()
    },
  })
  return { save, remove }
}
