import type { ReactNode } from 'react'
import type { ShortcutId } from './shortcut-table.ts'

export interface PaletteAction {
  /** Stable over time: recency is remembered by it. */
  id: string
  label: string
  /** Heading: "Conversation", "Go to". */
  group?: string
  icon?: ReactNode
  shortcut?: ShortcutId
  /** Other words that find it. */
  keywords?: string[]
  run: () => void
}

const kept = 30

export function parseRecent(text: string | null): string[] {
  return text ? text.split('\n').filter(Boolean) : []
}

export const withRecent = (recent: readonly string[], id: string): string[] =>
  [id, ...recent.filter((other) => other !== id)].slice(0, kept)

/** What was used last comes first; the rest keeps its order. Of two with one id, the later registration wins. */
export function rankByRecency(actions: readonly PaletteAction[], recent: readonly string[]): PaletteAction[] {
  const byId = new Map(actions.map((action) => [action.id, action]))
  const place = (action: PaletteAction) => {
    const at = recent.indexOf(action.id)
    return at === -1 ? recent.length : at
  }
  return [...byId.values()].toSorted((a, b) => place(a) - place(b))
}
