import { describe, expect, it } from 'vitest'
import type { SavedView } from '#features/dashboards/schema.ts'
import { parseDashboardSearch } from './dashboard-search.ts'
import { changeSettings, periodName, searchOf, settingsIn, settingsOf } from './settings.ts'

const view = (id: string, more: Partial<SavedView> = {}): SavedView => ({
  id,
  name: id,
  settings: { period: 'last_7_days' },
  by: 'Ana',
  isMine: true,
  isDefault: false,
  ...more,
})

describe('settings of a dashboard', () => {
  it('go into the address and come back', () => {
    for (const search of [
      {},
      { period: 'last_90_days', compare: 'previous_year', platform: 'x,instagram', label: '2026' },
      { period: '2026-10-01..2026-10-31', compare: 'none', account: 'a', format: 'reel' },
    ]) {
      const settings = settingsOf(search)
      expect(settings && searchOf(settings)).toEqual(search)
    }
    expect(settingsOf({ period: 'soon' })).toBeUndefined()
    expect(parseDashboardSearch({ label: 2026, view: '', other: 'x' })).toEqual({ label: '2026' })
  })

  it('are those of the address, else of the view it names, else of the one that is seen first', () => {
    const views = [view('a'), view('b', { isDefault: true, settings: { compare: 'none' } })]
    expect(settingsIn({}, views)).toMatchObject({ settings: { compare: 'none' }, view: { id: 'b' } })
    expect(settingsIn({ view: 'a' }, views)).toMatchObject({ settings: { period: 'last_7_days' } })
    expect(settingsIn({ view: 'none' }, views)).toEqual({ settings: {}, view: undefined })
    expect(settingsIn({ period: 'today', view: 'a' }, views).settings).toEqual({ period: 'today' })
  })

  it('that were all taken away do not bring the usual view back', () => {
    expect(changeSettings({ platform: 'x' }, { platform: undefined })).toEqual({ view: 'none' })
    expect(changeSettings({ platform: 'x' }, { period: 'today' })).toEqual({ platform: 'x', period: 'today' })
  })

  it('have names', () => {
    expect(periodName('last_30_days')).toBe('Last 30 days')
    expect(periodName('2026-10-01..2026-10-31')).toMatch(/1.+31 Oct 2026/)
    expect(periodName('..')).toBe('These days')
  })
})
