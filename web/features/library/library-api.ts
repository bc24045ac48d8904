import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Routes } from '#features/media/routes.ts'
import type { LibraryFileView, LibraryUse } from '#features/media/schema.ts'
import { apiFetch, client, unwrap, unwrapPage } from '../../app/api.ts'

export type LibraryFile = LibraryFileView

const media = client<Routes>('media')

export interface LibraryFilter {
  kind?: 'image' | 'video'
  tag?: string
  text?: string
}

export const libraryQuery = (filter: LibraryFilter) =>
  infiniteQueryOptions({
    queryKey: ['library', 'list', filter],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      unwrapPage(
        media.library.$get({
          query: { ...filter, ...(pageParam ? { cursor: pageParam } : {}), limit: '60' },
        }),
      ),
    getNextPageParam: (page) => page.meta.cursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export const libraryFileQuery = (id: string) =>
  queryOptions({
    queryKey: ['library', 'one', id],
    queryFn: (): Promise<LibraryFile> => unwrap(media.library[':id'].$get({ param: { id } })),
    staleTime: 5 * 60_000,
  })

export const usesQuery = (id: string) =>
  queryOptions({
    queryKey: ['library', 'uses', id],
    queryFn: (): Promise<LibraryUse[]> => unwrap(media.library[':id'].uses.$get({ param: { id } })),
  })

export const tagsQuery = queryOptions({
  queryKey: ['library', 'tags'],
  queryFn: () => unwrap(media.library.tags.$get()),
})

export const changeFile = (
  id: string,
  json: { name?: string; alt?: string; tags?: string[] },
): Promise<LibraryFile> => unwrap(media.library[':id'].$patch({ param: { id }, json }))

export const deleteFile = (id: string): Promise<null> =>
  unwrap(media.library[':id'].$delete({ param: { id } }))

export const restoreFile = (id: string): Promise<LibraryFile> =>
  unwrap(media.library[':id'].restore.$post({ param: { id } }))

/** Its bytes as they are: a film may be large, and nothing needs to hold it whole. */
export const uploadFile = (file: File, signal: AbortSignal): Promise<LibraryFile> =>
  unwrap<UploadAnswer>(
    apiFetch(`/api/v1/media/library?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      body: file,
      headers: { 'Content-Type': 'application/octet-stream' },
      signal,
    }),
  )

interface UploadAnswer {
  ok: boolean
  status: number
  json: () => Promise<{ success: true; data: LibraryFile }>
}

export const previewUrl = (mediaId: string): string => `/media/${mediaId}/preview`
