const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export interface RelativeTime {
  text: string
  /** When the text changes next; undefined once it is a date. */
  nextInMs: number | undefined
}

/** "now", "5m", "3h", "2d", then a date; "in 5m" ahead. Short forms for rows; the tooltip has the whole. */
export function relativeTime(atMs: number, nowMs: number, locale?: string): RelativeTime {
  const age = Math.abs(nowMs - atMs)
  const say = (amount: number, unit: string) => (atMs > nowMs ? `in ${amount}${unit}` : `${amount}${unit}`)
  const until = (step: number) => Math.max(1000, atMs > nowMs ? (age % step) + 1 : step - (age % step))
  if (age < minute) return { text: 'now', nextInMs: until(minute) }
  if (age < hour) return { text: say(Math.floor(age / minute), 'm'), nextInMs: until(minute) }
  if (age < day) return { text: say(Math.floor(age / hour), 'h'), nextInMs: until(hour) }
  if (age < 7 * day) return { text: say(Math.floor(age / day), 'd'), nextInMs: until(day) }
  const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear()
  const format = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  })
  return { text: format.format(atMs), nextInMs: undefined }
}

/** The whole moment with its zone: "12 Mar 2026, 14:05 GMT+1". */
export function absoluteTime(atMs: number, locale?: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...(timeZone ? { timeZone } : {}),
  }).format(atMs)
}
