import { useEffect, useRef, useState } from 'react'
import { causeOf } from '../../ui/error-state.tsx'
import { uploadMedia, type MediaView } from './inbox-api.ts'

export interface Upload {
  key: number
  name: string
  previewUrl: string | undefined
  problem: string | undefined
}

/** Files on their way to us. What has arrived is handed to `onStored`. */
export function useUploads(onStored: (media: MediaView) => void) {
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const nextKey = useRef(1)
  const running = useRef(new Map<number, AbortController>())
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

  const add = (file: File, problem: string | undefined) => {
    const key = nextKey.current++
    const previewUrl = file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined
    setUploads((old) => [...old, { key, name: file.name, previewUrl, problem }])
    if (problem) return
    const controller = new AbortController()
    running.current.set(key, controller)
    uploadMedia(file, controller.signal).then(
      (media) => {
        remove(key)
        onStored(media)
      },
      (error: unknown) => {
        if (controller.signal.aborted) return
        setUploads((old) => old.map((one) => (one.key === key ? { ...one, problem: causeOf(error) } : one)))
      },
    )
  }

  return { uploads, add, remove, isBusy: uploads.some(({ problem }) => problem === undefined) }
}
