import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { maxLibraryBytes } from '#features/media/schema.ts'
import { causeOf } from '../../ui/error-state.tsx'
import { libraryFileQuery, uploadFile, type LibraryFile } from './library-api.ts'

export interface LibraryUpload {
  key: number
  name: string
  previewUrl: string | undefined
  problem: string | undefined
}

const megabyte = 1024 * 1024

export const fileProblem = (file: File): string | undefined => {
  if (!/^(image|video)\//.test(file.type)) return 'Only pictures and films can be published.'
  if (file.size > maxLibraryBytes)
    return `Larger than ${maxLibraryBytes / megabyte} MB. Make it smaller first.`
  return undefined
}

/** Files on their way into the library. What has arrived is handed to `onStored`. */
export function useLibraryUpload(onStored: (file: LibraryFile) => void) {
  const queries = useQueryClient()
  const [uploads, setUploads] = useState<readonly LibraryUpload[]>([])
  const nextKey = useRef(1)
  const running = useRef(new Map<number, AbortController>())
  const stored = useRef(onStored)
  useEffect(() => {
    stored.current = onStored
  })
  useEffect(() => {
    const all = running.current
    return () => {
      for (const controller of all.values()) controller.abort()
    }
  }, [])

  const remove = (key: number) => {
    running.current.get(key)?.abort()
    running.current.delete(key)
    setUploads((old) => {
      const gone = old.find((one) => one.key === key)
      if (gone?.previewUrl) URL.revokeObjectURL(gone.previewUrl)
      return old.filter((one) => one.key !== key)
    })
  }

  const addOne = async (file: File) => {
    const key = nextKey.current++
    const problem = fileProblem(file)
    const previewUrl = file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined
    setUploads((old) => [...old, { key, name: file.name, previewUrl, problem }])
    if (problem) return
    const controller = new AbortController()
    running.current.set(key, controller)
    try {
      const media = await uploadFile(file, controller.signal)
      remove(key)
      queries.setQueryData(libraryFileQuery(media.id).queryKey, media)
      void queries.invalidateQueries({ queryKey: ['library', 'list'] })
      stored.current(media)
    } catch (error) {
      if (controller.signal.aborted) return
      setUploads((old) => old.map((one) => (one.key === key ? { ...one, problem: causeOf(error) } : one)))
    }
  }

  return {
    uploads,
    remove,
    add: (files: Iterable<File>) => {
      for (const file of files) void addOne(file)
    },
  }
}
