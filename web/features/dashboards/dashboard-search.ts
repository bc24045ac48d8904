/** What the address says of a dashboard. No zod here: the router loads this first. */
export const settingKeys = ['period', 'compare', 'platform', 'account', 'format', 'label'] as const
export type SettingKey = (typeof settingKeys)[number]
/** What stands above all widgets; what is missing is as each widget has it. */
export type DashboardSettings = { [K in SettingKey]?: string }
/** With `view`, settings that somebody keeps; `none`: not even those that the reader sees first. */
export type DashboardSearch = DashboardSettings & { view?: string }

const given = (value: unknown) =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined

export function parseSettings(search: Record<string, unknown>): DashboardSettings {
  const found: DashboardSettings = {}
  for (const key of settingKeys) {
    const value = given(search[key])
    if (value !== undefined) found[key] = value
  }
  return found
}

export function parseDashboardSearch(search: Record<string, unknown>): DashboardSearch {
  const view = given(search['view'])
  return { ...parseSettings(search), ...(view === undefined ? {} : { view }) }
}
