export interface SnoozeTime {
  id: string
  label: string
  at: Date
}

const morning = 9

/** Moments to snooze until, in the reader's own zone; those that are past or nearly the same are left out. */
export function snoozeTimes(now: Date): SnoozeTime[] {
  const atHour = (daysAhead: number, hour: number) => {
    const at = new Date(now)
    at.setDate(at.getDate() + daysAhead)
    at.setHours(hour, 0, 0, 0)
    return at
  }
  const toMonday = ((8 - now.getDay()) % 7 || 7) as number
  const inOneHour = new Date(now.getTime() + 3_600_000)
  inOneHour.setSeconds(0, 0)
  const all = [
    { id: 'hour', label: 'In an hour', at: inOneHour },
    { id: 'evening', label: 'This evening', at: atHour(0, 18) },
    { id: 'tomorrow', label: 'Tomorrow morning', at: atHour(1, morning) },
    { id: 'monday', label: 'Next Monday', at: atHour(toMonday, morning) },
    { id: 'week', label: 'In a week', at: atHour(7, morning) },
  ]
  return all.filter(
    ({ id, at }) =>
      at.getTime() > now.getTime() + 30 * 60_000 &&
      // Tomorrow is Monday on a Sunday, and a week from Monday is Monday.
      !(id === 'monday' && (toMonday === 1 || toMonday === 7)),
  )
}

/** The value of a `datetime-local` field, in the reader's zone. */
export function localInputValue(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}
