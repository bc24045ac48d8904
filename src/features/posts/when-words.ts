import type { PostRowView } from './schema.ts'

/** A post's time as people say it, in the zone in which it was said: `Mon 23 Nov 2026, 09:00 (Europe/Berlin), in 2 d 3 h`. */
export function whenWords(
  post: Pick<PostRowView, 'plannedAt' | 'plannedZone'>,
  zone: string,
  now: Date,
): string {
  if (post.plannedAt === null) return 'no time yet'
  const at = new Date(post.plannedAt)
  const timeZone = post.plannedZone ?? zone
  const date = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)
  return `${date} (${timeZone}), ${countdown(at, now)}`
}

function countdown(at: Date, now: Date): string {
  const minutes = Math.round((at.getTime() - now.getTime()) / 60_000)
  const words = span(Math.abs(minutes))
  return minutes < 0 ? `${words} ago` : minutes === 0 ? 'now' : `in ${words}`
}

function span(minutes: number): string {
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`
}
