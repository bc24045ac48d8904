import { useCallback, useEffect, useRef } from 'react'

/** Signals of requests that nobody waits for any more once the screen has gone. */
export function useOpenRequests(): <T>(send: (signal: AbortSignal) => Promise<T>) => Promise<T> {
  const open = useRef(new Set<AbortController>())
  useEffect(() => {
    const requests = open.current
    return () => {
      for (const request of requests) request.abort()
    }
  }, [])
  return useCallback(async (send) => {
    const request = new AbortController()
    open.current.add(request)
    try {
      return await send(request.signal)
    } finally {
      open.current.delete(request)
    }
  }, [])
}
