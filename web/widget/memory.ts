/** Some pages and browsers allow no storage; then the thread lasts as long as the page. */
function attempt<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage)
  } catch {
    return undefined
  }
}

export const recall = (key: string): string | undefined =>
  attempt((storage) => storage.getItem(key)) ?? undefined

export function remember(key: string, value: string): void {
  attempt((storage) => storage.setItem(key, value))
}

/** Whoever signed out on a shared computer leaves no thread behind: only the anonymous one is kept. */
export function forgetOthers(prefix: string, own: string): void {
  attempt((storage) => {
    for (const key of Object.keys(storage)) {
      if (key.startsWith(prefix) && key !== prefix && key !== own) storage.removeItem(key)
    }
  })
}
