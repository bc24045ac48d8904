const count = new Intl.NumberFormat('en')
const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' })

export const countWords = (value: number): string => count.format(value)

/** Less than a cent is not nothing; what is not known is not made up. */
export function costWords(usd: number | null): string {
  if (usd === null) return 'not known'
  return usd > 0 && usd < 0.01 ? 'less than $0.01' : money.format(usd)
}

/** In whole percent; full only where nothing is left. */
export function shareOf({ tokens, budget, left }: { tokens: number; budget: number; left: number }): number {
  if (left === 0) return 100
  return Math.min(99, Math.round((100 * tokens) / budget))
}

const utc = (text: string, format: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { ...format, timeZone: 'UTC' }).format(new Date(text))

export const dayWords = (day: string): string =>
  utc(day, { day: 'numeric', month: 'short', weekday: 'short' })
export const monthWords = (month: string): string => utc(`${month}-01`, { month: 'long', year: 'numeric' })
