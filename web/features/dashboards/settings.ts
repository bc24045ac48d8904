import type { SavedView, Settings } from '#features/dashboards/schema.ts'
import { settingsSchema } from '#features/dashboards/schema.ts'
import type { AskAccount } from '../ask/ask-api.ts'
import { compareWords, periodWords } from '../ask/question-words.ts'
import { parseSettings, settingKeys } from './dashboard-search.ts'
import type { DashboardSearch, DashboardSettings } from './dashboard-search.ts'

const filterKeys = ['platform', 'account', 'format', 'label'] as const
const days = ({ from, to }: { from: string; to: string }) => `${from}..${to}`

/** Settings as they are kept, as the address has them. */
export const searchOf = ({ period, compare, filters = {} }: Settings): DashboardSettings =>
  parseSettings({
    period: typeof period === 'object' ? days(period) : period,
    compare,
    ...Object.fromEntries(filterKeys.map((key) => [key, [filters[key] ?? []].flat().join(',')])),
  })

/** The way back; undefined where it cannot be kept. */
export function settingsOf({ period, compare, ...filters }: DashboardSettings): Settings | undefined {
  const [from, to] = period?.split('..') ?? []
  const given = Object.entries(filters).map(([key, text]) => [key, text.split(',')])
  const read = settingsSchema.safeParse({
    ...(period === undefined ? {} : { period: to === undefined ? period : { from, to } }),
    ...(compare === undefined ? {} : { compare }),
    ...(given.length > 0 ? { filters: Object.fromEntries(given) } : {}),
  })
  return read.success ? read.data : undefined
}

/** What the reader sees: what the address says, else a kept view, else the one that they see first. */
export function settingsIn(
  { view, ...search }: DashboardSearch,
  views: readonly SavedView[],
): { settings: DashboardSettings; view: SavedView | undefined } {
  if (settingKeys.some((key) => search[key] !== undefined)) return { settings: search, view: undefined }
  const chosen = view === undefined ? views.find((one) => one.isDefault) : views.find(({ id }) => id === view)
  return { settings: chosen ? searchOf(chosen.settings) : {}, view: chosen }
}

/** With these parts changed; nothing left is said so, or the usual view would come back. */
export function changeSettings(
  settings: DashboardSettings,
  change: { [K in keyof DashboardSettings]?: string | undefined },
): DashboardSearch {
  const next = parseSettings({ ...settings, ...change })
  return Object.keys(next).length > 0 ? next : { view: 'none' }
}

export const compareNames = {
  none: 'Nothing',
  previous_period: 'The period before',
  previous_year: 'The same days a year ago',
}

/** "Last 30 days", or "1 – 31 Oct 2026". */
export function periodName(period: string): string {
  const known = Object.entries(periodWords).find(([id]) => id === period)?.[1]
  if (known) return known
  const [from = '', to = from] = period.split('..').map((day) => new Date(day))
  if (!(from instanceof Date) || !(to instanceof Date)) return period
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return 'These days'
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).formatRange(from, to)
}

export const compareName = (compare: string) =>
  Object.entries(compareWords).find(([id]) => id === compare)?.[1]

/** Filters in words, one each. */
export function filterWords(
  settings: DashboardSettings,
  accounts: readonly AskAccount[],
): Array<{ key: (typeof filterKeys)[number]; words: string }> {
  const nameOf = (key: string, value: string) =>
    key === 'account'
      ? (accounts.find(({ id }) => id === value)?.name ?? 'an account')
      : key === 'platform'
        ? (accounts.find(({ platform }) => platform === value)?.platformName ?? value)
        : value
  return filterKeys.flatMap((key) => {
    const value = settings[key]
    return value === undefined
      ? []
      : [
          {
            key,
            words: value
              .split(',')
              .map((one) => nameOf(key, one))
              .join(', '),
          },
        ]
  })
}
