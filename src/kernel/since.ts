/** How long ago, in one unit: `now`, `4 min`, `3 h`, `2 d`. */
export function since(at: string | null, now: Date): string {
  if (at === null) return ''
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / 60_000))
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60 / 24)} d`
}
