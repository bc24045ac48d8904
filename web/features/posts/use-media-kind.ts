import { useQuery } from '@tanstack/react-query'
import { libraryFileQuery } from '../library/library-api.ts'

/** A picture or a film; nothing while it is not known. */
export function useMediaKind(mediaId: string): 'image' | 'video' | undefined {
  const { data } = useQuery({ ...libraryFileQuery(mediaId), select: (file) => file.kind })
  return data === 'video' ? 'video' : data === undefined ? undefined : 'image'
}
