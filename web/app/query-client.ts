import { MutationCache, QueryClient } from '@tanstack/react-query'
import { causeOf } from '../ui/error-state.tsx'
import type { Toasts } from '../ui/toasts.ts'
import { ApiError } from './api.ts'

/** What may pass by itself: no connection, or a server that is starting again. */
const mayPass = (error: unknown) => error instanceof ApiError && (error.status === 0 || error.status >= 502)

export function createQueryClient(toasts: Toasts): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The live stream says what has changed, so looking at a tab again fetches nothing.
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && mayPass(error),
      },
    },
    mutationCache: new MutationCache({
      // A failed act always says so, unless its screen does (`meta: { quiet: true }`).
      onError: (error, _input, _result, mutation) => {
        if (mutation.meta?.['quiet']) return
        const title = mutation.meta?.['failed']
        toasts.show({
          title: typeof title === 'string' ? title : 'That did not work',
          detail: causeOf(error),
          tone: 'bad',
        })
      },
    }),
  })
}
