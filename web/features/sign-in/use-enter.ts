import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { safeReturnPath } from '../../app/return-path.ts'

/** Goes in after a sign-in, to where the reader was on the way to. */
export function useEnter() {
  const router = useRouter()
  const queries = useQueryClient()
  return (from?: string) => {
    queries.clear()
    router.history.push(safeReturnPath(from))
  }
}
