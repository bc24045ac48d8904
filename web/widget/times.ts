const dayMs = 86_400_000
const midnight = (at: Date): number => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()

export const clockTime = (at: string): string =>
  new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })

/** "Today", "Yesterday", else the date. */
export function dayName(at: string): string {
  const day = new Date(at)
  const days = Math.round((midnight(new Date()) - midnight(day)) / dayMs)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  const year = day.getFullYear() === new Date().getFullYear() ? {} : ({ year: 'numeric' } as const)
  return day.toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long', ...year })
}
