import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Images, Search, SearchX, Upload, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { useLiveEvents } from '../../app/live.tsx'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { useShortcut } from '../../app/shortcuts.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { FileSheet } from './file-sheet.tsx'
import { libraryQuery, tagsQuery, type LibraryFile, type LibraryFilter } from './library-api.ts'
import { Thumb } from './thumb.tsx'
import { useLibraryUpload, type LibraryUpload } from './use-library-upload.ts'
import { useRested } from '../../app/use-rested.ts'

const kinds = [
  { value: 'all', label: 'All' },
  { value: 'image', label: 'Pictures' },
  { value: 'video', label: 'Films' },
] as const
type Kind = (typeof kinds)[number]['value']

const grid = 'grid grid-cols-2 gap-3 p-4 sm:grid-cols-3 md:grid-cols-4 lg:grid-cols-5 xl:grid-cols-6'
const restMs = 200

export function LibraryScreen() {
  const { can } = useMe()
  const mayWrite = can('posts:write')
  const [kind, setKind] = useState<Kind>('all')
  const [tag, setTag] = useState<string>()
  const [typed, setTyped] = useState('')
  const [openId, setOpenId] = useState<string>()
  const [over, setOver] = useState(false)
  const box = useRef<HTMLInputElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const text = useRested(typed.trim(), restMs)
  const filter: LibraryFilter = {
    ...(kind === 'all' ? {} : { kind }),
    ...(tag ? { tag } : {}),
    ...(text ? { text } : {}),
  }
  const query = useInfiniteQuery(libraryQuery(filter))
  const upload = useLibraryUpload((file) => setOpenId((open) => open ?? file.id))
  useLibraryLive()
  useShortcut('search', () => box.current?.focus())
  const files = query.data?.pages.flatMap((page) => page.data)
  const opened = files?.find((file) => file.id === openId)
  const choose = () => picker.current?.click()
  const isFiltered = Object.keys(filter).length > 0
  return (
    <div
      className={cx('flex h-full flex-col', over && 'bg-accent-soft')}
      onDragOver={(event) => {
        if (!mayWrite || !event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        if (!mayWrite || event.dataTransfer.files.length === 0) return
        event.preventDefault()
        upload.add(event.dataTransfer.files)
      }}
    >
      <PageHeader
        title="Library"
        views={<Segmented label="Kind" value={kind} segments={kinds} onValueChange={setKind} />}
        action={mayWrite ? <AddButton onClick={choose} /> : undefined}
      />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept="image/*,video/*"
        aria-label="Files for the library"
        onChange={(event) => {
          if (event.target.files) upload.add(event.target.files)
          event.target.value = ''
        }}
      />
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <span className="w-64 max-md:w-full">
          <Input
            ref={box}
            type="search"
            icon={<Search aria-hidden />}
            aria-label="Search the library"
            placeholder="Name, alt text or tag"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </span>
        <Tags chosen={tag} onChoose={setTag} />
      </div>
      <div className="scroll-quiet min-h-0 flex-1">
        {files ? (
          files.length === 0 && upload.uploads.length === 0 ? (
            <NoFiles isFiltered={isFiltered} action={mayWrite ? <AddButton onClick={choose} /> : undefined} />
          ) : (
            <>
              <ul aria-label="Files" className={grid}>
                {upload.uploads.map((one) => (
                  <UploadTile key={one.key} upload={one} onRemove={() => upload.remove(one.key)} />
                ))}
                {files.map((file) => (
                  <FileTile key={file.id} file={file} onOpen={() => setOpenId(file.id)} />
                ))}
              </ul>
              {query.hasNextPage ? (
                <div className="pb-4 text-center">
                  <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    Show more
                  </Button>
                </div>
              ) : null}
            </>
          )
        ) : query.isError ? (
          <ErrorState
            title="The library could not be loaded"
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        ) : (
          <output aria-label="Loading the library" className={cx(grid, 'animate-late')}>
            {Array.from({ length: 12 }, (_, index) => (
              <Skeleton key={index} className="aspect-square h-auto" />
            ))}
          </output>
        )}
      </div>
      {opened ? (
        <FileSheet key={opened.id} file={opened} mayWrite={mayWrite} onClose={() => setOpenId(undefined)} />
      ) : null}
    </div>
  )
}

const AddButton = ({ onClick }: { onClick: () => void }) => (
  <Button look="primary" icon={<Upload aria-hidden className="size-4" />} onClick={onClick}>
    Add files
  </Button>
)

function useLibraryLive() {
  const queries = useQueryClient()
  useLiveEvents(['media.*', 'library.*'], () => void queries.invalidateQueries({ queryKey: ['library'] }))
}

const tagsShown = 12

function Tags({ chosen, onChoose }: { chosen: string | undefined; onChoose: (tag?: string) => void }) {
  const tags = useQuery(tagsQuery).data ?? []
  return tags.slice(0, tagsShown).map(({ tag, files }) => (
    <Chip key={tag} selected={tag === chosen} onClick={() => onChoose(tag === chosen ? undefined : tag)}>
      {tag} <span className="tabular opacity-80">{files}</span>
    </Chip>
  ))
}

function FileTile({ file, onOpen }: { file: LibraryFile; onOpen: () => void }) {
  return (
    <li>
      <button type="button" onClick={onOpen} className="group block w-full rounded-md text-left">
        <Thumb
          mediaId={file.id}
          kind={file.kind === 'video' ? 'video' : 'image'}
          alt={file.alt}
          className="aspect-square w-full rounded-md border border-line group-hover:border-edge"
        />
        <span className="mt-1.5 block truncate text-list">{file.name}</span>
        <span className={cx('block truncate text-meta', file.alt ? 'text-muted' : 'text-warn')}>
          {file.alt || 'No alt text'}
        </span>
      </button>
    </li>
  )
}

function UploadTile({ upload, onRemove }: { upload: LibraryUpload; onRemove: () => void }) {
  return (
    <li className="relative">
      <span className="flex aspect-square items-center justify-center overflow-hidden rounded-md border border-line bg-fill p-2 text-meta">
        {upload.problem ? (
          <span role="alert" className="text-bad">
            {upload.problem}
          </span>
        ) : upload.previewUrl ? (
          <img src={upload.previewUrl} alt="" className="size-full animate-breathe object-cover" />
        ) : (
          <span className="animate-breathe text-muted">On its way…</span>
        )}
      </span>
      <span className="mt-1.5 block truncate text-list">{upload.name}</span>
      <span className="absolute top-1 right-1 rounded-md bg-raised/95">
        <IconButton size="sm" label={`Take ${upload.name} back`} icon={<X />} onClick={onRemove} />
      </span>
    </li>
  )
}

const NoFiles = ({ isFiltered, action }: { isFiltered: boolean; action: React.ReactNode }) =>
  isFiltered ? (
    <EmptyState icon={<SearchX />} title="No file fits">
      Try another word, kind or tag.
    </EmptyState>
  ) : (
    <EmptyState icon={<Images />} title="The library is empty" action={action}>
      Pictures and films for your posts, with what they show in words. Drop them here.
    </EmptyState>
  )
