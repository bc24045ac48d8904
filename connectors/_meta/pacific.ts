const hourMs = 3_600_000
const zone = 'America/Los_Angeles'
const dates = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
const hours = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' })

/** Meta counts in days of its own home, whatever the zone of the account. YYYY-MM-DD. */
export const pacificDay = (at: Date): string => dates.format(at)

/** Midnight there: 08:00 UTC in winter, 07:00 in summer. The clocks change at two, so a midnight is never in doubt. */
export function startOfPacificDay(day: string): Date {
  const winter = Date.parse(`${day}T08:00:00Z`)
  const summer = winter - hourMs
  return new Date(hours.format(summer) === '00' ? summer : winter)
}

/**
 * The day that a value of Meta describes: its `end_time` is the midnight after it.
 *
 * @example dayEndingAt('2026-08-02T07:00:00+0000') // '2026-08-01'
 */
export const dayEndingAt = (endTime: string): string => pacificDay(new Date(Date.parse(endTime) - 1))

export const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 24 * hourMs).toISOString().slice(0, 10)

/** Both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = dayAfter(day)) days.push(day)
  return days
}
