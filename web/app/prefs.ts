import { useSyncExternalStore } from 'react'

export type Theme = 'system' | 'light' | 'dark'
export type Density = 'compact' | 'cosy'
export type Rail = 'full' | 'icons'

// public/first.js reads the same keys before the first paint.
const prefix = 'parley.'
const changed = new EventTarget()

/** What this browser remembers; a blocked storage only forgets. */
export function readPref(key: string): string | null {
  try {
    return localStorage.getItem(prefix + key)
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}

export function writePref(key: string, value: string): void {
  try {
    localStorage.setItem(prefix + key, value)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
  applyPrefs()
  changed.dispatchEvent(new Event('change'))
}

function subscribe(listener: () => void): () => void {
  const onStorage = () => {
    applyPrefs()
    listener()
  }
  changed.addEventListener('change', listener)
  addEventListener('storage', onStorage)
  return () => {
    changed.removeEventListener('change', listener)
    removeEventListener('storage', onStorage)
  }
}

export const usePref = (key: string) => useSyncExternalStore(subscribe, () => readPref(key))

const oneOf = <V extends string>(value: string | null, allowed: readonly [V, ...V[]]): V =>
  allowed.find((one) => one === value) ?? allowed[0]

export const useTheme = () => oneOf<Theme>(usePref('theme'), ['system', 'light', 'dark'])
export const useDensity = () => oneOf<Density>(usePref('density'), ['compact', 'cosy'])
export const useRail = () => oneOf<Rail>(usePref('rail'), ['full', 'icons'])

const darkSystem = () => matchMedia('(prefers-color-scheme: dark)')

export function applyPrefs(): void {
  const theme = readPref('theme')
  const dark = theme === 'dark' || (theme !== 'light' && darkSystem().matches)
  const { dataset } = document.documentElement
  dataset['theme'] = dark ? 'dark' : 'light'
  dataset['density'] = oneOf<Density>(readPref('density'), ['compact', 'cosy'])
  dataset['rail'] = oneOf<Rail>(readPref('rail'), ['full', 'icons'])
}

/** Follows the system while the choice is "system". */
export function followSystemTheme(): void {
  darkSystem().addEventListener('change', applyPrefs)
}
