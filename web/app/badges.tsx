import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'

interface Badges {
  counts: Readonly<Record<string, number>>
  set: (id: string, count: number) => void
}
const Context = createContext<Badges>({ counts: {}, set: () => undefined })

export function BadgeProvider({ children }: { children: ReactNode }) {
  const [counts, setCounts] = useState<Record<string, number>>({})
  const value = useMemo(
    () => ({
      counts,
      set: (id: string, count: number) =>
        setCounts((old) => (old[id] === count ? old : { ...old, [id]: count })),
    }),
    [counts],
  )
  return <Context value={value}>{children}</Context>
}

export const useBadges = () => use(Context).counts

/** Puts a count beside a place of the navigation, by its id. */
export function useBadge(id: string, count: number | undefined): void {
  const { set } = use(Context)
  useEffect(() => {
    if (count !== undefined) set(id, count)
  }, [set, id, count])
}
