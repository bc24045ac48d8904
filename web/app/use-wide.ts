import { useCallback, useSyncExternalStore } from 'react'

/** Whether the window is at least this wide: `48rem` is where Tailwind's `md:` begins. */
export function useWide(length: string): boolean {
  const query = `(min-width: ${length})`
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}
