import { useInfiniteQuery } from '@tanstack/react-query'
import { Check, Images, Search } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Input } from '../../ui/input.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { libraryQuery, type LibraryFile } from './library-api.ts'
import { Thumb } from './thumb.tsx'

const grid = 'grid grid-cols-3 gap-2 md:grid-cols-5'

export interface LibraryPickerProps {
  onPick: (files: LibraryFile[]) => void
  onClose: () => void
}

/** Files of the library, several at once, in the order in which they were chosen. */
export function LibraryPicker({ onPick, onClose }: LibraryPickerProps) {
  const [typed, setTyped] = useState('')
  const text = useDeferredValue(typed.trim())
  const [chosen, setChosen] = useState<LibraryFile[]>([])
  const query = useInfiniteQuery(libraryQuery(text ? { text } : {}))
  const files = query.data?.pages.flatMap((page) => page.data)
  const toggle = (file: LibraryFile) =>
    setChosen((old) =>
      old.some((one) => one.id === file.id) ? old.filter((one) => one.id !== file.id) : [...old, file],
    )
  return (
    <Dialog
      open
      width="lg"
      onOpenChange={(open) => open || onClose()}
      title="Add from the library"
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" disabled={chosen.length === 0} onClick={() => onPick(chosen)}>
            {chosen.length > 1 ? `Add ${chosen.length} files` : 'Add'}
          </Button>
        </>
      }
    >
      <Input
        type="search"
        icon={<Search aria-hidden />}
        aria-label="Search the library"
        placeholder="Name, alt text or tag"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="mb-3"
      />
      {files ? (
        files.length === 0 ? (
          <EmptyState icon={<Images />} title={text ? `Nothing fits “${text}”` : 'The library is empty'}>
            {text ? 'Try another word.' : 'Drop pictures on the post, and they are kept here, too.'}
          </EmptyState>
        ) : (
          <div className={grid}>
            {files.map((file) => {
              const at = chosen.findIndex((one) => one.id === file.id)
              return (
                <button
                  key={file.id}
                  type="button"
                  aria-pressed={at >= 0}
                  aria-label={file.alt || file.name}
                  onClick={() => toggle(file)}
                  className={cx(
                    'relative aspect-square overflow-hidden rounded-md border-2',
                    at >= 0 ? 'border-accent' : 'border-transparent hover:border-line',
                  )}
                >
                  <Thumb
                    mediaId={file.id}
                    kind={file.kind === 'video' ? 'video' : 'image'}
                    className="size-full"
                  />
                  {at >= 0 ? (
                    <span className="absolute top-1 right-1 flex size-5 items-center justify-center rounded-full bg-accent text-meta font-medium text-on-accent">
                      {chosen.length > 1 ? at + 1 : <Check aria-hidden className="size-3" />}
                    </span>
                  ) : null}
                </button>
              )
            })}
          </div>
        )
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <output aria-label="Loading" className={cx(grid, 'animate-late')}>
          {[1, 2, 3, 4, 5].map((n) => (
            <Skeleton key={n} className="aspect-square h-auto" />
          ))}
        </output>
      )}
      {query.hasNextPage ? (
        <Button className="mt-3" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </Dialog>
  )
}
